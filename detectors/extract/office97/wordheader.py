"""The file information block of a Word document says where everything else in it stands ([MS-DOC] §2.5)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detectors.protection.office.sealedword import WORD_97

_WORD_6 = 101  # nFib of the first version with the block of 1993
_COMPLEX = 1 << 2  # flag: the text stands in pieces
# §2.5.6 to §2.5.10: numbers of the pairs of offset and length, in the order of the block.
STYLES, FONTS, CLX, CHARACTERS, PARAGRAPHS, AUTHORS_OF_COMMENTS = 1, 15, 33, 12, 13, 36
NAMES_OF: Mapping[int, str] = MappingProxyType(
    {21: "bookmarks", 32: "metadata", 51: "authors", 71: "metadata", 72: "metadata"}
)
_PAIRS = 93  # in Word 97; later versions have more, behind these
# §2.4.1 and §2.5.4: the stories, in the order in which their characters come.
_STORIES = ("", "footnotes", "header", "macros", "comments", "endnotes", "text-box", "text-box")
# §2.5.2, lid: of the languages that do not use Windows-1252, the primary language (its lowest ten bits).
_CODE_PAGES = MappingProxyType(
    {0x05: "cp1250", 0x0E: "cp1250", 0x15: "cp1250", 0x18: "cp1250", 0x1A: "cp1250", 0x1B: "cp1250"}
    | {0x24: "cp1250", 0x02: "cp1251", 0x19: "cp1251", 0x22: "cp1251", 0x23: "cp1251", 0x08: "cp1253"}
    | {0x1F: "cp1254", 0x0D: "cp1255", 0x01: "cp1256", 0x25: "cp1257", 0x26: "cp1257", 0x27: "cp1257"}
)


@dataclass(frozen=True, slots=True)
class Header:
    """What is needed of the block.

    start, end: of the text, in bytes, in a document without pieces
    stories: part and length in characters, in order
    tables: offset and length in the table stream, by number
    glossary: where in the document the block of its AutoText stands, in bytes; 0 where there is none
    """

    is_97: bool
    code_page: str
    start: int
    end: int
    stories: tuple[tuple[str, int], ...]
    tables: tuple[tuple[int, int], ...]
    glossary: int

    def table(self, number: int, stream: bytes) -> bytes:
        """What a pair points to in the table stream; empty where there is none."""
        if number >= len(self.tables):
            return b""
        offset, length = self.tables[number]
        return stream[offset : offset + length]


def header(document: bytes, at: int = 0) -> Header:
    """The block that begins at that byte. Raises struct.error where it is cut."""
    version, language, next_page, flags = struct.unpack_from("<2xH2xHHH", document, at)
    is_97 = version >= WORD_97
    code_page = _CODE_PAGES.get(language & 0x3FF, "cp1252")
    start, end = struct.unpack_from("<II", document, at + 24)
    if is_97:
        lengths, tables = _of_97(document, at)
    else:
        lengths, tables = _of_95(document, at, version, is_complex=bool(flags & _COMPLEX))
    stories = tuple(zip(_STORIES, lengths, strict=False))
    glossary = 0 if at else next_page * 512
    return Header(is_97, code_page, start, end, stories, tables, glossary)


def _of_97(document: bytes, at: int) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    lengths = struct.unpack_from("<8i", document, at + 64 + 12)
    numbers = struct.unpack_from(f"<{2 * _PAIRS}I", document, at + 154)
    return lengths, tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _of_95(
    document: bytes, at: int, version: int, *, is_complex: bool
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Word 6 and 95, whose pairs have the same numbers; before them there was but one story to speak of."""
    if version < _WORD_6:
        return (), ()
    lengths = struct.unpack_from("<8i", document, at + 52)
    if not is_complex:
        return lengths, ()
    clx = struct.unpack_from("<II", document, at + 352)
    return lengths, ((0, 0),) * CLX + (clx,)
