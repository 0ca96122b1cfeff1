"""A header is lines up to the first empty one; unfolded, they are fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.mime.flaws import Flaw

_END = re.compile(rb"\n\r?\n")
_FOLD = re.compile(r"\n(?=[ \t])")
_BLANK = re.compile(r"\n[ \t]++(?=\n|\Z)")
_FIELD_NAME = re.compile(r"[!-9;-~]+")  # RFC 5322 §2.2
_FIRST_LINE = re.compile(rb"(?:>?From |[!-9;-~]++[ \t]*+:)")
_MBOX_LINE = ("From ", ">From ")


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
