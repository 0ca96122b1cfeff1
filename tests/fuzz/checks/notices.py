"""What we write ourselves with other people's words in it: 7 bits, one field a line, no field of theirs."""

from __future__ import annotations

from contextlib import suppress

from gateway.actions.link import BadLinkError, ExpiredLinkError, SenderLinks
from gateway.actions.notices.fields import mailbox, message_id, text_field
from gateway.actions.notices.status import delivery_status, failed
from gateway.actions.notices.values import Cause, Failure
from gateway.actions.quoting import one_line
from gateway.actions.tokens import OneTokenKey
from tests.support.judged import NOW

_LONGEST_LINE = 998  # RFC 5322 §2.1.1
_FIELDS = frozenset(
    {
        b"Reporting-MTA", b"Arrival-Date", b"Final-Recipient", b"Action", b"Status", b"Remote-MTA",
        b"Diagnostic-Code",
    }
)  # fmt: skip
_LINKS = SenderLinks(OneTokenKey(b"a secret of this installation"), "https://gate.oakfield.sch.uk")


def check_status(raw: bytes) -> None:
    """A delivery status of a recipient, a server and a reply that say anything."""
    address, host, reply, *_ = [*raw.decode("utf-8", "surrogateescape").split("\x1f"), "", ""]
    failure = Failure(address, Cause.REFUSED, reply, remote_host=host)
    status = delivery_status(host, NOW, (failed(failure), failed(failure)))
    assert status.isascii()
    blocks = status.split(b"\r\n\r\n")
    assert len(blocks) == 3, "a block for the message, and one for each recipient"
    for line in status.split(b"\r\n"):
        assert len(line) <= _LONGEST_LINE
        assert not line or line.startswith(b" ") or line.partition(b":")[0] in _FIELDS, line


def check_fields(raw: bytes) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    line = one_line(text)
    assert len(line) <= 100
    assert line.encode().decode().isprintable() or line == line.strip()
    for written in (text_field("Subject", text), f"To: {mailbox(text)}\r\n".encode("ascii")):
        lines = written.split(b"\r\n")
        assert lines.pop() == b""
        assert all(each.startswith((b" ", b"\t")) and each.strip() for each in lines[1:]), "a field of theirs"
        assert b"\n" not in b"".join(lines)
    assert "\r" not in message_id(text)


def check_link(raw: bytes) -> None:
    with suppress(BadLinkError, ExpiredLinkError):
        _LINKS.read(raw.decode("utf-8", "surrogateescape"), NOW)
        raise AssertionError("a link that we did not make")
