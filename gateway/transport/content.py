"""A message as it stands on the wire behind DATA: dots doubled, and a final dot."""

from __future__ import annotations

import re

# Each begins with the byte that is looked for, and looks back from there: so most bytes are passed over by
# memchr, which is far quicker than a count or a replacement of several bytes.
_BARE_CR = re.compile(rb"\r(?!\n)")
_BARE_LF = re.compile(rb"\n(?<!\r\n)")
_DOT_AT_START = re.compile(rb"\.(?<=\r\n\.)")
# Some servers leave out NUL bytes, and only then look for the line that is a dot.
_HIDDEN_DOT = re.compile(rb"(?:\A|\n)\0++\.\0*+(?:\r|\Z)")


def encode_content(message: bytes) -> bytes:
    """The bytes that answer a 354, up to the final dot and its CRLF (RFC 5321 §4.5.2).

    A last line without CRLF gets one: there is no other way to end it.
    """
    stuffed = _DOT_AT_START.sub(b"..", message)
    first_dot = b"." if message.startswith(b".") else b""
    line_end = b"" if not message or message.endswith(b"\r\n") else b"\r\n"
    return b"".join((first_dot, stuffed, line_end, b".\r\n"))


def without_stuffed_dots(lines: bytes) -> bytes:
    """Of lines, each with a CRLF before it, as they came over the wire."""
    return _DOT_AT_START.sub(b"", lines)


def has_bare_line_ends(message: bytes) -> bool:
    """Whether a CR or LF stands alone.

    Servers disagree whether such a one ends a line, so that a dot behind it may end the message early
    and begin another (RFC 5321 §2.3.8 forbids to send them).
    """
    return _BARE_CR.search(message) is not None or _BARE_LF.search(message) is not None


def has_hidden_end(message: bytes) -> bool:
    """Whether a line would be a lone dot if its NUL bytes were not there, and so end the message early.

    RFC 5322 §2.2 has no place for NUL in a message. No dot is doubled in such a line, for none begins it.
    """
    return b"\0" in message and _HIDDEN_DOT.search(message) is not None
