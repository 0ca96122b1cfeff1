"""Which text of a Word document is deleted, and which marks end cells and rows: its formatting says so.

Properties stand in pages of 512 bytes ([MS-DOC] §2.9.33 and §2.9.175), each for a range of bytes of text.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntFlag

from detectors.extract.budget import Budget
from detectors.extract.office97.wordheader import CHARACTERS, PARAGRAPHS, Header
from detectors.extract.office97.wordpieces import Piece, Pieces

_PAGE = 512  # bytes
_NUMBER = 0x3FFFFF  # bits of a page's number, §2.9.201
_DELETED = 0x0800  # sprmCFRMarkDel, §2.6.1
_DELETED_SHORT = 0x41  # the same as a single modifier of a piece, §2.9.215
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of what follows, by the upper three bits of a modifier, §2.2.5
_LONG = (0xD608, 0xD606)  # sprmTDefTable and its predecessor, whose length takes two bytes
_ELSEWHERE = (0x6645, 0x6646)  # sprmPHugePapx: the paragraph's modifiers stand in the data stream


class Mark(IntFlag):
    """What a paragraph mark ends, §2.6.2."""

    NOTHING = 0
    IN_TABLE = 1
    ROW = 2
    INNER_CELL = 4
    INNER_ROW = 8


_MARKS = {0x2416: Mark.IN_TABLE, 0x2417: Mark.ROW, 0x244B: Mark.INNER_CELL, 0x244C: Mark.INNER_ROW}


@dataclass(frozen=True, slots=True)
class Formats:
    """What the formatting says, by ranges of bytes in the document.

    deleted: starts and ends of deleted text, in order
    starts, marks: of paragraphs, in order
    pages: starts and ends of the pages themselves
    """

    deleted: tuple[tuple[int, int], ...] = ()
    starts: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()

    def mark_at(self, place: int) -> Mark:
        """What the paragraph mark at that byte ends."""
        number = bisect_right(self.starts, place) - 1
        return self.marks[number] if number >= 0 else Mark.NOTHING

    def deleted_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges of deleted text that reach into the bytes from start to end."""
        number = max(bisect_right(self.deleted, (start, 0)) - 1, 0)
        while number < len(self.deleted) and self.deleted[number][0] < end:
            yield self.deleted[number]
            number += 1


def formats_of(document: bytes, table: bytes, data: bytes, header: Header, budget: Budget) -> Formats:
    """The formatting of a document of Word 97 or later; that of earlier ones is not looked at."""
    if not header.is_97:
        return Formats()
    characters = list(_pages(header.table(CHARACTERS, table)))
    paragraphs = list(_pages(header.table(PARAGRAPHS, table)))
    deleted, marks = [], {}
    for page in characters:
        budget.check_time()
        for start, end, modifiers in _runs(document, page, 1, _character_modifiers):
            if _deletes(modifiers):
                deleted.append((start, end))
    for page in paragraphs:
        budget.check_time()
        for start, _, modifiers in _runs(document, page, 13, _paragraph_modifiers):
            marks[start] = _mark(modifiers, data)
    starts = sorted(marks)
    return Formats(
        tuple(_joined(deleted)),
        tuple(starts),
        tuple(marks[start] for start in starts),
        tuple((page, page + _PAGE) for page in (*characters, *paragraphs)),
    )


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, without overlap, so that no byte is looked at twice."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        elif start < end:
            joined.append((start, end))
    return joined


def is_deleted(piece: Piece, pieces: Pieces) -> bool:
    """Whether the modifier of a piece (§2.9.214), as quick saving leaves it, says that it is deleted."""
    modifier = piece.modifier
    if modifier & 1:
        number = modifier >> 1
        return number < len(pieces.modifiers) and _deletes(pieces.modifiers[number])
    return modifier >> 1 & 0x7F == _DELETED_SHORT and modifier >> 8 == 1


def _pages(bins: bytes) -> Iterator[int]:
    """§2.8.5 and §2.8.6: where the pages begin, each but once."""
    count = max((len(bins) - 4) // 8, 0)
    numbers = struct.unpack_from(f"<{count}I", bins, 4 * (count + 1)) if count else ()
    yield from dict.fromkeys((number & _NUMBER) * _PAGE for number in numbers)


def _runs(
    document: bytes, page: int, size: int, modifiers: Callable[[bytes, int], bytes]
) -> Iterator[tuple[int, int, bytes]]:
    """The runs that one page describes, with their modifiers; `size` is that of a description, in bytes."""
    content = document[page : page + _PAGE]
    if len(content) < _PAGE:
        return
    count = min(content[-1], (_PAGE - 5) // (4 + size))
    borders = struct.unpack_from(f"<{count + 1}I", content)
    for number in range(count):
        at = 2 * content[4 * (count + 1) + size * number]
        yield borders[number], borders[number + 1], modifiers(content, at) if at else b""


def _character_modifiers(page: bytes, at: int) -> bytes:
    return page[at + 1 : at + 1 + page[at]]


def _paragraph_modifiers(page: bytes, at: int) -> bytes:
    """§2.9.176: the size is counted in pairs of bytes, and the number of the style comes first."""
    size = 2 * page[at] - 1
    if page[at] == 0 and at + 1 < _PAGE:
        at, size = at + 1, 2 * page[at + 1]
    return page[at + 1 + 2 : at + 1 + size]


def _modifiers(listed: bytes) -> Iterator[tuple[int, bytes]]:
    """§2.2.5.1: the modifiers in a list, with what follows each."""
    at = 0
    while at + 2 <= len(listed):
        (kind,) = struct.unpack_from("<H", listed, at)
        at += 2
        size = _SIZES[kind >> 13]
        if kind in _LONG:
            size = 1 + int.from_bytes(listed[at : at + 2], "little")
        elif not size:
            size = 1 + int.from_bytes(listed[at : at + 1])
        yield kind, listed[at : at + size]
        at += size


def _deletes(listed: bytes) -> bool:
    return any(kind == _DELETED and value == b"\1" for kind, value in _modifiers(listed))


def _mark(listed: bytes, data: bytes) -> Mark:
    mark = Mark.NOTHING
    for kind, value in _modifiers(listed):
        if kind in _ELSEWHERE and len(value) == 4:
            (at,) = struct.unpack("<I", value)
            size = int.from_bytes(data[at : at + 2], "little")
            mark |= _mark_of(data[at + 2 : at + 2 + size])
    return mark | _mark_of(listed)


def _mark_of(listed: bytes) -> Mark:
    mark = Mark.NOTHING
    for kind, value in _modifiers(listed):
        if kind in _MARKS and value == b"\1":
            mark |= _MARKS[kind]
    return mark
