"""The text of a Word document stands in pieces, wherever it was when it was saved ([MS-DOC] §2.4.1)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.extract.budget import Budget
from detectors.extract.office97.wordheader import CLX, Header

_MODIFIERS, _PIECES = 1, 2  # §2.9.38, first byte of each element
_NARROW = 1 << 30  # flag of an FcCompressed, §2.9.73
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text as it stands in the document.

    start: of its text, in bytes; width: of a character, in bytes
    modifier: prm (§2.9.214), which changes how all of it looks, or 0
    """

    start: int
    width: int
    text: str
    modifier: int = 0

    @property
    def end(self) -> int:
        return self.start + self.width * len(self.text)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces in order, and the lists of modifiers that some of them refer to by number (§2.9.209)."""

    found: tuple[Piece, ...]
    modifiers: tuple[bytes, ...] = ()
    is_whole: bool = True


def pieces_of(document: bytes, table: bytes, header: Header, budget: Budget) -> Pieces:
    """Every character takes one place in its piece's text, those of two code units two."""
    clx = header.table(CLX, table if header.is_97 else document)
    if not clx:
        content = document[header.start : max(header.end, header.start)]
        budget.write(len(content))
        return Pieces((Piece(header.start, 1, _decoded(content, header.code_page)),))
    modifiers, listed = _elements(clx)
    found, is_whole = [], True
    for start, count, width, modifier in _listed(listed, is_97=header.is_97):
        budget.write(count)
        content = document[start : start + count * width]
        is_whole = is_whole and len(content) == count * width
        page = "utf-16" if width == 2 else "cp1252" if header.is_97 else header.code_page
        found.append(Piece(start, width, _decoded(content, page), modifier))
    return Pieces(tuple(found), modifiers, is_whole)


def _elements(clx: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """§2.9.38: lists of modifiers, then the table of pieces."""
    modifiers = []
    at = 0
    while at + 3 <= len(clx) and clx[at] == _MODIFIERS:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        modifiers.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if clx[at : at + 1] != bytes((_PIECES,)):
        raise ValueError
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return tuple(modifiers), clx[at + 5 : at + 5 + size]


def _listed(table: bytes, *, is_97: bool) -> Iterator[tuple[int, int, int, int]]:
    """§2.8.35, PlcPcd: where each piece begins, how many characters it has, their width, its modifier."""
    count = max((len(table) - 4) // 12, 0)
    borders = struct.unpack_from(f"<{count + 1}I", table)
    for number in range(count):
        place, modifier = struct.unpack_from("<2xIH", table, 4 * (count + 1) + 8 * number)
        length = max(borders[number + 1] - borders[number], 0)
        if not is_97:
            yield place, length, 1, modifier
        elif place & _NARROW:
            yield (place & ~_NARROW) // 2, length, 1, modifier
        else:
            yield place, length, 2, modifier


def _decoded(content: bytes, code_page: str) -> str:
    if code_page != "utf-16":
        return content.decode(code_page, "replace")
    text = content[: len(content) // 2 * 2].decode("utf-16-le", "surrogatepass")
    return _HALVES.sub("\ufffd", _BEYOND.sub("\\g<0>\0", text))
