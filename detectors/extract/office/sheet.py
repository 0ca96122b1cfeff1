"""The cells of a worksheet, as a reader sees them: words for shared strings, dates for serial numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta

from detectors.extract.budget import Budget
from detectors.extract.office.grid import LAST_COLUMN, Grid
from detectors.extract.office.officexml import ByLocalName, has_words, local_name, worded

# ECMA-376 part 1, §18.8.30: the number formats that every program knows to be dates.
DATE_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
EPOCH = date(1899, 12, 30)  # §18.17.4.1: with the leap day that 1900 did not have, from March 1900 on
EPOCH_1904 = date(1904, 1, 1)  # §18.17.4.1: workbooks that began on a Macintosh
_LAST_SERIAL = 2_958_465  # 31 December 9999
_COLUMN = re.compile(r"[A-Z]{1,3}")
_ON = ("1", "true")


class SharedStrings:
    """Reads the shared strings (§18.4.9): the runs of one string belong together, how to say it does not."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.phonetic: list[str] = []
        self.used: set[int] = set()
        self._runs: list[str] = []
        self._in_text = self._in_phonetic = False
        self._local = ByLocalName({"t": "t", "si": "si", "rPh": "rPh"})

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        kind = self._local[name]
        if kind == "t":
            self._in_text = True
        elif kind == "si":
            self._runs = []
        elif kind == "rPh":
            self._in_phonetic = True

    def end(self, name: str) -> None:
        kind = self._local[name]
        if kind == "t":
            self._in_text = False
        elif kind == "si":
            self.found.append("".join(self._runs))
        elif kind == "rPh":
            self._in_phonetic = False

    def data(self, data: str) -> None:
        if self._in_text:
            (self.phonetic if self._in_phonetic else self._runs).append(data)

    def unused(self) -> list[str]:
        """Strings stay in the file when their cell is cleared."""
        return [text for number, text in enumerate(self.found) if number not in self.used]


class DateStyles:
    """Reads the styles (§18.8): which cell formats, by their number, show a date; and words in formats."""

    def __init__(self) -> None:
        self.dates: set[str] = set()
        self.words: list[str] = []
        self.epoch = EPOCH
        self._custom: set[int] = set()
        self._formats = -1  # so far; -1 outside cellXfs

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "numFmt":
            self.add_format(_number(attributes.get("numFmtId", "")), attributes.get("formatCode", ""))
        elif kind == "cellXfs":
            self._formats = 0
        elif kind == "xf" and self._formats >= 0:
            self.add_cell_format(_number(attributes.get("numFmtId", "")))
        elif kind == "cellStyle" and "builtinId" not in attributes:
            self.words += worded(attributes)

    def end(self, name: str) -> None:
        if local_name(name) == "cellXfs":
            self._formats = -1

    def data(self, data: str) -> None:
        pass

    def add_format(self, number: int, code: str) -> None:
        """A number format of the workbook's own; it may show a name whatever the number is (§18.8.31)."""
        if shows_date(code):
            self._custom.add(number)
        self.words += filter(has_words, _QUOTED.findall(code))

    def add_cell_format(self, number: int) -> None:
        self._formats = max(self._formats, 0)
        if number in DATE_FORMATS or number in self._custom:
            self.dates.add(str(self._formats))
        self._formats += 1


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def shows_date(code: str) -> bool:
    bare = _LITERAL.sub("", code.lower())
    return "y" in bare or "d" in bare


# The elements that matter to cells, by one name each: those of a cached external sheet are called otherwise.
_KINDS = {"c": "c", "cell": "c", "v": "v", "t": "v", "row": "row", "col": "col", "rPh": "rPh"}
_KINDS |= dict.fromkeys(("f", "formula", "formula1", "formula2"), "f")
_KINDS |= {f"{which}{end}": "header" for which in ("odd", "even", "first") for end in ("Header", "Footer")}
# Elements beside the cells whose attributes are words (§18.3.1), and what we call the place.
_RULES = {
    "dataValidation": "data-validation", "cfRule": "conditional-format", "hyperlink": "links",
    "scenario": "scenarios", "inputCells": "scenarios", "filter": "filters", "customFilter": "filters",
    "protectedRange": "attributes", "control": "attributes", "oleObject": "attributes",
    "webPublishItem": "attributes", "customPr": "attributes", "smartTag": "attributes",
}  # fmt: skip


