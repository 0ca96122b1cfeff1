"""Tests for detectors.extract.text.text and detectors.extract.text.delimited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract.text.delimited import parse_rows
from tests.detectors.extract.files import attachment, body, read_file, read_parts, reasons, texts_at

ROWS = (("Forename", "Surname"), ("Grace", "Bishop"))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Forename,Surname\nGrace,Bishop\n", ROWS),
        ("Forename;Surname\r\nGrace;Bishop", ROWS),
        ("Forename\tSurname\rGrace\tBishop", ROWS),
        ("Forename|Surname\n\nGrace|Bishop\n", ROWS),
        ('"Forename","Surname"\n"Grace","Bishop"\n', ROWS),
        ('Name,Note\n"Bishop, Grace","two\nlines"\n', (("Name", "Note"), ("Bishop, Grace", "two\nlines"))),
        ("just one column\n", (("just one column",),)),
        ("", ()),
    ],
)
def test_rows(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert parse_rows(text) == rows


def test_a_quotation_mark_that_is_never_closed_hides_no_rows() -> None:
    rows = parse_rows('id,note\n1,"open\n' + "2,Grace Bishop\n" * 5_000)
    assert ("2", "Grace Bishop") in rows


def test_a_field_beyond_the_limit_hides_no_rows() -> None:
    assert parse_rows('"' + "x" * 300_000 + "\nGrace,Bishop")[-1] == ("Grace", "Bishop")


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    letters = {letter for letter in text if letter.isalpha()}
    cells = "".join(cell for row in parse_rows(text) for cell in row)
    assert letters <= set(cells)


def test_a_csv_file_is_text_and_table() -> None:
    reading = read_file(b"Forename,Surname\nGrace,Bishop\n", "pupils.csv", "text/plain")
    assert reading.tables[0].rows == ROWS
    assert "Grace,Bishop" in texts_at(reading, "attachment:pupils.csv")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("Zoë Bishop".encode(), "utf-8"),
        ("Zoë Bishop".encode("cp1252"), "iso-8859-1"),
        ("Zoë Bishop".encode("utf-16"), ""),
        ("Zoë Bishop".encode("utf-16-le"), "us-ascii"),
        ("Zoë Bishop".encode("utf-16-be"), ""),
        ("Zoë Bishop".encode(), "no-such-charset"),
    ],
)
def test_text_in_any_charset(content: bytes, charset: str) -> None:
    assert texts_at(read_parts(body(content, charset=charset)), "body") == "Zoë Bishop"


def test_the_values_of_xml_stand_beside_each_other() -> None:
    content = (
        b"<?xml version='1.0'?><Pupil Year='8'><Forename>Grace</Forename><Surname>Bishop</Surname></Pupil>"
    )
    reading = read_file(content, "transfer.xml")
    assert texts_at(reading, "attachment:transfer.xml#values") == "8 Grace Bishop"
    assert not reading.unread


def test_entities_of_xml_are_not_expanded() -> None:
    content = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY n 'Grace'>]><x>&n;</x>"
    reading = read_file(content, "x.xml")
    assert "entities" in reasons(reading)[0]


@pytest.mark.parametrize("name", ["invite.ics", "card.vcf", "data.json"])
def test_other_text_is_read_as_it_stands(name: str) -> None:
    begin = {"invite.ics": "BEGIN:VCALENDAR", "card.vcf": "BEGIN:VCARD", "data.json": "{"}[name]
    reading = read_parts(attachment(f"{begin}\nGrace Bishop".encode(), name))
    assert "Grace Bishop" in texts_at(reading, f"attachment:{name}")
    assert not reading.unread
