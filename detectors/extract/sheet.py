"""The cells of a worksheet, as a reader sees them: words for shared strings, dates for serial numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta

from detectors.extract.budget import Budget

# ECMA-376 part 1, §18.8.30: the number formats that every program knows to be dates.
_DATE_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_EPOCH = date(
    1899, 12, 30
)  # §18.17.4.1: with the leap day that 1900 did not have, for all dates from March 1900
EPOCH_1904 = date(1904, 1, 1)  # §18.17.4.1: workbooks that began on a Macintosh
_LAST_SERIAL = 2_958_465  # 31 December 9999
_COLUMN = re.compile(r"[A-Z]{1,3}")


class SharedStrings:
    """Reads the shared strings (§18.4.9): the runs of one string belong together."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.used: set[int] = set()
        self._runs: list[str] = []
        self._in_text = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "t":
            self._in_text = True
        elif name == "si":
            self._runs = []

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "si":
            self.found.append("".join(self._runs))

    def data(self, data: str) -> None:
        if self._in_text:
            self._runs.append(data)


class DateStyles:
    """Reads the styles (§18.8): which cell formats, by their number, show a date."""

    def __init__(self) -> None:
        self.dates: set[str] = set()
        self.epoch = _EPOCH
        self._custom: set[int] = set()
        self._formats = -1  # so far; -1 outside cellXfs

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and _shows_date(attributes.get("formatCode", "")):
            self._custom.add(int(attributes.get("numFmtId", "0")))
        elif name == "cellXfs":
            self._formats = 0
        elif name == "xf" and self._formats >= 0:
            number = int(attributes.get("numFmtId", "0"))
            if number in _DATE_FORMATS or number in self._custom:
                self.dates.add(str(self._formats))
            self._formats += 1

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._formats = -1

    def data(self, data: str) -> None:
        pass


def _shows_date(code: str) -> bool:
    bare = _LITERAL.sub("", code.lower())
    return "y" in bare or "d" in bare


class Sheet:
    """Reads one worksheet (§18.3.1). Rows keep their columns; empty rows are left out.

    Only cells that are there are kept, however large the sheet says that it is, and every column up to
    the last cell of a row is paid for.
    """

    def __init__(self, strings: SharedStrings, styles: DateStyles, budget: Budget) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.headers: list[str] = []
        self._strings = strings.found
        self._used = strings.used
        self._dates = styles.dates
        self._epoch = styles.epoch
        self._budget = budget
        self._row: list[str] = []
        self._columns = _Columns()
        self._column = 0
        self._kind = self._style = ""
        self._value: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            letters = attributes.get("r", "").rstrip("0123456789")
            self._column = self._columns[letters] or len(self._row) + 1
        elif name in ("v", "t"):
            self._value = []
        elif name == "row":
            self._row = []
        elif name.endswith(("Header", "Footer")):
            self._value = []

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._put("".join(self._value or ()))
            self._value = None
        elif name == "row":
            if any(self._row):
                self.rows.append(tuple(self._row))
            self._row = []
        elif name != "c" and name.endswith(("Header", "Footer")) and self._value:
            self.headers.append("".join(self._value))
            self._value = None

    def data(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)

    def _put(self, value: str) -> None:
        """Cells of rich inline text come in several pieces."""
        missing = self._column - len(self._row)
        if missing == 1:
            self._row.append(self._shown(value))
            return
        if missing > 0:
            self._budget.write(missing)
            self._row += [""] * missing
        self._row[self._column - 1] += self._shown(value)

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            number = int(value)
            self._used.add(number)
            return self._strings[number] if 0 <= number < len(self._strings) else ""
        if self._kind == "n" and self._style in self._dates:
            return _day(value, self._epoch)
        return value


class _Columns(dict[str, int]):
    """The number of a column, from 1, by its letters; 0 where they are none."""

    def __missing__(self, letters: str) -> int:
        number = 0
        if _COLUMN.fullmatch(letters):
            for letter in letters:
                number = number * 26 + ord(letter) - 64
        self[letters] = number
        return number


def _day(serial: str, epoch: date) -> str:
    try:
        days = int(float(serial))
        return (epoch + timedelta(days)).isoformat() if 0 < days <= _LAST_SERIAL else serial
    except (ValueError, OverflowError):
        return serial