class Sheet:
    """Reads one worksheet (§18.3.1). Rows keep their columns; empty rows are left out.

    Only cells that are there are kept, however large the sheet says that it is, and every column up to
    the last cell of a row is paid for. `words` is what the sheet says beside its cells, by place.
    """

    def __init__(self, strings: SharedStrings, styles: DateStyles, budget: Budget) -> None:
        self.grid = Grid(budget)
        self.words: dict[str, list[str]] = defaultdict(list)
        self._strings = strings.found
        self._used = strings.used
        self._dates = styles.dates
        self._epoch = styles.epoch
        self._budget = budget
        self._row: list[str] = []
        self._row_hidden = False
        self._columns = _Columns()
        self._attributes: dict[str, str] = {}  # of the cell that is being read
        self._value: list[str] = []
        self._outer: list[str] = []  # what had been read of the cell round a formula
        self._reading = False
        self._rule = "formulas"
        self._kinds = ByLocalName(_KINDS)
        self._rules = ByLocalName(_RULES)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._kinds[name]
        if kind == "c":
            self._attributes = attributes
            if self._value:
                self._value = []
        elif kind == "v":
            self._reading = True
        elif kind is None:
            if attributes and (place := self._rules[name]):
                self._rule = place
                self.words[place] += worded(attributes)
        else:
            self._start_other(kind, attributes)

    def _start_other(self, kind: str, attributes: dict[str, str]) -> None:
        if kind == "row":
            self._row, self._rule = [], "formulas"
            self._row_hidden = attributes.get("hidden") in _ON or attributes.get("ht") == "0"
        elif kind == "col":
            if attributes.get("hidden") in _ON or attributes.get("width") == "0":
                self.grid.hide_columns(_number(attributes.get("min", "")), _number(attributes.get("max", "")))
        else:
            self._outer, self._value = self._value, []
            self._reading = True

    def end(self, name: str) -> None:
        kind = self._kinds[name]
        if kind == "v":
            self._reading = False
        elif kind == "c":
            if self._value:
                self._put("".join(self._value))
        elif kind == "row":
            self.grid.add_row(self._row, is_hidden=self._row_hidden)
            self._row = []
        elif kind is not None and kind != "col":
            self._end_other(kind)

    def _end_other(self, kind: str) -> None:
        self._reading = False
        text, self._value = "".join(self._value), self._outer
        if kind != "f":
            self.words["header" if kind == "header" else "phonetic"].append(text)
        elif '"' in text:
            self.words[self._rule] += filter(has_words, _QUOTED.findall(text))

    def data(self, data: str) -> None:
        if self._reading:
            self._value.append(data)

    def _put(self, value: str) -> None:
        """A second value for a cell, or one further left, begins a row of its own: nothing is lost."""
        get, row = self._attributes.get, self._row
        kind = get("t")
        if kind == "s":
            value = self._shared(value)
        elif get("s") in self._dates and (kind is None or kind == "n"):
            value = day(value, self._epoch)
        column = self._columns[get("r", "").rstrip("0123456789")]
        missing = column - len(row) - 1
        if missing == 0 or not column:
            row.append(value)
            return
        if missing < 0:
            self.grid.add_row(row, is_hidden=self._row_hidden)
            self._row, missing = [], column - 1
        self._budget.write(missing)
        self._row += [*[""] * missing, value]

    def _shared(self, value: str) -> str:
        number = _number(value)
        self._used.add(number)
        return self._strings[number] if number < len(self._strings) else ""


class _Columns(dict[str, int]):
    """The number of a column, from 1, by its letters; 0 where they are none."""

    def __missing__(self, letters: str) -> int:
        number = 0
        if _COLUMN.fullmatch(letters):
            for letter in letters:
                number = number * 26 + ord(letter) - 64
        self[letters] = number if number <= LAST_COLUMN else 0
        return self[letters]


def day(serial: str, epoch: date) -> str:
    """A serial number as a date, as in 2012-05-17; what is none is left as it is."""
    try:
        days = int(float(serial))
        return (epoch + timedelta(days)).isoformat() if 0 < days <= _LAST_SERIAL else serial
    except (ValueError, OverflowError):
        return serial
