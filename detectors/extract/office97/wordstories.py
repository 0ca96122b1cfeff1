"""A story of a Word document as a person reads it: fields show their result, tables stand in rows.

[MS-DOC] §2.8.25 (fields) and §2.4.3 (tables): single characters in the text mark where they begin and end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from detectors.extract.gathered import Rows

CELL, PARAGRAPH = "\x07", "\r"
ROW_END = "\x1c"  # not Word's own: stands here for the mark at the end of a row
IN_CELL = "\n"  # and this for that of a paragraph in a cell
_FIELD = re.compile("([\x13\x14\x15])")
_MARK = re.compile("([\x07\x1c\r])")
# §2.4.1: breaks, hyphens, and places where something else stands (a picture, a note's number).
_SHOWN = MappingProxyType(
    {0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x0E: "\n", 0x07: "\t", 0x1C: "\n", 0x1E: "-", 0xA0: " "}
    | dict.fromkeys((0, 1, 2, 3, 4, 5, 6, 8, 0x1F, 0x13, 0x14, 0x15))
)


@dataclass(frozen=True, slots=True)
class Story:
    """What a person reads, the codes of fields apart, and again what of it stands in tables."""

    text: str
    codes: str
    tables: tuple[Rows, ...]


def story(text: str) -> Story:
    """`text` with Word's marks in it, but ROW_END and IN_CELL where that is what they mean."""
    shown, codes = _without_codes(text)
    return Story(_clean(shown), _clean(codes), tuple(_tables(shown)))


def _clean(text: str) -> str:
    return text.translate(_SHOWN)


def _without_codes(text: str) -> tuple[str, str]:
    """The text with the results of fields, and their codes, a line for each."""
    shown: list[str] = []
    codes: list[str] = []
    in_code: list[bool] = []
    hidden = 0  # how many of the open fields are still in their code
    for piece in _FIELD.split(text):
        if piece == "\x13":
            in_code.append(True)
            hidden += 1
        elif piece in ("\x14", "\x15"):
            if in_code and in_code[-1]:
                in_code[-1] = False
                hidden -= 1
                codes.append("\n")
            if piece == "\x15" and in_code:
                in_code.pop()
        elif hidden:
            codes.append(piece)
        else:
            shown.append(piece)
    return "".join(shown), "".join(codes)


def _tables(text: str) -> list[Rows]:
    """A row ends with its own mark; where none has one, with an empty cell."""
    if ROW_END not in text:
        text = text.replace(CELL + CELL, CELL + ROW_END)
    tables: list[Rows] = []
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    cell = ""
    for piece in _MARK.split(text):
        if piece == CELL:
            cells.append(_clean(cell).strip())
            cell = ""
        elif piece == ROW_END:
            if cells:
                rows.append(tuple(cells))
            cells, cell = [], ""
        elif piece == PARAGRAPH:
            cell = ""
            if rows and not cells:
                tables.append(tuple(rows))
                rows = []
        else:
            cell += piece
    if cells:
        rows.append(tuple(cells))
    return [*tables, tuple(rows)] if rows else tables
