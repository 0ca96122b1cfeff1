"""A header is lines up to the first empty one; unfolded, they are fields.

Mail programs differ about the lines that are neither, so such a header has other readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.mime.flaws import Flaw

_END = re.compile(rb"\n\r?\n")
_FOLD = re.compile(r"\n(?=[ \t])")
_BLANK = re.compile(r"\n[ \t]++(?=\n|\Z)")
_FIELD_NAME = re.compile(r"[!-9;-~]+")  # RFC 5322 §2.2
_FIRST_LINE = re.compile(rb"(?:>?From |[!-9;-~]++[ \t]*+:)")
_MBOX_LINE = ("From ", ">From ")
# A field that stands in the continuation of another. DKIM's lists of names (RFC 6376 §3.5) also fold there.
_HIDDEN_FIELD = re.compile(
    r"\n[ \t]+Content-(?:Type[ \t]*:[^\n:]*/"
    r"|Transfer-Encoding[ \t]*:[ \t]*+(?:[^\n:]*64|[^\n:]*print|[^\n:]*uu)|Disposition[ \t]*:[^\n:]*name)",
    re.IGNORECASE,
)
# For a reader who wants to find a field: with any white space before it, and without its colon.
_ANY_FIELD = re.compile(rb"[\s:]*+([!-9;-~]++)[ \t\v\f]*+:(.*+)", re.DOTALL)
_ANY_CONTENT_FIELD = re.compile(
    rb"[\s:]*+(content-(?:type|transfer-encoding|disposition))[\s:]++(.*+)", re.DOTALL | re.IGNORECASE
)
_MAX_BODY_STARTS = 4
_MOST_LOOKED_AT = 100_000  # bytes of one header, for its other readings


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it stands, unfolded (RFC 5322 §2.2.3) but not decoded."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a message or part, what is odd about them, and the index at which the body starts."""

    fields: tuple[Field, ...]
    flaws: tuple[Flaw, ...]
    body_start: int

    def values(self, name: str) -> tuple[str, ...]:
        """The distinct values of the fields of that (lower-case) name, in order."""
        return tuple(dict.fromkeys(field.value for field in self.fields if field.name.lower() == name))


def read_header(raw: bytes, start: int, end: int) -> Header:
    """The header of the entity raw[start:end]. One whose first line is no field has none: all is body."""
    if start >= end:
        return Header((), (), end)
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return Header((), (), raw.index(b"\n", start, end) + 1)
    if not _FIRST_LINE.match(raw, start, end):
        return Header((), (Flaw.STRAY_HEADER_LINE,), start)
    blank = _END.search(raw, start, end)
    block = raw[start : blank.start() if blank else end]
    fields, flaws = _fields(_text(block))
    return Header(tuple(fields), tuple(dict.fromkeys(flaws)), blank.end() if blank else end)


def begins_header(text: bytes) -> bool:
    """Whether the text begins as a message does that is not encoded."""
    return bool(_FIRST_LINE.match(text))


def other_headers(raw: bytes, start: int, end: int, header: Header) -> Iterator[Header]:
    """Other readings of a doubtful header: each line where it may end, and all Content-* fields before it.

    They hold every value that a field may have, as if it had been stated again and again.
    """
    limit = min(end, start + _MOST_LOOKED_AT)
    body_starts = dict.fromkeys((header.body_start, *_body_starts(raw, start, limit, header.body_start)))
    for body_start in list(body_starts)[: _MAX_BODY_STARTS + 1]:
        yield Header(_content_fields(raw[start : min(body_start, limit)], header), (), body_start)


def _body_starts(raw: bytes, start: int, end: int, strict: int) -> Iterator[int]:
    """Where the body may begin: behind an empty or seemingly empty line, and at or behind a stray one."""
    seen_field = False
    while start < end:
        newline = raw.find(b"\n", start, end)
        after = newline + 1 if newline >= 0 else end
        line = raw[start:after]
        is_field = bool(_ANY_FIELD.match(line) or _ANY_CONTENT_FIELD.match(line))
        is_blank = not line.strip()
        if seen_field and is_blank:
            yield after
            if after >= strict and line in (b"\n", b"\r\n"):
                return
        elif seen_field and not is_field and not line.startswith((b" ", b"\t")):
            yield from (start, after)
        seen_field = seen_field or is_field
        start = after


def _content_fields(block: bytes, header: Header) -> tuple[Field, ...]:
    """The fields as they were read, and those that some other reader may find in the lines."""
    fields = [field for field in header.fields if field.name.lower().startswith("content-")]
    for line in block.split(b"\n"):
        found = _ANY_FIELD.match(line) or _ANY_CONTENT_FIELD.match(line)
        if found and found[1].lower().startswith(b"content-"):
            value = _text_of_line(found[2]).strip(" \t\r\v\f:")
            if not any(value in field.value for field in fields if _is(field, found[1])):
                fields.append(Field(found[1].decode("ascii"), value))
    return tuple(fields)


def _is(field: Field, name: bytes) -> bool:
    return field.name.lower() == name.decode("ascii").lower()


def _text(block: bytes) -> str:
    """Raw 8-bit bytes are UTF-8 (RFC 6532 §3.2) or, from older programs, ISO 8859-1, line by line."""
    block = block.replace(b"\r\n", b"\n").rstrip(b"\r\n")
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_text_of_line(line) for line in block.split(b"\n"))


def _text_of_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _fields(block: str) -> tuple[list[Field], list[Flaw]]:
    fields: list[Field] = []
    flaws = [Flaw.BLANK_HEADER_LINE] if _BLANK.search(block) else []
    if _HIDDEN_FIELD.search(block):
        flaws.append(Flaw.STRAY_HEADER_LINE)
    for number, line in enumerate(_FOLD.sub("", block).split("\n")):
        written, colon, value = line.partition(":")
        name = written.rstrip(" \t")
        if not colon or not _FIELD_NAME.fullmatch(name):
            if number or not line.startswith(_MBOX_LINE):
                flaws.append(Flaw.STRAY_HEADER_LINE)
            continue
        # RFC 5322 §4.5 allows the space in old mail; programs that do not know that miss the field.
        if name != written and name.lower().startswith("content-"):
            flaws.append(Flaw.SPACED_FIELD_NAME)
        fields.append(Field(name, value.strip(" \t")))
    return fields, flaws
