"""Messages are counted wherever they are: attached, in archives and mailboxes, inside one another."""

from __future__ import annotations

import time

import pytest

from detectors.carried import Carried, carried, messages_carried
from detectors.finding import Protection
from detectors.message import Attachment, HeaderField, Message, Part, Reading
from tests.detectors.extract.files import attachment, body, docx_of, read_parts, zip_of
from tests.samples.mail import letter, mailbox_of, note, raw

EML = raw(letter())
MAIL = "message/rfc822"


def nested(depth: int) -> bytes:
    outer = letter()
    if depth:
        outer.add_attachment(nested(depth - 1), "application", "octet-stream", filename="inner.eml")
    return raw(outer)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (attachment(EML, "a.eml", MAIL), [Carried("a.eml")]),
        (attachment(EML, "note.txt", "text/plain"), [Carried("note.txt")]),
        (attachment(note().to_bytes(), "a.msg"), [Carried("a.msg")]),
        (attachment(zip_of({"x/a.eml": EML}), "a.zip"), [Carried("a.zip/x/a.eml", "a.zip")]),
        (
            attachment(zip_of({"b.zip": zip_of({"a.eml": EML})}), "a.zip"),
            [Carried("a.zip/b.zip/a.eml", "a.zip")],
        ),
        (
            attachment(mailbox_of("one", "two"), "a.mbox"),
            [Carried("a.mbox/1.eml", "a.mbox"), Carried("a.mbox/2.eml", "a.mbox")],
        ),
        (
            attachment(zip_of({"in.mbox": mailbox_of("one")}), "a.zip"),
            [Carried("a.zip/in.mbox/1.eml", "a.zip/in.mbox")],
        ),
        (
            attachment(nested(2), "a.eml"),
            [Carried("a.eml"), Carried("a.eml/inner.eml"), Carried("a.eml/inner.eml/inner.eml")],
        ),
        (attachment(b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>x", "page.mht"), []),
        (attachment(docx_of("From: Grace"), "a.docx"), []),
        (attachment(b"From: the office\r\nBring a coat.\r\n", "a.txt", "text/plain"), []),
        (body(EML), []),
    ],
)
def test_messages(part: Part, expected: list[Carried]) -> None:
    reading = read_parts(part)
    assert list(carried(reading)) == expected
    assert messages_carried(reading) == len(expected)


def test_one_that_is_locked_away_is_known_by_its_name() -> None:
    locked = Attachment("a.zip/trip.msg", "application/octet-stream", Protection.ENCRYPTED)
    reading = Reading(
        Message((), ()), (), (), (Attachment("a.zip", "application/zip", Protection.NONE), locked), ()
    )
    assert carried(reading) == (Carried("a.zip/trip.msg", "a.zip"),)


def test_what_a_report_on_delivery_brings_back_is_no_forward() -> None:
    report = Message((HeaderField("Content-Type", "multipart/report; report-type=delivery-status"),), ())
    reading = Reading(report, (), (), (Attachment("a.eml", MAIL, Protection.NONE),), ())
    assert messages_carried(reading) == 0


def test_names_with_many_slashes_take_a_moment() -> None:
    deep = "/".join("a" * 30_000)
    attachments = tuple(Attachment(f"{deep}/{number}.eml", MAIL, Protection.NONE) for number in range(1_000))
    start = time.process_time()
    assert messages_carried(Reading(Message((), ()), (), (), attachments, ())) == 1_000
    assert time.process_time() - start < 2
