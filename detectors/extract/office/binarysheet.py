"""The cells of a sheet in a binary workbook, each a record of its own ([MS-XLSB] §2.3.2)."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Callable, Mapping
from types import MappingProxyType

from detectors.extract.budget import Budget
from detectors.extract.leftovers import words_in
from detectors.extract.office.biff12 import rich_string, rk_number, wide_string, written
from detectors.extract.office.grid import LAST_COLUMN, Grid
from detectors.extract.office.package import Package
from detectors.extract.office.sheet import DateStyles, SharedStrings, day

_ROW, _SHEET_END, _COLUMN_INFO = 0, 146, 60  # §2.3.2: BrtRowHdr, BrtEndSheetData, BrtColInfo
_PLACES: Mapping[int, str] = MappingProxyType({64: "data-validation", 479: "header", 494: "links"})
_HIDDEN_ROW = 0x10  # in the last of the twelve bytes that begin a BrtRowHdr


def _rk(body: bytes, at: int) -> float:
    return rk_number(struct.unpack_from("<I", body, at)[0])


def _real(body: bytes, at: int) -> float:
    return float(struct.unpack_from("<d", body, at)[0])


def _flag(body: bytes, at: int) -> str:
    return str(body[at])


def _plain(body: bytes, at: int) -> str:
    return wide_string(body, at)[0]


def _rich(body: bytes, at: int) -> str:
    return rich_string(body, at)[0]


# Cells by their record (§2.3.2): how the value is read that follows the column and the format. Those from
# 12 on leave the column out, which is then the next one; those that stand for shared strings are apart.
_VALUES: Mapping[int, Callable[[bytes, int], float | str]] = MappingProxyType({
    2: _rk, 4: _flag, 5: _real, 6: _plain, 8: _plain, 9: _real, 10: _flag,
    13: _rk, 15: _flag, 16: _real, 17: _plain, 62: _rich,
})  # fmt: skip
_SHARED, _SHORT_SHARED = 7, 18
_BLANK_OR_ERROR = frozenset({1, 3, 11, 12, 14})
_SHORT = range(12, 19)
_FORMULAS = range(8, 12)


class BinarySheet:
    """Takes the records of one sheet."""

    def __init__(self, strings: SharedStrings, styles: DateStyles, budget: Budget) -> None:
        self._strings = strings
        self._styles = styles
        self._budget = budget
        self._grid = Grid(budget)
        self._row: list[str] = []
        self._row_hidden = False
        self._column = -1
        self._words: dict[str, list[str]] = defaultdict(list)

    def take(self, number: int, body: bytes) -> None:
        if number in _VALUES or number in (_SHARED, _SHORT_SHARED):
            self._take_cell(number, body)
        elif number in (_ROW, _SHEET_END):
            self._end_row()
            self._row_hidden = number == _ROW and bool(body[11] & _HIDDEN_ROW)
        elif number in _BLANK_OR_ERROR:
            self._column = self._column_of(number, body)
        elif number == _COLUMN_INFO:
            first, last, width = struct.unpack_from("<III", body)
            if body[16] & 1 or not width:
                self._grid.hide_columns(first + 1, last + 1)
        else:
            self._words[_PLACES.get(number, "attributes")] += words_in(body).splitlines()
        if number in _FORMULAS:
            self._words["formulas"] += words_in(self._formula(number, body)).splitlines()

    def add_to(self, package: Package, *, is_hidden: bool) -> None:
        self._end_row()
        self._grid.add_to(package, is_hidden_sheet=is_hidden)
        for place, found in self._words.items():
            package.add_text(place, "\n".join(dict.fromkeys(found)))

    def _column_of(self, number: int, body: bytes) -> int:
        if number in _SHORT:
            return self._column + 1
        return int(struct.unpack_from("<I", body)[0])

    def _take_cell(self, number: int, body: bytes) -> None:
        at = 0 if number in _SHORT else 4
        self._column = self._column_of(number, body)
        style = int.from_bytes(body[at : at + 3], "little")
        if number in (_SHARED, _SHORT_SHARED):
            value: float | str = self._shared(struct.unpack_from("<I", body, at + 4)[0])
        else:
            value = _VALUES[number](body, at + 4)
        if isinstance(value, float):
            shown = written(value)
            value = day(shown, self._styles.epoch) if str(style) in self._styles.dates else shown
        self._put(value)

    def _shared(self, number: int) -> str:
        self._strings.used.add(number)
        return self._strings.found[number] if number < len(self._strings.found) else ""

    def _put(self, value: str) -> None:
        """A cell further left than the last begins a row of its own: nothing is lost."""
        if not 0 <= self._column < LAST_COLUMN:
            self._column = len(self._row)
        missing = self._column - len(self._row)
        if missing < 0:
            self._end_row()
            missing = self._column
        self._budget.write(missing)
        self._row += [*[""] * missing, value]

    def _end_row(self) -> None:
        self._grid.add_row(self._row, is_hidden=self._row_hidden)
        self._row, self._column = [], -1

    @staticmethod
    def _formula(number: int, body: bytes) -> bytes:
        """What stands behind the value: §2.5.97, in which texts are written out."""
        if number == 8:
            return body[wide_string(body, 8)[1] :]
        return body[16 if number == 9 else 9 :]
