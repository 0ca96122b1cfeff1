"""Scripts: the right parameters, and no address that is more than an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.message import Envelope
from gateway.transport.extensions import Extensions, parse_extensions
from gateway.transport.reply import Reply
from gateway.transport.script import (
    BAD_SENDER,
    BARE_LINE_ENDS,
    HIDDEN_END,
    NEEDS_8BITMIME,
    NEEDS_SMTPUTF8,
    TOO_LARGE,
    Script,
    write_script,
)

SENDER = "grace.bishop@oakfield.sch.uk"
ALL = Extensions(pipelining=True, eight_bit=True, smtputf8=True, announces_size=True)
NONE = Extensions()
ASCII = b"Subject: Trip\r\n\r\nHello\r\n"
EIGHT_BIT = "Subject: Trip\r\n\r\nCafé\r\n".encode()


def envelope(
    sender: str = SENDER, *recipients: str, eight_bit: bool = False, smtputf8: bool = False
) -> Envelope:
    return Envelope(sender, recipients or ("office@example.org",), eight_bit, smtputf8)


@pytest.mark.parametrize(
    ("who", "message", "extensions", "mail"),
    [
        (envelope(), ASCII, NONE, b"MAIL FROM:<grace.bishop@oakfield.sch.uk>\r\n"),
        (envelope(""), ASCII, NONE, b"MAIL FROM:<>\r\n"),
        (envelope(), ASCII, ALL, b"MAIL FROM:<grace.bishop@oakfield.sch.uk> SIZE=24\r\n"),
        (envelope(), EIGHT_BIT, NONE, b"MAIL FROM:<grace.bishop@oakfield.sch.uk>\r\n"),
        (envelope(), EIGHT_BIT, ALL, b"MAIL FROM:<grace.bishop@oakfield.sch.uk> SIZE=24 BODY=8BITMIME\r\n"),
        (
            envelope(eight_bit=True, smtputf8=True),
            ASCII,
            NONE,
            b"MAIL FROM:<grace.bishop@oakfield.sch.uk>\r\n",
        ),
        (
            envelope("zoë@example.org"),
            ASCII,
            ALL,
            "MAIL FROM:<zoë@example.org> SIZE=24 SMTPUTF8\r\n".encode(),
        ),
        (
            envelope(SENDER, "zoë@example.org"),
            ASCII,
            ALL,
            b"MAIL FROM:<grace.bishop@oakfield.sch.uk> SIZE=24 SMTPUTF8\r\n",
        ),
        (envelope('"grace> b"@example.org'), ASCII, NONE, b'MAIL FROM:<"grace> b"@example.org>\r\n'),
    ],
)
def test_mail_command(who: Envelope, message: bytes, extensions: Extensions, mail: bytes) -> None:
    script = write_script(who, message, extensions)
    assert isinstance(script, Script)
    assert script.mail == mail


@pytest.mark.parametrize(
    ("who", "message", "extensions", "reply"),
    [
        (envelope("zoë@example.org"), ASCII, NONE, NEEDS_SMTPUTF8),
        (envelope(SENDER, "office@example.org", "zoë@example.org"), ASCII, NONE, NEEDS_SMTPUTF8),
        (envelope(smtputf8=True), EIGHT_BIT, Extensions(eight_bit=True), NEEDS_SMTPUTF8),
        (envelope(eight_bit=True), EIGHT_BIT, NONE, NEEDS_8BITMIME),
        (envelope(), ASCII, Extensions(announces_size=True, size=23), TOO_LARGE),
        (envelope(), b"a\n.\r\n", ALL, BARE_LINE_ENDS),
        (envelope(), b"a\r\n\0.\r\n", ALL, HIDDEN_END),
        (envelope("a@example.org\r\nRSET"), ASCII, ALL, BAD_SENDER),
        (envelope("a@example.org> BODY=8BITMIME"), ASCII, ALL, BAD_SENDER),
        (envelope("\udcff@example.org"), ASCII, ALL, BAD_SENDER),
    ],
)
def test_refuses_what_cannot_be_sent(
    who: Envelope, message: bytes, extensions: Extensions, reply: Reply
) -> None:
    assert write_script(who, message, extensions) is reply
    assert reply.is_permanent
    assert reply.enhanced is not None


def test_a_message_of_exactly_the_size_is_not_too_large() -> None:
    script = write_script(envelope(), ASCII, Extensions(announces_size=True, size=24))
    assert isinstance(script, Script)


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("office@example.org", b"RCPT TO:<office@example.org>\r\n"),
        ("zoë@bücher.example", "RCPT TO:<zoë@bücher.example>\r\n".encode()),
        ('"a b\\"<c>"@example.org', b'RCPT TO:<"a b\\"<c>"@example.org>\r\n'),
        ("x@[IPv6:2001:db8::1]", b"RCPT TO:<x@[IPv6:2001:db8::1]>\r\n"),
        ("", None),
        ("a b@example.org", None),
        ("a@example.org>", None),
        ("a@example.org> NOTIFY=NEVER", None),
        ("<a@example.org", None),
        ("a@example.org\r\nDATA", None),
        ('"a\r\n"@example.org', None),
        ('"a\\"@example.org', None),
        ('"a"b"@example.org', None),
        ("a@example.org\0", None),
        ("a\x85@example.org", None),
        ("\ud800@example.org", None),
        ('"\udcff"@example.org', None),
    ],
)
def test_rcpt_command(address: str, command: bytes | None) -> None:
    script = write_script(envelope(SENDER, address), ASCII, ALL)
    assert isinstance(script, Script)
    assert script.recipients == (command,)


@given(st.text(), st.text())
def test_a_command_is_one_line(sender: str, recipient: str) -> None:
    script = write_script(envelope(sender, recipient), ASCII, ALL)
    if isinstance(script, Reply):
        return
    for command in (script.mail, *(each for each in script.recipients if each is not None)):
        assert command.endswith(b"\r\n")
        assert command.count(b"\r") == command.count(b"\n") == 1


@pytest.mark.parametrize(
    ("lines", "extensions"),
    [
        (("mx",), NONE),
        (("PIPELINING 8BITMIME",), NONE),
        (
            ("mx", "PIPELINING", "8bitmime", "SmtpUtf8", "SIZE 1000", "AUTH plain LOGIN", "STARTTLS"),
            Extensions(True, True, True, True, True, 1000, frozenset({"PLAIN", "LOGIN"})),
        ),
        (("mx", "SIZE"), Extensions(announces_size=True)),
        (("mx", "SIZE 0"), Extensions(announces_size=True)),
        (("mx", "SIZE lots"), Extensions(announces_size=True)),
        (("mx", "SIZE -5"), Extensions(announces_size=True)),
        (("mx", "", " ", "XPIPELINING", "AUTH"), NONE),
    ],
)
def test_reads_extensions(lines: tuple[str, ...], extensions: Extensions) -> None:
    assert parse_extensions(Reply(250, lines)) == extensions
