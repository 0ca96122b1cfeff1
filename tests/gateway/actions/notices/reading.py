"""Read a notice back, as strictly as RFC 3464 and RFC 6522 allow, with the standard library's parser."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

STRICT = policy.default.clone(raise_on_defect=True)
_PER_RECIPIENT = {
    "Final-Recipient",
    "Action",
    "Status",
    "Remote-MTA",
    "Diagnostic-Code",
    "Last-Attempt-Date",
    "Will-Retry-Until",
}


@dataclass(frozen=True, slots=True)
class Read:
    """The words of a notice."""

    subject: str
    text: str
    html: str


def parsed(notice: bytes) -> EmailMessage:
    """Raises where the notice is not well-formed on the wire, or not well-formed MIME."""
    assert notice.isascii()
    assert b"\0" not in notice
    assert b"\n" not in notice.replace(b"\r\n", b"")
    assert b"\r" not in notice.replace(b"\r\n", b"")
    assert max(map(len, notice.split(b"\r\n"))) <= 998  # RFC 5322 §2.1.1
    message = message_from_bytes(notice, policy=STRICT)
    assert isinstance(message, EmailMessage)
    return message


def letter_of(notice: bytes) -> Read:
    message = parsed(notice)
    text, html = (
        next(part for part in message.walk() if part.get_content_type() == wanted).get_payload(decode=True)
        for wanted in ("text/plain", "text/html")
    )
    assert isinstance(text, bytes)
    assert isinstance(html, bytes)
    return Read(
        str(message["Subject"]),
        text.decode("utf-8").replace("\r\n", "\n"),
        html.decode("utf-8").replace("\r\n", "\n"),
    )


def report_of(notice: bytes) -> tuple[Message, list[Message], Message]:
    """The fields about the message, those about each recipient, and the original's header."""
    message = parsed(notice)
    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    words, status, original = message.iter_parts()
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]
    assert status.get_content_type() == "message/delivery-status"
    assert original.get_content_type() == "text/rfc822-headers"

    blocks = status.get_payload()
    assert isinstance(blocks, list)
    about, *recipients = [block for block in blocks if isinstance(block, Message)]
    assert len(blocks) == 1 + len(recipients)
    assert about["Reporting-MTA"].startswith("dns; ")  # RFC 3464 §2.2.2
    assert recipients
    for recipient in recipients:
        assert len(recipient.keys()) == len(set(recipient.keys()))
        assert set(recipient.keys()) <= _PER_RECIPIENT
        assert {"Final-Recipient", "Action", "Status"} <= set(recipient.keys())  # RFC 3464 §2.3
    header = original.get_payload(decode=True)
    assert isinstance(header, bytes)
    return about, recipients, message_from_bytes(header, policy=policy.default)
