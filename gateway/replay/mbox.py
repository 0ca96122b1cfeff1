"""Takes an mbox apart, of whatever dialect, without ever holding more of it than one message.

The dialects (RFC 4155 has the oldest) differ in how they keep a body's own "From " lines apart from those
between the messages: by a quotation mark in front of it (mboxo, mboxrd), or by Content-Length (mboxcl2).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Behind an empty line, and before a header. Some programs do without the empty line, but then they want the
# line to end in a date.
_SEPARATOR = re.compile(rb"From [^\r\n]{0,1000}\r?\n(?=>?[!-9;-~]{1,100}[ \t]{0,20}:)")
_DATED = re.compile(rb"[ \t]\d\d?:\d\d(?::\d\d)?[ \t][^\r\n]*\d{4}")
_LOOK_AHEAD = 1200  # bytes: more than _SEPARATOR can look at
_CHUNK = 1024**2
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_HEADER_END = re.compile(rb"\n\r?\n")
_HEADER_BYTES = 16384
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_BETWEEN = re.compile(rb"[\r\n]{0,4}(?:From |\Z)")


@dataclass(frozen=True, slots=True)
class Kept:
    """One message of an mbox: where the line before it begins, and how many bytes it takes up with that line.

    content: as it was before it was put into the mbox; None where it is too large
    """

    offset: int
    size: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class _Separator:
    """The line between two messages: where it begins, and where the message after it does."""

    start: int
    end: int


def messages(descriptor: int, most: int, start: int = 0) -> Iterator[Kept]:
    """The messages from the offset on, at which one begins; none of more than `most` bytes is read.

    What stands before the first message is given as one, so that nothing is passed over in silence.
    Raises OSError.
    """
    size = os.fstat(descriptor).st_size
    separators = _separators(descriptor, start)
    current: _Separator | None = _Separator(start, start)  # for what stands before the first
    while current is not None:
        following = next(separators, None)
        stated = _stated_end(descriptor, current)
        while following is not None and following.start < stated:
            following = next(separators, None)
        end = following.start if following else size
        if end > current.start:
            yield _kept(descriptor, current, end, most)
        current = following


def _kept(descriptor: int, separator: _Separator, end: int, most: int) -> Kept:
    size = end - separator.start
    if end - separator.end > most:
        return Kept(separator.start, size, None)
    content = _read(descriptor, separator.end, end - separator.end)
    return Kept(separator.start, size, _unquoted(content))


def _unquoted(content: bytes) -> bytes:
    """Its last line ends as it did: one that ended otherwise than the others would be a fault."""
    text = content.rstrip(b"\r\n")
    content = text + (b"\r\n" if content.startswith(b"\r\n", len(text)) else b"\n")
    return _QUOTED.sub(b"", content) if b">From " in content else content


def _separators(descriptor: int, start: int) -> Iterator[_Separator]:
    """One "From " after the other is looked for in a window that moves over the file.

    The window keeps the two bytes before what has not been looked at yet, for the empty line.
    """
    window, base, at = b"\n\n\n", start - 3, start
    while True:
        chunk = _read(descriptor, at, _CHUNK)
        at += len(chunk)
        window += chunk
        looked_at = len(window) - (_LOOK_AHEAD if chunk else 0)
        limit = max(looked_at, 0) + len(b"From ")
        found = window.find(b"\nFrom ", 2, limit)
        while found >= 0:
            if separator := _separator_at(window, found):
                yield _Separator(base + separator.start, base + separator.end)
            found = window.find(b"\nFrom ", found + 1, limit)
        if not chunk:
            return
        cut = max(looked_at - 2, 0)
        window, base = window[cut:], base + cut


def _separator_at(window: bytes, line_end: int) -> _Separator | None:
    """Where in the window it is, if what follows the end of this line is one."""
    line = _SEPARATOR.match(window, line_end + 1)
    if not line:
        return None
    after_empty_line = window[line_end - 1 : line_end] == b"\n" or window[line_end - 2 : line_end] == b"\n\r"
    if after_empty_line or _DATED.search(line[0]):
        return _Separator(line.start(), line.end())
    return None


def _stated_end(descriptor: int, separator: _Separator) -> int:
    """Where Content-Length says that the message ends, if the next one begins there; else 0."""
    if separator.start == separator.end:
        return 0
    header = _read(descriptor, separator.end, _HEADER_BYTES)
    header_end = _HEADER_END.search(header)
    stated = _LENGTH.search(header, 0, header_end.start() + 1) if header_end else None
    if not header_end or not stated:
        return 0
    end = separator.end + header_end.end() + int(stated[1])
    if end > os.fstat(descriptor).st_size:
        return 0
    return end if _BETWEEN.match(_read(descriptor, end, 9)) else 0


def _read(descriptor: int, start: int, length: int) -> bytes:
    """All of it that there is: a single read may give less (pread(2))."""
    pieces = []
    while length > 0 and (piece := os.pread(descriptor, length, start)):
        pieces.append(piece)
        start, length = start + len(piece), length - len(piece)
    return b"".join(pieces)
