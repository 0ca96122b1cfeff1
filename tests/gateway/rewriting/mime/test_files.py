"""Tests for gateway.rewriting.files."""

from __future__ import annotations

import base64

import pytest

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.files import find_files
from tests.detectors.extract.files import png_of
from tests.gateway.rewriting.filemail import letter, multipart

TEXT = "Content-Type: text/plain\n\nDear Ms Tudor,\n"
HTML = 'Content-Type: text/html\n\n<p>Dear Ms Tudor,</p><img src="cid:logo%40oakfield">'


def picture(size: int, fields: str = "Content-ID: <logo@oakfield>\n", kind: str = "image/png") -> str:
    content = base64.encodebytes(png_of(size)).decode()
    return f"Content-Type: {kind}; name=logo.png\n{fields}Content-Transfer-Encoding: base64\n\n{content}"


def invitation(disposition: str) -> str:
    fields = f"Content-Type: text/calendar; method=REQUEST; name=term.ics\n{disposition}"
    return f"{fields}\nBEGIN:VCALENDAR\nEND:VCALENDAR"


def names(raw: bytes) -> list[str]:
    return [file.location.path for file in find_files(raw).files]


def test_files_in_their_order_with_what_is_in_them() -> None:
    found = find_files(letter(("a.pdf", b"one"), ("Zoë.csv", b"two"), ("a.pdf", b"three"), ("b", b"")))
    assert [(file.location.path, file.content) for file in found.files] == [
        ("a.pdf", b"one"), ("Zoë.csv", b"two"), ("a (2).pdf", b"three"), ("b", b""),
    ]  # fmt: skip
    assert [file.part.content for file in found.files] == [file.leaf.content for file in found.files]


def test_a_logo_in_the_text_is_no_file() -> None:
    assert names(multipart("related", HTML, picture(8_000))) == []


@pytest.mark.parametrize(
    "part",
    [
        picture(60_000),  # as large as a scan
        picture(8_000, "Content-ID: <other@oakfield>\n"),
        picture(8_000, ""),
        picture(8_000, kind="application/octet-stream"),
    ],
)
def test_other_pictures_are_files(part: str) -> None:
    assert names(multipart("related", HTML, part)) == ["logo.png"]


@pytest.mark.parametrize("disposition", ["", "Content-Disposition: inline\n"])
def test_an_invitation_is_no_file(disposition: str) -> None:
    assert names(multipart("alternative", TEXT, invitation(disposition))) == []


def test_a_calendar_that_is_attached_is_a_file() -> None:
    attached = invitation("Content-Disposition: attachment; filename=term.ics\n")
    assert names(multipart("mixed", TEXT, attached)) == ["term.ics"]


def test_cards_and_messages_are_files() -> None:
    card = "Content-Type: text/vcard; name=mary.vcf\n\nBEGIN:VCARD\nEND:VCARD"
    message = "Content-Type: message/rfc822\n\nSubject: Hello\n\nDear Zoë"
    assert names(multipart("mixed", TEXT, card, message)) == ["mary.vcf", "attachment-1.eml"]


def test_a_file_that_stands_in_the_text_cannot_be_changed() -> None:
    text = "Content-Type: text/plain\n\nHere it is:\n\nbegin 644 list.txt\n%1W)A8V4`\n`\nend\n"
    with pytest.raises(CannotRewriteError, match="stands in the text"):
        find_files(multipart("mixed", text))
