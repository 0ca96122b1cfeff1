"""Tests for detectors.extract.text.xml."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from detectors.extract.text.xml import read_xml
from tests.detectors.extract.files import attachment, body, read_file, texts_at

SECONDS = 15  # many times what it takes
PUPIL = "<Pupil><Forename>Grace</Forename><Surname>Bishop</Surname></Pupil>"


def values(content: str | bytes) -> str:
    found = content.encode() if isinstance(content, str) else content
    return texts_at(read_file(found, "a.xml"), "attachment:a.xml#values")


def rows_of(content: str | bytes) -> list[tuple[str, ...]]:
    found = content.encode() if isinstance(content, str) else content
    return [row for table in read_file(found, "a.xml").tables for row in table.rows]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Grace <b>Bishop</b> went</p>", "Grace Bishop went"),
        (f"<c>{PUPIL}{PUPIL}</c>", "Grace Bishop\n\nGrace Bishop"),
        ("<c><Name>Henry Tudor</Name><Name>Grace Bishop</Name></c>", "Henry Tudor\n\nGrace Bishop"),
        ("<c><p n='Henry Tudor'/><p n='Grace Bishop'/></c>", "Henry Tudor\n\nGrace Bishop"),
        ("<Class teacher='Bishop'><Pupil forename='Grace'/></Class>", "Bishop\n\nGrace"),
        ("<c><![CDATA[Grace <Bishop>]]></c>", "Grace <Bishop>"),
        ("<c/>", ""),
    ],
)
def test_values_of_two_elements_stand_apart(content: str, text: str) -> None:
    assert values(content) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "iso-8859-1"])
def test_in_the_encoding_that_it_declares(encoding: str) -> None:
    content = f"<?xml version='1.0' encoding='{encoding}'?><c><p f='Zoë' s='Müller'/></c>".encode(encoding)
    assert ("Zoë", "Müller") in rows_of(content)


@pytest.mark.parametrize(
    "content",
    [
        f"<c>Tom & Jerry{PUPIL}",
        f"<c>&nbsp;<br>{PUPIL}</d></c>",
        f"<c><p a=b>{PUPIL}</c></c>",
        f"<c>{PUPIL}<c",
        f"{PUPIL}{PUPIL}",
        f"<?xml version='1.0' encoding='no-such'?><c>{PUPIL}</c>",
        "<c>&nbsp;<Pupil Forename='Grace' Surname=\"Bishop\">",
        "<c>&nbsp;<Pupil><F>Gr&#97;ce</F><S><![CDATA[Bishop]]></S></Pupil>",
    ],
)
def test_what_is_not_well_formed_is_read_all_the_same(content: str) -> None:
    assert ("Grace", "Bishop") in rows_of(content)
    assert not read_file(content.encode(), "a.xml").unread


@pytest.mark.parametrize(
    "content", ["<a>" * 100_000, "<a>" * 100_000 + "</a>" * 100_000, "&" + "<a>" * 100_000]
)
def test_what_is_nested_too_deeply_is_unread(content: str) -> None:
    reading = read_file(content.encode(), "a.xml")
    assert [unread.reason for unread in reading.unread] == [
        "Its elements are nested too deeply for all of it to be read."
    ]


def test_what_stands_before_the_depths_is_read() -> None:
    assert ("Grace", "Bishop") in rows_of(f"<c>{PUPIL}" + "<a>" * 100_000)


HOSTILE = {
    "less-than signs": "<" * 500_000,
    "declarations": "<!" * 250_000,
    "an attribute without end": "& <a " + "b" * 500_000,
    "open quotation marks": "& <a " + 'b="' * 160_000,
    "attributes without values": "& <a " + "b " * 250_000 + ">",
    "end tags": "&<a>" + "</b>" * 120_000,
    "comments": "&" + "<!--" * 120_000,
    "data sections": "&" + "<![CDATA[" * 50_000,
    "ampersands": "<a>" + "&" * 500_000,
    "children": "<a>" + "<b/>" * 120_000 + "</a>",
    "attributes": "<a " + " ".join(f'b{number}="1"' for number in range(40_000)) + "/>",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_xml_takes_no_longer_than_its_length(content: str) -> None:
    started = time.perf_counter()
    read_xml(attachment(content.encode(), "x.xml"), Budget())
    assert time.perf_counter() - started < 5


def test_a_hundred_thousand_records() -> None:
    content = f"<c>{PUPIL * 100_000}</c>".encode()
    started = time.perf_counter()
    contents = read_xml(attachment(content, "x.xml"), Budget())
    assert time.perf_counter() - started < SECONDS
    assert len(contents.tables[0].rows) == 100_001


@given(st.text(alphabet="<>/&;'\"= ab![]?-", max_size=60))
def test_nothing_makes_it_raise_or_lose_words(content: str) -> None:
    contents = read_xml(attachment(f"<c><b>&{content}</b></c>{PUPIL}".encode(), "x.xml"), Budget())
    assert contents.texts[0].text.endswith(PUPIL)
    assert all(table.rows for table in contents.tables)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"<Pupils><Pupil/></Pupils>", "list.txt", "text/plain"),
        (b"<?xml version='1.0'?><p/>", "list", ""),
        ("<?xml version='1.0'?><Pupils/>".encode("utf-16"), "list.txt", ""),
        (b"none", "list", "application/xml"),
    ],
)
def test_it_is_told_by_its_beginning_or_its_name(content: bytes, name: str, media_type: str) -> None:
    assert kinds(attachment(content, name, media_type)) == (mediatypes.XML,)


@pytest.mark.parametrize("content", [b"<html><p>Hello</p></html>", b"<p>Hello</p>", b"<3 Hello", b"<- Hello"])
def test_pages_and_signs_are_no_xml(content: bytes) -> None:
    assert mediatypes.XML not in kinds(attachment(content, "a.txt"))


def test_the_words_of_a_message_are_text_and_no_file() -> None:
    assert kinds(body(b"<Pupils><Pupil/></Pupils>")) == (mediatypes.PLAIN,)
