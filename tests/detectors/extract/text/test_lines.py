"""Tests for detectors.extract.text.lines."""

from __future__ import annotations

import time

import pytest

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from detectors.extract.text.lines import read_lines
from tests.detectors.extract.files import attachment, body, read_file, texts_at

CARD = "BEGIN:VCARD\r\nVERSION:4.0\r\n{}\r\nEND:VCARD\r\n"


def rows_of(content: bytes, name: str) -> list[tuple[str, ...]]:
    return [row for table in read_file(content, name).tables for row in table.rows]


def values(content: str) -> list[str]:
    reading = read_file(content.encode(), "a.vcf")
    return texts_at(reading, "attachment:a.vcf#values").split("\n\n")


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("N:Bishop;Grace;Ann;;", ("Bishop", "Grace", "Ann", "", "")),
        ('n;SORT-AS="a:b;c":O\'Neill;Zoë;;;', ("O'Neill", "Zoë", "", "", "")),
        ("item1.N:Bis\r\n hop;Gra\r\n\tce", ("Bishop", "Grace")),
        ("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Bis=\r\nhop;Zo=C3=AB", ("Bishop", "Zoë")),
        ("N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:O=27Neill;Zo=EB", ("O'Neill", "Zoë")),
        (r"N:Smith\;Jones;Grace\, Ann", ("Smith;Jones", "Grace, Ann")),
    ],
)
def test_a_structured_value_is_a_row(line: str, row: tuple[str, ...]) -> None:
    assert rows_of(CARD.format(line).encode(), "a.vcf") == [row]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("FN:Grace Bis\r\n hop", "Grace Bishop"),
        ('ATTENDEE;CN="Grace Bishop";ROLE=CHAIR:mailto:a@oakfield.sch.uk', "Grace Bishop"),
        ("ORGANIZER;CN=Grace Bishop:mailto:a@oakfield.sch.uk", "Grace Bishop"),
        (r"DESCRIPTION:Trip\nGrace Bishop\, 8K", "Trip\nGrace Bishop, 8K"),
    ],
)
def test_values_are_made_whole(line: str, value: str) -> None:
    assert value in values(CARD.format(line))


def test_a_card_stays_as_it_stands_too() -> None:
    card = CARD.format("FN:Grace Bishop")
    assert texts_at(read_file(card.encode(), "a.vcf"), "attachment:a.vcf") == card


@pytest.mark.parametrize(
    "line", ["N" * 500_000, "N" + ";a" * 250_000, 'N;"' * 170_000, "N;" + "CN=" * 160_000, "\\" * 500_000]
)
def test_hostile_lines_take_no_longer_than_their_length(line: str) -> None:
    started = time.perf_counter()
    read_lines(attachment(CARD.format(line).encode(), "a.vcf"), Budget())
    assert time.perf_counter() - started < 5


def test_a_section_of_settings_is_a_row() -> None:
    content = b"; a list\n[1]\nforename = Grace\nsurname: 'Bishop'\n\n[2]\nforename=Henry\n# none\n"
    part = attachment(content, "list.ini")
    assert kinds(part) == (mediatypes.INI,)
    assert rows_of(content, "list.ini") == [
        ("forename", "surname"), ("Grace", "Bishop"), ("forename",), ("Henry",),
    ]  # fmt: skip
    assert "forename = Grace" in texts_at(read_file(content, "list.ini"), "attachment:list.ini")


@pytest.mark.parametrize("content", [b"[EXTERNAL]\nDear all", b"[1]\nSee = no", b"x = y\n[1]\n"])
def test_what_only_begins_like_settings(content: bytes) -> None:
    assert kinds(body(content)) == (mediatypes.PLAIN,)
