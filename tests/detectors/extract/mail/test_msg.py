"""Tests for detectors.extract.mail.msg, and for what it shares with winmail.dat: outlook, mapi."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aspose.email_foss.msg import MapiMessage, MsgStorage, MsgStream, MsgWriter, PropertyTypeCode

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from detectors.extract.mail.mapi import BINARY, Properties, Property, charset_of
from detectors.mime.parse import parse
from tests.detectors.extract.files import attachment, docx_of, read_file, read_parts, reasons, texts_at
from tests.samples.mail import note, with_attachment, with_message

WHERE = "attachment:letter.msg"
INTEGER, STRING = PropertyTypeCode.PTYP_INTEGER32, PropertyTypeCode.PTYP_STRING


def changed(message: MapiMessage, change: Callable[[MsgStorage], None]) -> bytes:
    """The message with its streams as no mail program would have written them."""
    document = message.to_msg_document()
    change(document.root)
    return MsgWriter.to_bytes(document)


def without(storage: MsgStorage, *beginnings: str) -> None:
    storage.streams = [each for each in storage.streams if not each.name.startswith(beginnings)]


def attached_to(root: MsgStorage) -> MsgStorage:
    return next(each for each in root.storages if each.name.startswith("__attach"))


def test_all_forms_of_the_text_are_read_since_they_may_differ() -> None:
    message = note(body="See the other form.")
    message.body_html = "<p>Grace Bishop</p>"
    words = texts_at(read_file(message.to_bytes(), "letter.msg"), WHERE)
    assert "See the other form." in words
    assert "Grace Bishop" in words


@pytest.mark.parametrize(
    ("code_page", "text"), [(1250, "Zoë Dvořák"), (1251, "Зоя Петрова"), (932, "山田 花子"), (65001, "Zoë ✓")]
)
def test_narrow_text_is_in_the_messages_code_page(code_page: int, text: str) -> None:
    def narrow(root: MsgStorage) -> None:
        without(root, "__substg1.0_1000")
        root.add_stream(MsgStream("__substg1.0_1000001E", text.encode(charset_of(code_page))))

    message = note()
    message.set_property(0x3FFD, INTEGER, code_page)
    assert texts_at(read_file(changed(message, narrow), "letter.msg"), WHERE) == text


def test_what_stands_behind_a_null_is_read_too() -> None:
    reading = read_file(note(body="Dear all\0Grace Bishop").to_bytes(), "letter.msg")
    assert texts_at(reading, WHERE) == "Dear all Grace Bishop"


def test_two_subjects_are_both_read() -> None:
    def twice(root: MsgStorage) -> None:
        root.add_stream(MsgStream("__substg1.0_0037001E", b"Grace Bishop"))

    reading = read_file(changed(note("Trip"), twice), "letter.msg")
    assert set(texts_at(reading, f"{WHERE}#subject").split("\n")) == {"Grace Bishop", "Trip"}


def test_an_attached_message_is_read_with_what_is_attached_to_it() -> None:
    inner = note("Report")
    inner.add_attachment("report.docx", docx_of("Grace Bishop"))
    reading = read_file(with_message(inner, "Report").to_bytes(), "letter.msg")
    assert [(each.path, each.media_type) for each in reading.attachments] == [
        ("letter.msg", mediatypes.OUTLOOK),
        ("letter.msg/Report", mediatypes.OUTLOOK),
        ("letter.msg/Report/report.docx", mediatypes.DOCX),
    ]
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/Report/report.docx")
    assert not reading.unread


def test_an_object_is_read_as_the_storage_that_it_is() -> None:
    def as_object(root: MsgStorage) -> None:
        held = attached_to(root)
        without(held, "__substg1.0_3701")
        inner = MsgStorage("__substg1.0_3701000D")
        inner.add_stream(MsgStream("Package", docx_of("Grace Bishop")))
        held.add_storage(inner)

    message = note()
    message.add_attachment("object", b"x")
    reading = read_file(changed(message, as_object), "letter.msg")
    assert reading.attachments[1].media_type == mediatypes.OLE
    assert any("Grace Bishop" in each.text for each in reading.texts)


def test_both_contents_of_one_attachment_are_read() -> None:
    def twice(root: MsgStorage) -> None:
        attached_to(root).add_stream(MsgStream("__substg1.0_37010102-00000000", b"Grace Bishop"))

    message = note()
    message.add_attachment("a.txt", b"nothing")
    reading = read_file(changed(message, twice), "letter.msg")
    assert texts_at(reading, f"{WHERE}/a.txt") == "nothing"
    assert texts_at(reading, f"{WHERE}/a (2).txt") == "Grace Bishop"


@pytest.mark.parametrize(
    ("method", "unread"), [(1, ["It is damaged: its content is not there."]), (2, []), (7, [])]
)
def test_an_attachment_without_content(method: int, unread: list[str]) -> None:
    """A link has none, and its name is read; a file whose content is gone is not clean."""

    def emptied(root: MsgStorage) -> None:
        held = attached_to(root)
        without(held, "__substg1.0_3701")
        by_value, as_wanted = (b"\3\0\x05\x37\6\0\0\0" + bytes((number,)) for number in (1, method))
        (fixed,) = (each for each in held.streams if each.name == "__properties_version1.0")
        fixed.data = fixed.data.replace(by_value, as_wanted)

    message = note()
    message.add_attachment("Grace Bishop.doc", b"x")
    reading = read_file(changed(message, emptied), "letter.msg")
    assert reasons(reading) == unread
    assert texts_at(reading, f"{WHERE}/Grace Bishop.doc#name") == "Grace Bishop.doc"


def test_a_signed_messages_attachment_is_read_as_mail() -> None:
    entity = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nR3JhY2UgQmlzaG9w\r\n"
    reading = read_file(with_attachment("smime.p7m", entity), "letter.msg")
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/smime.p7m")


@pytest.mark.parametrize(("flags", "charset"), [(b"\0\0\1\x80", "utf-16-le"), (b"\0\0\0\0", "cp1252")])
def test_people_in_a_list_are_read(flags: bytes, charset: str) -> None:
    entry = bytes(4) + bytes.fromhex("812b1fa4bea310199d6e00dd010f5402") + flags
    entry += "Grace Bishop\0SMTP\0".encode(charset)
    properties = Properties((Property(0x8055, BINARY, entry),))
    assert list(properties.texts()) == [(0x8055, "Grace Bishop SMTP")]


def test_a_stream_that_breaks_off_is_not_clean() -> None:
    content = with_attachment("a.txt", b"Grace " * 5_000)
    reading = read_file(content[: len(content) - 20_000], "letter.msg")
    assert reading.unread


def test_a_thousand_recipients_take_no_time() -> None:
    message = note()
    for number in range(1_000):
        message.add_recipient(f"{number}@example.org", display_name=f"Parent {number}")
    content = message.to_bytes()
    started = time.process_time()
    reading = read_file(content, "letter.msg")
    assert "Parent 999" in texts_at(reading, f"{WHERE}#header")
    assert time.process_time() - started < 3


def test_more_attachments_than_may_be_opened() -> None:
    message = note()
    for number in range(30):
        message.add_attachment(f"{number}.txt", b"x")
    reading = read_parts(attachment(message.to_bytes(), "letter.msg"), budget=Budget(files=20))
    assert reasons(reading) == ["It holds too many files for all of them to be read."]
    assert texts_at(reading, f"{WHERE}#subject") == "Trip"
    assert len(reading.attachments) == 21


def test_a_message_with_a_documents_streams_is_read_as_both() -> None:
    content = changed(
        note("Grace Bishop"), lambda root: root.add_stream(MsgStream("WordDocument", b"x")) and None
    )
    assert set(kinds(attachment(content, "letter.msg"))) >= {mediatypes.OUTLOOK, mediatypes.DOC}


def test_what_a_mail_program_shows_of_real_messages_is_read(corpora: Path) -> None:
    pairs = [
        (path, path.with_suffix(".eml"))
        for path in sorted(corpora.glob("text-outlookmsg-perl/t/files/*.msg"))
    ]
    assert len(pairs) == 6
    for msg, eml in pairs:
        reading = read_file(msg.read_bytes(), "letter.msg")
        shown = parse(eml.read_bytes())
        body = next(part for part in shown.parts if part.media_type == "text/plain")
        words = body.content.decode("cp1252").split()
        read = texts_at(reading, WHERE).split()
        assert set(words) <= set(read) or "wc" in msg.name
        assert texts_at(reading, f"{WHERE}#subject") == shown.header("Subject")
