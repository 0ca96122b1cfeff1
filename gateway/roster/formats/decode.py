"""Turns the bytes of a CSV file into text, whichever program wrote it."""

from __future__ import annotations

import codecs

from gateway.roster.errors import FormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 256  # bytes
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r"))
_MOST_CONTROLS = 20  # one in so many characters; a broken cell has some, a picture or archive many


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16, with or without a byte order mark, else Windows-1252. Raises FormatError.

    Where a file of UTF-8 has a line that is not (two exports put together), that line is Windows-1252.
    """
    encoding = _encoding(data)
    if encoding != "utf-8":
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    if _looks_binary(data[:_SAMPLE]):
        raise FormatError("is not text; save the pupils as CSV (UTF-8)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
        return "\n".join(map(_line, lines))


def decode_head(head: bytes) -> str:
    """The text of the first whole lines of a file. Raises FormatError."""
    end = head.rfind(b"\n")
    cut = head if end < 0 else head[: end + 1 + (head[end + 1 : end + 2] == b"\0")]
    return decode(cut)


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    # Of the letters of column names nearly all are ASCII, so in UTF-16 every other byte is zero.
    sample = data[:_SAMPLE]
    if len(sample) > 3:
        even, odd = (sample[offset::2].count(0) * 2 / len(sample) for offset in (0, 1))
        if odd > 0.8 and even < 0.2:
            return "utf-16-le"
        if even > 0.8 and odd < 0.2:
            return "utf-16-be"
    return "utf-8"


def _looks_binary(sample: bytes) -> bool:
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * _MOST_CONTROLS > len(sample)
