"""A message as it stands on the wire behind DATA: dots doubled, and a final dot."""

from __future__ import annotations

import re

# Some servers leave out NUL bytes, and only then look for the line that is a dot.
_HIDDEN_DOT = re.compile(rb"(?:\A|\n)\0++\.\0*+(?:\r|\Z)")


def encode_content(message: bytes) -> bytes:
    """The bytes that answer a 354, up to the final dot and its CRLF (RFC 5321 §4.5.2).

    A last line without CRLF gets one: there is no other way to end it.
    """
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    first_dot = b"." if message.startswith(b".") else b""
    line_end = b"" if not message or message.endswith(b"\r\n") else b"\r\n"
    return b"".join((first_dot, stuffed, line_end, b".\r\n"))


def has_bare_line_ends(message: bytes) -> bool:
    """Whether a CR or LF stands alone.

    Servers disagree whether such a one ends a line, so that a dot behind it may end the message early
    and begin another (RFC 5321 §2.3.8 forbids to send them).
    """
    pairs = message.count(b"\r\n")
    return message.count(b"\n") != pairs or message.count(b"\r") != pairs


def has_hidden_end(message: bytes) -> bool:
    """Whether a line would be a lone dot if its NUL bytes were not there, and so end the message early.

    RFC 5322 §2.2 has no place for NUL in a message. No dot is doubled in such a line, for none begins it.
    """
    return b"\0" in message and _HIDDEN_DOT.search(message) is not None
