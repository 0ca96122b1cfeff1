"""The cells of one sheet of an old workbook, put where they belong, whatever order they come in."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from detectors.extract.budget import Budget
from detectors.extract.contents import table_text
from detectors.extract.gathered import Gathered
from detectors.extract.office.sheet import DATE_FORMATS, EPOCH, day, shows_date
from detectors.extract.office97.biff import Dialect, Record

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MOST_COLUMNS = 16_384
NO_FORMAT = 0xFFFF
# [MS-XLS] §2.3: the records of cells; those of BIFF2 to 4 (OpenOffice's documentation of the format, §5).
_INTEGER_2, _NUMBER_2, _LABEL_2, _BOOLEAN_2 = 0x02, 0x03, 0x04, 0x05
_NUMBER, _LABEL, _BOOLEAN, _RICH, _SHARED, _RK, _SEVERAL = 0x203, 0x204, 0x205, 0xD6, 0xFD, 0x27E, 0xBD
_FORMULAS = (0x06, 0x206, 0x406)
_RESULTS = (0x07, 0x207)
CELLS = frozenset(
    {_INTEGER_2, _NUMBER_2, _LABEL_2, _BOOLEAN_2, _NUMBER, _LABEL, _BOOLEAN, _RICH, _SHARED, _RK, _SEVERAL}
    | {*_FORMULAS, *_RESULTS}
)


@dataclass(slots=True)
class Book:
    """What cells refer to: the shared strings, and which formats show a date.

    used: numbers of the strings that some cell shows
    formats: number of each cell format's number format, in order
    """

    dialect: Dialect = field(default_factory=lambda: Dialect(8))
    epoch: date = EPOCH
    strings: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    formats: list[int] = field(default_factory=list)
    dates: set[int] = field(default_factory=lambda: set(DATE_FORMATS))

    def add_format(self, number: int, code: str) -> None:
        if shows_date(code):
            self.dates.add(number)

    def shown(self, value: float, cell_format: int) -> str:
        """A number as a person sees it, as far as it may be a date."""
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        is_date = cell_format < len(self.formats) and self.formats[cell_format] in self.dates
        return day(text, self.epoch) if is_date else text


class Cells:
    """The cells of one sheet. Every one is paid for as it is put in: many may show the same long string."""

    def __init__(self, book: Book, budget: Budget) -> None:
        self._book = book
        self._budget = budget
        self._rows: dict[int, dict[int, str]] = {}
        self._hidden: set[int] = set()
        self._overwritten: list[str] = []
        self._formula = 0, 0  # the cell whose result follows
        self._size = 0

    def hide_row(self, body: bytes) -> None:
        """§2.4.259, Row: its number, and among flags whether it is not shown."""
        row, flags = struct.unpack_from("<H10xH", body)
        if flags & 0x20:
            self._hidden.add(row)

    def put(self, row: int, column: int, text: str) -> None:
        self._size += len(text) + 1
        if self._size > self._budget.characters:
            self._budget.write(self._size)
        cells = self._rows.setdefault(row, {})
        if column in cells:
            self._overwritten.append(cells[column])
        cells[column] = text

    def add(self, record: Record) -> None:
        """One record of a cell, or of several."""
        number, body = record.number, record.body
        if number in _RESULTS:
            length = 1 if number == _RESULTS[0] else 2
            self.put(*self._formula, self._book.dialect.text(record.whole, 0, length))
            return
        row, column = struct.unpack_from("<HH", body)
        if number == _SEVERAL:
            for offset in range(4, len(body) - 6, 6):
                cell_format, value = struct.unpack_from("<HI", body, offset)
                self.put(row, column + offset // 6, self._book.shown(_short_number(value), cell_format))
        elif number in _FORMULAS:
            self._add_formula(row, column, body)
        else:
            self.put(row, column, self._value(number, record))

    def _value(self, number: int, record: Record) -> str:
        book, body = self._book, record.body
        if number == _SHARED:
            (index,) = struct.unpack_from("<I", body, 6)
            book.used.add(index)
            return book.strings[index] if index < len(book.strings) else ""
        if number in (_LABEL, _RICH):
            return book.dialect.text(record.whole, 6)
        if number == _LABEL_2:
            return book.dialect.text(body, 7, 1)
        if number in (_BOOLEAN, _BOOLEAN_2):
            return _boolean(body[6 if number == _BOOLEAN else 7 :])
        cell_format, value = _number(number, body)
        return book.shown(value, cell_format)

    def _add_formula(self, row: int, column: int, body: bytes) -> None:
        """§2.4.127: its last result; a string follows in a record of its own."""
        value = body[7:15] if self._book.dialect.version == 2 else body[6:14]
        (cell_format,) = struct.unpack_from("<H", body, 4)
        if value[6:8] != b"\xff\xff":
            self.put(row, column, self._book.shown(_real(value), cell_format))
        elif value[0] == 0:
            self._formula = row, column
        elif value[0] in (1, 2):
            self.put(row, column, _boolean(bytes((value[2], value[0] - 1))))

    def hand_on(self, gathered: Gathered, place: str, hidden_place: str) -> None:
        """All rows as tables and text; what is hidden among them keeps the first row as its header."""
        shown = list(self._lines(hidden=False))
        hidden = list(self._lines(hidden=True))
        if shown:
            gathered.table(place, tuple(shown))
            gathered.text(place, table_text(tuple(shown)))
        if hidden:
            gathered.table(hidden_place, (*shown[:1], *hidden))
            gathered.text(hidden_place, table_text(tuple(hidden)))
        gathered.text("data", "\n".join(self._overwritten))

    def _lines(self, *, hidden: bool) -> Iterator[tuple[str, ...]]:
        """Rows in order, each as wide as its last cell; empty ones are left out."""
        for number in sorted(self._rows):
            row = self._rows[number]
            if (number in self._hidden) is hidden and any(row.values()):
                width = min(max(row), _MOST_COLUMNS) + 1
                self._budget.write(width - min(len(row), width))
                yield tuple(row.get(column, "") for column in range(width))


def _number(number: int, body: bytes) -> tuple[int, float]:
    """The number of a cell's format, and the number in it; formats of BIFF2 are not looked at."""
    if number == _RK:
        cell_format, value = struct.unpack_from("<HI", body, 4)
        return cell_format, _short_number(value)
    if number == _NUMBER:
        cell_format, real = struct.unpack_from("<Hd", body, 4)
        return cell_format, real
    (real,) = struct.unpack_from("<H" if number == _INTEGER_2 else "<d", body, 7)
    return NO_FORMAT, float(real)


def _real(value: bytes) -> float:
    return float(struct.unpack("<d", value)[0])


def _boolean(body: bytes) -> str:
    """A truth value, or the number of an error; the second byte says which."""
    if len(body) < 2:
        return ""
    return _ERRORS.get(body[0], "") if body[1] else ("TRUE" if body[0] else "FALSE")


def _short_number(value: int) -> float:
    """§2.5.217, RkNumber: the upper 30 bits of a double or of a whole number, perhaps in hundredths."""
    if value & 2:
        signed = (value >> 2) - (1 << 30 if value & 1 << 31 else 0)
        number = float(signed)
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, value & 0xFFFFFFFC))
    return number / 100 if value & 1 else number
