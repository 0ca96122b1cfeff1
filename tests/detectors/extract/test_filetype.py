"""Tests for detectors.extract.filetype."""

from __future__ import annotations

import os

import pytest

from detectors.extract import mediatypes
from detectors.extract.filetype import kinds
from tests.detectors.extract.files import (
    attachment,
    body,
    docx_of,
    encrypted_office,
    pdf_of,
    png_of,
    pptx_of,
    xlsx_of,
    zip_of,
)

ODT = "application/vnd.oasis.opendocument.text"
MAIL = b"From: a@oakfield.sch.uk\r\nTo: b@example.org\r\nSubject: Trip\r\n\r\nHello\r\n"

TRUE_TYPES = [
    (docx_of("Hello"), mediatypes.DOCX),
    (xlsx_of(("Hello",)), mediatypes.XLSX),
    (pptx_of("Hello"), mediatypes.PPTX),
    (zip_of({"a.txt": b"Hello"}), mediatypes.ZIP),
    (zip_of({"[Content_Types].xml": b"<Types/>", "a.txt": b"Hello"}), mediatypes.ZIP),
    (zip_of({"mimetype": ODT.encode()}), ODT),
    (zip_of({"mimetype": b"text/plain", "a.txt": b"Hello"}), mediatypes.ZIP),
    (pdf_of("Hello"), mediatypes.PDF),
    (b"some junk before it\n" + pdf_of("Hello"), mediatypes.PDF),
    (encrypted_office(docx_of("Hello"), "Str0ng!"), mediatypes.SEALED_OFFICE),
    (png_of(500), "image/png"),
    (b"Hello", mediatypes.PLAIN),
    (b"", mediatypes.PLAIN),
    ("Hello, é".encode("utf-16"), mediatypes.PLAIN),
    ("Hello there".encode("utf-16-le"), mediatypes.PLAIN),
    (b"{\\rtf1 Hello}", mediatypes.RTF),
    (b"<!DOCTYPE html><html><p>Hello", mediatypes.HTML),
    (b"<?xml version='1.0'?><pupil/>", mediatypes.XML),
    (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", mediatypes.CALENDAR),
    (b"BEGIN:VCARD\r\nEND:VCARD\r\n", mediatypes.VCARD),
    (MAIL, mediatypes.MAIL),
    (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), "application/x-7z-compressed"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "kind"), TRUE_TYPES)
def test_the_bytes_decide_whatever_the_name_says(content: bytes, kind: str) -> None:
    assert kinds(attachment(content, "letter.doc", "application/msword"))[0] == kind


def test_order_in_a_package_does_not_matter() -> None:
    from tests.detectors.extract.files import members_of

    members = members_of(docx_of("Hello"))
    turned_round = zip_of(dict(reversed(members.items())))
    assert kinds(attachment(turned_round, "x"))[0] == mediatypes.DOCX


@pytest.mark.parametrize("name", ["pupils.csv", "PUPILS.CSV"])
def test_text_may_be_a_table_when_its_name_says_so(name: str) -> None:
    assert mediatypes.CSV in kinds(attachment(b"a,b\n1,2\n", name))


def test_a_name_alone_makes_nothing_of_binary_data() -> None:
    noise = b"\x00\x01\x02" + os.urandom(400)
    assert mediatypes.CSV not in kinds(attachment(noise, "pupils.csv", "text/csv"))


def test_a_zip_behind_a_picture_is_seen() -> None:
    both = png_of(500) + zip_of({"pupils.csv": b"a,b"})
    assert kinds(attachment(both, "logo.png", "image/png")) == ("image/png", mediatypes.ZIP)


def test_a_zip_that_says_it_is_a_pdf_is_read_as_both_where_it_is_both() -> None:
    import zipfile

    both = zip_of({"a.pdf": pdf_of("Hello")}, zipfile.ZIP_STORED)
    assert kinds(attachment(both, "report.pdf", "application/pdf")) == (mediatypes.ZIP, mediatypes.PDF)
    assert kinds(attachment(both, "report.zip", "application/zip")) == (mediatypes.ZIP,)


def test_a_body_that_is_really_an_archive_is_read_as_text_too() -> None:
    assert kinds(body(zip_of({"a.txt": b"Hello"}))) == (mediatypes.ZIP, mediatypes.PLAIN)


def test_a_forwarded_head_in_a_letter_makes_no_message_of_it() -> None:
    assert kinds(body(MAIL)) == (mediatypes.PLAIN,)


def test_tags_in_plain_text_are_read_both_ways() -> None:
    assert kinds(body(b"<p title='Grace'>Hello</p>")) == (mediatypes.HTML, mediatypes.PLAIN)
