"""Tests for detectors.extract.office97.doc, and for the stories, pieces and formats of Word documents."""

from __future__ import annotations

import struct

import pytest

from detectors.extract.office97.wordstories import CELL, IN_CELL, ROW_END, story
from detectors.finding import Protection
from detectors.message import Reading
from tests.detectors.extract.files import read_file, reasons, texts_at
from tests.samples.office97 import documents
from tests.samples.office97seal import storage_with, streams_of

WHERE = "attachment:letter.doc"


def read_letter(**streams: bytes) -> Reading:
    """The letter that LibreOffice wrote, with some of its streams changed."""
    letter = documents()["letter.doc"]
    return read_file(storage_with(streams_of(letter) | streams) if streams else letter, "letter.doc")


def plain_doc(text: bytes, version: int = 0x68, flags: int = 0) -> bytes:
    """A document of Word 95 or before, by hand: no program writes them any more."""
    head = struct.pack("<HH2xHHH", 0xA5EC, version, 0x809, 0, flags).ljust(24, b"\0")
    head += struct.pack("<II", 1_024, 1_024 + len(text)).ljust(28, b"\0") + struct.pack(
        "<8i", len(text), *[0] * 7
    )
    return head.ljust(1_024, b"\0") + text


def test_a_letter_is_read_and_its_table_is_one() -> None:
    reading = read_letter()
    assert "Dear parents of Grace Bishop" in texts_at(reading, WHERE)
    assert reading.tables[0].rows == (("Forename", "Surname"), ("Grace", "Bishop"))
    assert not reading.unread
    assert reading.attachments[0].protection is Protection.NONE


def test_deleted_text_does_not_part_what_is_left() -> None:
    text = texts_at(read_letter(), WHERE)
    assert "Before after" in text
    assert "Deleted" not in text


def test_codes_of_fields_stand_apart() -> None:
    reading = read_letter()
    assert "a link." in texts_at(reading, WHERE)
    assert "HYPERLINK" not in texts_at(reading, WHERE)
    assert "HYPERLINK" in texts_at(reading, f"{WHERE}#fields")


def test_text_that_no_piece_shows_any_more_is_a_deletion() -> None:
    document = streams_of(documents()["letter.doc"])["WordDocument"]
    for old in (b"\0Henry Tudor is unwell\0", b"\0\0" + "Henry Tudor is unwell".encode("utf-16-le")):
        reading = read_letter(WordDocument=document + old)
        assert "Henry Tudor is unwell" in texts_at(reading, f"{WHERE}#deletions")


def test_alternative_text_and_form_fields_are_data() -> None:
    streams = streams_of(documents()["letter.doc"])
    words = "Photograph of Zoë O'Neill".encode("utf-16-le")
    reading = read_letter(Data=streams["Data"] + b"\1\0" + words)
    assert "Photograph of Zoë O'Neill" in texts_at(reading, f"{WHERE}#data")


def test_streams_that_are_not_words_own_are_searched() -> None:
    reading = read_letter(Extra=b"\0\1Henry Tudor\0")
    assert "Henry Tudor" in texts_at(reading, f"{WHERE}#data")


@pytest.mark.parametrize("version", [0x2D, 0x65, 0x68])
def test_documents_from_before_1997(version: int) -> None:
    content = plain_doc(
        "Zoë O'Neill\rForename\x07Surname\x07\x07Grace\x07Bishop\x07\x07".encode("cp1252"), version
    )
    in_storage = storage_with({"WordDocument": content})
    for each in [in_storage] + [content.replace(b"\xec\xa5", b"\xdb\xa5", 1)] * (version == 0x2D):
        reading = read_file(each, "letter.doc")
        assert "Zoë O'Neill" in texts_at(reading, WHERE)
        assert reading.tables[0].rows == (("Forename", "Surname"), ("Grace", "Bishop"))


def test_pieces_that_are_not_there_are_unread() -> None:
    main = bytearray(streams_of(documents()["letter.doc"])["WordDocument"])
    pieces = struct.pack("<IIHIH", 0, 50_000, 0, 1 << 30, 0)
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, 154 + 8 * 33, 0, len(clx))
    reading = read_letter(WordDocument=bytes(main), **{"1Table": clx})
    assert "A part of it is damaged and cannot be read." in reasons(reading)


def test_a_document_cut_in_the_middle_keeps_its_words() -> None:
    content = documents()["letter.doc"]
    reading = read_file(content[: len(content) // 2], "letter.doc")
    assert reasons(reading) == ["It is damaged and does not open."]
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}#data")


@pytest.mark.parametrize(
    ("text", "shown", "codes"),
    [
        ("see \x13 PAGE \x147\x15!", "see 7!", " PAGE \n"),
        ("\x13 IF \x13 NAME \x14Grace\x15 = x \x14Bishop\x15", "Bishop", " IF  NAME \nGrace = x \n"),
        ("\x13 DATE \x15now", "now", " DATE \n"),
        ("a\x15b\x14c", "abc", ""),
        ("\x13 open", "", " open"),
        ("well\x1eknown\x1f\x0bGrace\xa0Bishop\x01", "well-known\nGrace Bishop", ""),
    ],
)
def test_marks_in_a_story(text: str, shown: str, codes: str) -> None:
    assert (story(text).text, story(text).codes) == (shown, codes)


def test_rows_keep_paragraphs_in_their_cells() -> None:
    text = f"Intro\rGrace{IN_CELL}Ann{CELL}Bishop{CELL}{ROW_END}Outro\r"
    assert story(text).tables == ((("Grace\nAnn", "Bishop"),),)


def test_two_tables_are_two() -> None:
    text = f"a{CELL}{ROW_END}between\rb{CELL}{ROW_END}"
    assert story(text).tables == ((("a",),), (("b",),))
