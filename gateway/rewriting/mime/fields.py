"""The fields of a message's own header, each with the bytes in which it stands, changed one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.rewriting.mime.edits import Edit

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\n]*\n?)(?:[ \t][^\n]*\n?)*)")


@dataclass(frozen=True, slots=True)
class FieldAt:
    """One field, with its line ends: raw[start:end]. `value` is what follows the colon, as it stands."""

    name: str
    value: bytes
    start: int
    end: int

    def is_called(self, *names: str) -> bool:
        return self.name.lower() in names


def fields_at(raw: bytes, start: int = 0, end: int | None = None) -> tuple[FieldAt, ...]:
    """The fields of the header that begins at `start`, in their order (RFC 5322 §2.2); it ends at `end`."""
    return tuple(_fields(raw, start, len(raw) if end is None else end))


def _fields(raw: bytes, start: int, end: int) -> Iterator[FieldAt]:
    position = start
    while match := _FIELD.match(raw, position, end):
        yield FieldAt(match[1].decode("ascii"), match[2], match.start(), match.end())
        position = match.end()


def removed(field: FieldAt) -> Edit:
    return Edit(field.start, field.end, b"")


def replaced(field: FieldAt, line: bytes) -> Edit:
    """`line` is the whole new field with its line end."""
    return Edit(field.start, field.end, line)


def put_on_top(line: bytes) -> Edit:
    return Edit(0, 0, line)
