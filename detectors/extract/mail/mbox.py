"""A mailbox in one file: messages one after the other, each behind a line that begins with "From "."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, inside
from detectors.extract.mediatypes import MAIL
from detectors.message import Part, Unread

# RFC 4155 appendix A: behind an empty line, and before a header. Some programs do without the empty line,
# but then they want the line to end in a date.
_FIELD = rb"(?=>?[!-9;-~]+[ \t]*:)"
_BEGINNING = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*+\r?\n" + _FIELD
    + rb"|^From (?>[^\r\n]*?\d\d:\d\d)[^\r\n]*+\r?\n" + _FIELD,
    re.MULTILINE,
)  # fmt: skip
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_HEADER_END = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_TOO_MANY = "It holds too many messages for all of them to be read."
_BETWEEN = re.compile(rb"[\r\n]{0,4}")


def read_mbox(part: Part, budget: Budget) -> Contents:
    """Each message is a file, named by its number. Where a length that is stated would have it end at
    another place than the next "From " does, as mail programs differ, it is there both ways.
    """
    spans = list(_messages(part.content))
    affordable = spans[: max(budget.files, 0)]
    budget.open_files(len(affordable))
    budget.unpack(len(part.content), sum(end - start for start, end in affordable))
    files = (
        inside(part, f"{number}.eml", _unquoted(part.content[start:end]), MAIL)
        for number, (start, end) in enumerate(affordable, 1)
    )
    unread = () if len(affordable) == len(spans) else (Unread(part.location, _TOO_MANY),)
    return Contents(files=tuple(files), unread=unread)


def _unquoted(message: bytes) -> bytes:
    """As it was before it was put into the mailbox."""
    return _QUOTED.sub(b"", message.rstrip(b"\r\n")) + b"\n"


def _messages(content: bytes) -> Iterator[tuple[int, int]]:
    """Where messages start and end; by the lines between them, and by their stated lengths."""
    starts = [found.span() for found in _BEGINNING.finditer(content)]
    ends = [start for start, _ in starts[1:]] + [len(content)]
    for (_, start), end in zip(starts, ends, strict=True):
        yield start, end
        stated = _stated_end(content, start, end)
        if stated > end:
            yield start, stated


def _stated_end(content: bytes, start: int, end: int) -> int:
    """Where Content-Length says that the message ends, if the next one begins there; else 0."""
    header_end = _HEADER_END.search(content, start, end)
    stated = _LENGTH.search(content, start, header_end.start() + 1) if header_end else None
    if not header_end or not stated:
        return 0
    last = header_end.end() + int(stated[1])
    between = _BETWEEN.match(content, last) if last <= len(content) else None
    if not between:
        return 0
    is_end = between.end() == len(content) or content.startswith(b"From ", between.end())
    return last if is_end else 0
