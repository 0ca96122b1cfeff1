"""Tests for detectors.extract.mail.mbox."""

from __future__ import annotations

import time

import pytest

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from tests.detectors.extract.files import attachment, body, read_file, read_parts, reasons, texts_at
from tests.samples.mail import mailbox_of

WHERE = "attachment:box.mbox"
LINE = "From a.teacher@oakfield.sch.uk Mon Nov  2 10:00:00 2026\n"
HEAD = "From: a.teacher@oakfield.sch.uk\nSubject: Trip\n"


def box(*messages: str) -> bytes:
    return "".join(f"{LINE}{message}\n" for message in messages).encode()


def paths(content: bytes) -> list[str]:
    return [each.path.removeprefix("box.mbox/") for each in read_file(content, "box.mbox").attachments[1:]]


def test_each_message_is_a_file() -> None:
    reading = read_file(mailbox_of("First.", "Second: Grace Bishop.", "Third."), "box.mbox")
    assert [each.path for each in reading.attachments] == ["box.mbox"] + [
        f"box.mbox/{number}.eml" for number in (1, 2, 3)
    ]
    assert reading.attachments[0].media_type == mediatypes.MBOX
    assert "Grace Bishop" in texts_at(reading, f"{WHERE}/2.eml")
    assert not reading.unread


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_quoted_lines_are_what_they_were(line_end: str) -> None:
    content = box(HEAD + "\n>From Monday on\n>>From the head\n").replace(b"\n", line_end.encode())
    words = texts_at(read_file(content, "box.mbox"), f"{WHERE}/1.eml")
    assert words.split() == ["From", "Monday", "on", ">From", "the", "head"]


@pytest.mark.parametrize("text", ["From Monday on we meet.\n", "\nFrom Monday on:\n\nwe meet\n"])
def test_a_sentence_begins_no_message(text: str) -> None:
    assert paths(box(HEAD + "\nDear all,\n" + text)) == ["1.eml"]


@pytest.mark.parametrize("between", ["\n\n", "\n", "\n\n\n"])
def test_messages_are_told_apart_with_and_without_empty_lines(between: str) -> None:
    content = f"{LINE}{HEAD}\nOne.{between}{LINE}{HEAD}\nGrace Bishop.\n".encode()
    assert paths(content) == ["1.eml", "2.eml"]


def test_a_length_that_says_otherwise_is_a_second_reading() -> None:
    """Programs that go by Content-Length show one message, others two; each holds what it holds."""
    inner = f"One.\n\n{LINE}Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nR3JhY2UgQmlzaG9w\n"
    content = f"{LINE}{HEAD}Content-Length: {len(inner)}\n\n{inner}\n{LINE}{HEAD}\nThree.\n".encode()
    reading = read_file(content, "box.mbox")
    assert len(reading.attachments) == 5
    assert any("Grace Bishop" in each.text for each in reading.texts)


def test_a_length_that_is_right_changes_nothing() -> None:
    content = f"{LINE}{HEAD}Content-Length: 5\n\nOne.\n\n{LINE}{HEAD}Content-Length: 99999\n\nTwo.\n".encode()
    assert paths(content) == ["1.eml", "2.eml"]


def test_thousands_of_messages_are_paid_for_and_the_first_are_read() -> None:
    content = box(*[f"{HEAD}\n{number}.\n" for number in range(3_000)])
    started = time.process_time()
    reading = read_parts(attachment(content, "box.mbox"), budget=Budget(files=100))
    assert reasons(reading) == ["It holds too many messages for all of them to be read."]
    assert texts_at(reading, f"{WHERE}/100.eml").strip() == "99."
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "content", ["From Monday on\nwe meet\n", "From: a\nDear all\n", "From here\n\nTo: all\n"]
)
def test_what_is_no_mailbox(content: str) -> None:
    assert mediatypes.MBOX not in kinds(attachment(content.encode(), "a.txt"))


def test_a_letter_that_begins_so_is_no_mailbox() -> None:
    assert kinds(body(box(HEAD + "\nx\n"))) == (mediatypes.PLAIN,)
