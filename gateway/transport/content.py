"""A message as it stands on the wire behind DATA: dots doubled, and a final dot."""

from __future__ import annotations

import re
from enum import Enum

# Each begins with the byte that is looked for, and looks back from there: so most bytes are passed over by
# memchr, which is far quicker than a count or a replacement of several bytes.
_BARE_CR = re.compile(rb"\r(?!\n)")
_BARE_LF = re.compile(rb"\n(?<!\r\n)")
_DOT_AT_START = re.compile(rb"\.(?<=\r\n\.)")
_LONE_DOT = re.compile(rb"\.(?<=\r\n\.)(?=\r\n|\r?\Z)")
_FEW = 32  # dots in a piece of a message
# Some servers leave out NUL bytes, and only then look for the line that is a dot.
_HIDDEN_DOT = re.compile(rb"(?:\A|\n)\0++\.\0*+(?:\r|\Z)")


class LineFlaw(Enum):
    """Why another server may see a message end before it does."""

    BARE_LINE_END = "bare line end"
    HIDDEN_END = "hidden end"


class CheckedMessage(bytes):
    """A message that `check_lines` has found nothing wrong with, so that nobody looks through it again.

    It takes three passes over a message to know that, which is much of what a large one costs. What is made
    of it by slicing or adding is plain bytes again. `has_dots`: a line may begin with a dot.
    """

    has_dots = True


def check_lines(message: bytes | memoryview, *, has_dots: bool = True) -> CheckedMessage | LineFlaw:
    """The message, or why it must not be sent. `has_dots`: False where no line begins with a dot."""
    if has_bare_line_ends(message):
        return LineFlaw.BARE_LINE_END
    return check_dots(message, has_dots=has_dots)


def check_dots(message: bytes | memoryview, *, has_dots: bool) -> CheckedMessage | LineFlaw:
    """The same of a message that is known to have no bare line ends."""
    checked = CheckedMessage(message)
    if has_hidden_end(checked):
        return LineFlaw.HIDDEN_END
    checked.has_dots = has_dots
    return checked


def put_on_top(fields: bytes, message: bytes) -> bytes:
    """The message with header fields above it; a checked one stays that, if the fields are in order too."""
    whole = fields + message
    if not isinstance(message, CheckedMessage) or not fields.endswith(b"\r\n"):
        return whole
    if not isinstance(check_lines(fields), CheckedMessage):
        return whole
    checked = CheckedMessage(whole)
    checked.has_dots = message.has_dots or _DOT_AT_START.search(b"\r\n" + fields) is not None
    return checked


def encode_content(message: bytes) -> bytes:
    """The bytes that answer a 354, up to the final dot and its CRLF (RFC 5321 §4.5.2).

    A last line without CRLF gets one: there is no other way to end it.
    """
    if isinstance(message, CheckedMessage) and not message.has_dots and message.endswith(b"\r\n"):
        return message + b".\r\n"
    stuffed = _DOT_AT_START.sub(b"..", message)
    first_dot = b"." if message.startswith(b".") else b""
    line_end = b"" if not message or message.endswith(b"\r\n") else b"\r\n"
    return b"".join((first_dot, stuffed, line_end, b".\r\n"))


def next_dot(lines: bytes | bytearray, start: int) -> int:
    """Where a line behind a CRLF begins with a dot, from `start` on; -1 where none does."""
    for _ in range(_FEW):  # base64 has none, and this is the quickest way over it
        start = lines.find(b".", start)
        if start < 0 or (start >= 2 and lines.startswith(b"\r\n", start - 2)):
            return start
        start += 1
    found = _DOT_AT_START.search(lines, start)
    return -1 if found is None else found.start()


def next_lone_dot(lines: bytes | bytearray, start: int) -> int:
    """The same for a line that is nothing but a dot, or may be once more of it has come."""
    found = _LONE_DOT.search(lines, start)
    return -1 if found is None else found.start()


def without_stuffed_dots(lines: bytes | bytearray) -> bytes:
    """Of lines, each with a CRLF before it, as they came over the wire."""
    return _DOT_AT_START.sub(b"", lines)


def has_bare_line_ends(
    message: bytes | bytearray | memoryview, start: int = 0, end: int | None = None
) -> bool:
    """Whether a CR or LF stands alone, from `start` up to `end`: what stands before that counts for a LF.

    Servers disagree whether such a one ends a line, so that a dot behind it may end the message early
    and begin another (RFC 5321 §2.3.8 forbids to send them).
    """
    end = len(message) if end is None else end
    return (
        _BARE_CR.search(message, start, end) is not None or _BARE_LF.search(message, start, end) is not None
    )


def has_hidden_end(message: bytes) -> bool:
    """Whether a line would be a lone dot if its NUL bytes were not there, and so end the message early.

    RFC 5322 §2.2 has no place for NUL in a message. No dot is doubled in such a line, for none begins it.
    """
    return b"\0" in message and _HIDDEN_DOT.search(message) is not None
