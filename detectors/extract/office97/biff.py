"""Records of an old Excel workbook, each with what continues it, and the strings in them ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.mime.charset import decode
from detectors.protection.office.sealedexcel import records

CONTINUE = 0x3C
_STRING_VALUE = 2
_WIDE, _WITH_PHONETIC, _RICH = 1, 4, 8  # flags of a string, §2.5.293


@dataclass(frozen=True, slots=True)
class Record:
    """A record: where in the stream it begins, its body, and those of the records that continue it."""

    number: int
    at: int
    body: bytes
    more: tuple[bytes, ...] = ()

    @property
    def whole(self) -> bytes:
        return b"".join((self.body, *self.more))


def whole_records(workbook: bytes) -> Iterator[Record]:
    """The records of a stream, those that continue others joined to them."""
    waiting: tuple[int, int, bytes] | None = None
    more: list[bytes] = []
    for number, start, end in records(workbook):
        if number == CONTINUE and waiting:
            more.append(workbook[start:end])
            continue
        if waiting:
            yield Record(*waiting, tuple(more))
            more = []
        waiting = number, start - 4, workbook[start:end]
    if waiting:
        yield Record(*waiting, tuple(more))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How strings are written: from BIFF8 (1997) on with flags and in UTF-16, before in a code page."""

    version: int
    code_page: str = "cp1252"

    def text(self, body: bytes, at: int, count: int = 2) -> str:
        """The string at that byte; `count` is the size of its length, in bytes."""
        length = int.from_bytes(body[at : at + count], "little")
        at += count
        if self.version < 8:
            return decode(body[at : at + length], self.code_page)
        return self.characters(body, at, length)

    def characters(self, body: bytes, at: int, length: int) -> str:
        """So many characters whose flags stand at that byte (§2.5.240 and others)."""
        if self.version < 8:
            return decode(body[at : at + length], self.code_page)
        flags = body[at : at + 1]
        if flags and flags[0] & _WIDE:
            return body[at + 1 : at + 1 + 2 * length].decode("utf-16-le", "replace")
        return body[at + 1 : at + 1 + length].decode("latin-1")


class Strings:
    """Reads strings that may go on in the next record, which says anew how wide they are (§2.5.293)."""

    def __init__(self, bodies: tuple[bytes, ...]) -> None:
        self._bodies = bodies
        self._number = 0
        self._body = bodies[0] if bodies else b""
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._number >= len(self._bodies) - 1 and self._at >= len(self._body)

    def skip(self, size: int) -> None:
        """Over so many bytes, which may lie in several records."""
        self._at += size
        while self._at > len(self._body) and self._number + 1 < len(self._bodies):
            rest = self._at - len(self._body)
            self._next()
            self._at = rest

    def rich(self) -> str:
        """§2.5.293: a string with its length, formats and phonetic text. Raises struct.error at the end."""
        if self._at >= len(self._body):
            self._next()
        length, flags = struct.unpack_from("<HB", self._body, self._at)
        self._at += 3
        formats = phonetic = 0
        if flags & _RICH:
            (formats,) = struct.unpack_from("<H", self._body, self._at)
            self._at += 2
        if flags & _WITH_PHONETIC:
            (phonetic,) = struct.unpack_from("<I", self._body, self._at)
            self._at += 4
        text = self.characters(length, is_wide=bool(flags & _WIDE))
        self.skip(4 * formats + phonetic)
        return text

    def flagged(self, length: int) -> str:
        """So many characters, whose flags come first."""
        if self._at >= len(self._body):
            self._next()
        flags = self._body[self._at]
        self._at += 1
        return self.characters(length, is_wide=bool(flags & _WIDE))

    def characters(self, length: int, *, is_wide: bool) -> str:
        found: list[str] = []
        while True:
            width = 2 if is_wide else 1
            here = min(length, max(len(self._body) - self._at, 0) // width)
            piece = self._body[self._at : self._at + here * width]
            found.append(piece.decode("utf-16-le" if is_wide else "latin-1", "replace"))
            self._at += here * width
            length -= here
            if not length or self._number + 1 >= len(self._bodies):
                return "".join(found)
            self._next()
            is_wide = bool(self._body[:1] and self._body[0] & _WIDE)
            self._at = 1

    def value(self) -> tuple[int, str | float]:
        """§2.5.243, SerAr: a type and a value of eight bytes, or a string (type 2)."""
        if self._at >= len(self._body):
            self._next()
        kind = self._body[self._at]
        self._at += 1
        if kind == _STRING_VALUE:
            (length,) = struct.unpack_from("<H", self._body, self._at)
            self._at += 2
            return kind, self.flagged(length)
        (number,) = struct.unpack_from("<d", self._body, self._at)
        self._at += 8
        return kind, number

    def _next(self) -> None:
        self._number += 1
        self._body = self._bodies[self._number] if self._number < len(self._bodies) else b""
        self._at = 0
