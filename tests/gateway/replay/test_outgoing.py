"""From whom and to whom a stored message went, as far as its header tells."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.replay.leftout import LeftOut
from gateway.replay.outgoing import Outgoing, outgoing
from tests.support.school import COLLEAGUE, PARENT, TEACHER


def school_of(address: str) -> str | None:
    return "Oakfield Academy" if address.endswith("@oakfield.sch.uk") else None


def read(*lines: str) -> Outgoing | LeftOut:
    return outgoing("\r\n".join((*lines, "", "Hello")).encode(), school_of)


def sent(*lines: str) -> Outgoing:
    message = read(*lines)
    assert isinstance(message, Outgoing)
    return message


@pytest.mark.parametrize(
    ("lines", "sender", "recipients"),
    [
        ((f"From: {TEACHER}", f"To: {PARENT}"), TEACHER, (PARENT,)),
        ((f"From: A <{TEACHER}>", f"To: P <{PARENT}>, {COLLEAGUE}", "Bcc: z@example.org"),
         TEACHER, (PARENT, COLLEAGUE, "z@example.org")),
        ((f"From: {TEACHER}", f"To: {PARENT}", f"Cc: {PARENT.upper()}"), TEACHER, (PARENT,)),
        ((f"From: {TEACHER}", "To: Friends: a@example.org, b@example.org;"),
         TEACHER, ("a@example.org", "b@example.org")),
        ((f"From: {TEACHER}", "To: =?utf-8?q?Bishop=2C_Grace?= <a@example.org>"),
         TEACHER, ("a@example.org",)),
        ((f"From: {TEACHER}", "To: Bishop, Grace, <a@example.org>, <b@example.org"),
         TEACHER, ("a@example.org", "b@example.org")),
        ((f"From: {TEACHER}", f"To: {PARENT}", "Delivered-To: archive@oakfield.sch.uk"), TEACHER, (PARENT,)),
        ((f"From: {TEACHER}", "To: undisclosed-recipients:;", f"Delivered-To: {COLLEAGUE}"),
         TEACHER, (COLLEAGUE,)),
        ((f"From: {TEACHER}", f"To: {COLLEAGUE}", f"X-Envelope-To: {PARENT}"), TEACHER, (COLLEAGUE, PARENT)),
        ((f"From: {TEACHER}",), TEACHER, ("",)),
        ((f"Return-Path: <{COLLEAGUE}>", f"From: {TEACHER}", f"To: {PARENT}"), COLLEAGUE, (PARENT,)),
        ((f"Return-Path: <{COLLEAGUE}>", "From: a@example.org", f"To: {PARENT}"), COLLEAGUE, (PARENT,)),
        (("Return-Path: <>", f"From: {TEACHER}", f"To: {PARENT}"), "", (PARENT,)),
    ],
    ids=["plain", "names", "twice", "group", "encoded-comma", "broken-list", "archive", "nobody-but-mailbox",
         "envelope-field", "nobody", "return-path", "forwarded-by-a-rule", "automatic-reply"],
)  # fmt: skip
def test_envelope(lines: tuple[str, ...], sender: str, recipients: tuple[str, ...]) -> None:
    message = sent(*lines)
    assert (message.envelope.sender, message.envelope.recipients) == (sender, recipients)
    assert message.school == "Oakfield Academy"
    assert message.names_nobody == (recipients == ("",))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("From: a@example.org", f"To: {TEACHER}"), LeftOut.NOT_OUTGOING),
        (("Return-Path: <bounce@lists.example.org>", f"From: {TEACHER}"), LeftOut.NOT_OUTGOING),
        (("Return-Path: <>", "From: postmaster@example.org", f"To: {TEACHER}"), LeftOut.NOT_OUTGOING),
        (("Subject: nobody",), LeftOut.NOT_OUTGOING),
        ((), LeftOut.UNREADABLE),
        (("this is no header",), LeftOut.UNREADABLE),
    ],
    ids=["came-in", "mailing-service", "bounce", "no-sender", "no-header", "prose"],
)
def test_left_out(lines: tuple[str, ...], why: LeftOut) -> None:
    assert read(*lines) is why


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon, 02 Nov 2026 15:40:00 +0000", datetime(2026, 11, 2, 15, 40, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 15:40:00 -0500", datetime(2026, 11, 2, 20, 40, tzinfo=UTC)),
        ("2 Nov 2026 15:40:00", datetime(2026, 11, 2, 15, 40, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 02 Nov 99999 15:40:00 +0000", None),
        ("Fri, 31 Dec 9999 23:00:00 -1200", None),
        ("", None),
    ],
)
def test_date(date: str, at: datetime | None) -> None:
    assert sent(f"From: {TEACHER}", f"Date: {date}").at == at


def test_copies_are_one_message_and_a_forwarded_one_is_another() -> None:
    fields = ("Message-ID: <1@oakfield.sch.uk>", f"From: {TEACHER}", f"To: {PARENT}")
    first = sent(*fields, "Bcc: z@example.org")
    assert first.identity == sent("Received: by archive", *fields).identity
    assert first.identity != sent(f"Return-Path: <{COLLEAGUE}>", *fields).identity
    assert first.identity != sent("Message-ID: <2@oakfield.sch.uk>", *fields[1:]).identity
    assert sent(*fields[1:]).identity != sent(*fields[1:], "Subject: x").identity
