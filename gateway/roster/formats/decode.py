"""Turns the bytes of a CSV file into text, whichever program wrote it."""

from __future__ import annotations

import codecs

from gateway.roster.errors import FormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16, with or without a byte order mark, else Windows-1252. Raises FormatError."""
    for encoding in _encodings(data):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise FormatError("is not text; save the pupils as CSV (UTF-8)")


def decode_head(head: bytes) -> str:
    """The text of the first whole lines of a file. Raises FormatError."""
    end = head.rfind(b"\n")
    cut = head if end < 0 else head[: end + 1 + (head[end + 1 : end + 2] == b"\0")]
    return decode(cut)


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    # Column names are ASCII, so in UTF-16 every other byte of them is zero.
    start = data[:64]
    if len(start) > 3 and not any(start[1::2]) and all(start[::2]):
        return ("utf-16-le",)
    if len(start) > 3 and not any(start[::2]) and all(start[1::2]):
        return ("utf-16-be",)
    return () if b"\0" in data[:16] else ("utf-8", "cp1252")
