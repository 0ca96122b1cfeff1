"""Tests for gateway.rewriting.take_off."""

from __future__ import annotations

import pytest

from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.take_off import take_off_attachments
from tests.detectors.extract.files import docx_of
from tests.gateway.rewriting.filemail import (
    TEXT,
    content_of,
    files_in,
    inspected,
    letter,
    multipart,
    parts_of,
)
from tests.gateway.rewriting.mime.test_files import HTML, picture

PLAIN = "Content-Type: text/plain\n\nDear Ms Tudor,"


def notes(raw: bytes) -> list[str]:
    return [content_of(part).decode().replace("\r\n", "\n") for part in parts_of(raw)]


def test_a_line_stands_in_the_place_of_each_file() -> None:
    raw = letter(("letter.docx", docx_of("Grace Bishop")), ("Größe.csv", b"Grace,Bishop"))
    step = take_off_attachments(raw)
    assert notes(step.content) == [
        TEXT,
        'The file "letter.docx" was taken off this message by the school\'s mail policy.\n'
        "Please ask the sender for it.\n",
        'The file "Größe.csv" was taken off this message by the school\'s mail policy.\n'
        "Please ask the sender for it.\n",
    ]
    assert files_in(step.content) == {}
    assert inspected(step.content).attachments == ()
    (change,) = step.changes
    assert [str(at) for at in change.locations] == ["attachment:letter.docx", "attachment:Größe.csv"]
    assert (change.rewrite, change.count) == (Rewrite.TAKE_OFF_ATTACHMENTS, 2)


def test_everything_else_stays_byte_for_byte() -> None:
    file = "Content-Type: text/csv; name=list.csv\n\nGrace,Bishop"
    note = (
        "Content-Type: text/plain; charset=us-ascii\nContent-Disposition: inline\n"
        "Content-Transfer-Encoding: 7bit\n\n"
        'The file "list.csv" was taken off this message by the school\'s mail policy.\n'
        "Please ask the sender for it.\n"
    )
    raw = multipart("mixed", PLAIN, file, PLAIN, outer="X-Odd:   kept \n  folded\n")
    assert take_off_attachments(raw).content == multipart(
        "mixed", PLAIN, note, PLAIN, outer="X-Odd:   kept \n  folded\n"
    )


def test_a_name_that_may_not_be_seen_is_not_said() -> None:
    raw = letter(("Grace Bishop.docx", docx_of("x")), ("list.csv", b"x"))
    made = take_off_attachments(raw, ["Grace Bishop.docx"]).content
    assert b"Grace" not in made
    assert notes(made)[1].startswith("A file was taken off")
    assert notes(made)[2].startswith('The file "list.csv"')


def test_a_file_without_a_name_gets_none() -> None:
    made = take_off_attachments(
        multipart("mixed", PLAIN, "Content-Type: message/rfc822\n\nSubject: x\n\nx")
    ).content
    assert notes(made)[1].startswith("A file was taken off")


def test_a_picture_of_the_text_stays() -> None:
    raw = multipart("related", HTML, picture(8_000))
    assert take_off_attachments(raw).content == raw
    assert take_off_attachments(raw).changes == ()


def test_no_note_is_shown_instead_of_the_text() -> None:
    raw = multipart("alternative", PLAIN, "Content-Type: application/pdf; name=a.pdf\n\nx", HTML)
    step = take_off_attachments(raw)
    assert step.content == multipart("alternative", PLAIN, HTML)
    assert step.changes[0].count == 1


def test_a_message_that_is_nothing_but_a_file() -> None:
    raw = (
        b"From: z@oakfield.sch.uk\r\nContent-Type: application/pdf; name=a.pdf\r\nSubject: List\r\n\r\nx\r\n"
    )
    made = take_off_attachments(raw).content
    assert made.startswith(b"From: z@oakfield.sch.uk\r\nSubject: List\r\nContent-Type: text/plain")
    assert notes(made)[0].startswith('The file "a.pdf" was taken off')


def test_signed_messages_are_not_touched() -> None:
    signature = "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB"
    with pytest.raises(CannotRewriteError, match="signed"):
        take_off_attachments(multipart("signed", PLAIN, signature))
