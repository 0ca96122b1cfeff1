"""A multipart body is cut at the lines that hold its boundary (RFC 2046 §5.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.mime.flaws import Flaw

# A field of a part, at the very start or behind a line that looks like a boundary.
_PARTS = re.compile(
    rb"(?:\A\s*+|^--[^\r\n]*+\r?\n[ \t]*+)Content-[a-z-]++[ \t]*+:", re.MULTILINE | re.IGNORECASE
)
# A field of a part, or a file as letters.
_MIME = re.compile(
    rb"^[ \t]*+Content-(?:Type|Transfer-Encoding|Disposition)[ \t]*+:"
    rb"|(?:^[A-Za-z0-9+/]{60,}+={0,2}[ \t]*+\r?\n){2}|^begin [0-7]{3} \S",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """raw[start:end]: a stretch of the message, without the line end that belongs to the boundary."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Multipart:
    """A multipart body taken apart: what stands before, the parts, what stands after, and what is odd."""

    preamble: Span
    parts: tuple[Span, ...]
    epilogue: Span
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that begins with the boundary: where it starts and ends with its line ends, and what follows."""

    start: int
    end: int
    tail: bytes


def split_multipart(raw: bytes, body: Span, boundary: bytes, most: int) -> Multipart | None:
    """Cut the body at its boundary; None where it does not occur. Parts beyond `most` stay in the last."""
    starts: list[_Line] = []
    flaws: list[Flaw] = []
    closing: _Line | None = None
    for line in _boundary_lines(raw, body, boundary):
        if not line.tail:
            starts.append(line)
        elif line.tail == b"--":
            closing = line
            break
        else:
            flaws.append(Flaw.BOUNDARY_LOOKALIKE)
        if len(starts) + len(flaws) > most:
            break
    if not starts:
        return None
    last = closing.start if closing else body.end
    ends = [*(line.start for line in starts[1:]), last]
    return Multipart(
        preamble=Span(body.start, max(body.start, starts[0].start)),
        parts=tuple(Span(line.end, max(line.end, end)) for line, end in zip(starts, ends, strict=True)),
        epilogue=Span(closing.end if closing else body.end, body.end),
        flaws=tuple(dict.fromkeys(flaws)),
    )


def holds_parts(text: bytes) -> bool:
    """Whether text that was not declared as a multipart has the form of one."""
    return bool(_PARTS.search(text))


def hides_mime(text: bytes) -> bool:
    """Whether text around the parts looks like a part, or the inside of one."""
    return bool(_MIME.search(text))


def _boundary_lines(raw: bytes, body: Span, boundary: bytes) -> Iterator[_Line]:
    """Every line of the body that begins with the boundary, white space at its end left out."""
    mark = b"--" + boundary
    at_once = raw.startswith(mark, body.start, body.end)
    position = body.start if at_once else _next(raw, body.start, body.end, mark)
    while position >= 0:
        newline = raw.find(b"\n", position, body.end)
        end = newline if newline >= 0 else body.end
        tail = raw[position + len(mark) : end].rstrip(b" \t\r")
        yield _Line(_before_line_end(raw, body.start, position), min(end + 1, body.end), tail)
        position = _next(raw, end, body.end, mark)


def _before_line_end(raw: bytes, start: int, position: int) -> int:
    """The line end before a boundary belongs to it (RFC 2046 §5.1.1), so what is before ends there."""
    if raw.endswith(b"\r\n", start, position):
        return position - 2
    return position - 1 if raw.endswith(b"\n", start, position) else position


def _next(raw: bytes, start: int, end: int, mark: bytes) -> int:
    found = raw.find(b"\n" + mark, start, end)
    return found + 1 if found >= 0 else -1
