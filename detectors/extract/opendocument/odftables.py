"""The tables of an OpenDocument file: sheets, and tables in running text, which may lie inside each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from detectors.extract.budget import Budget
from detectors.extract.gathered import Rows

_MOST_COLUMNS = 16_384  # of any program's sheets
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says of itself in its attributes (OpenDocument 1.3 part 3, §19.371 to §19.385).

    repeated: how often, in figures
    words: its value where that is a text or a date
    value: its value, of any type
    """

    repeated: str = ""
    words: str = ""
    value: str = ""

    @property
    def times(self) -> int:
        return max(1, int(self.repeated)) if self.repeated.isdecimal() and len(self.repeated) < 9 else 1


@dataclass(slots=True)
class _Cell:
    """A cell: the lines of the text round it, and where its own begin among them."""

    lines: list[str]
    start: int
    value: CellValue
    holds_table: bool = False


@dataclass(slots=True)
class _Row:
    lines: list[str]
    start: int
    cells: list[str] = field(default_factory=list)
    missing: int = 0  # empty cells before the next one
    holds_table: bool = False


@dataclass(slots=True)
class _Table:
    place: str
    rows: list[tuple[str, ...]] = field(default_factory=list)


class Tables:
    """Gathers rows of cells while their text goes by. A table inside a cell is a table of its own.

    What is repeated (§19.675 and §19.677) is kept once. Empty cells before a full one keep its column, and
    are paid for: a document of a few bytes may say that there are millions.
    """

    def __init__(self, budget: Budget) -> None:
        self.found: list[tuple[str, Rows]] = []
        self._budget = budget
        self._tables: list[_Table] = []
        self._rows: list[_Row] = []
        self._cells: list[_Cell] = []

    def start_table(self, place: str) -> None:
        self._tables.append(_Table(place))
        if self._cells:
            self._cells[-1].holds_table = True
        if self._rows:
            self._rows[-1].holds_table = True

    def start_row(self, lines: list[str]) -> None:
        self._rows.append(_Row(lines, len(lines)))

    def start_cell(self, lines: list[str], value: CellValue) -> None:
        self._cells.append(_Cell(lines, len(lines), value))

    def end_cell(self) -> str:
        """Ends a cell; gives what it says of itself where that is not what it shows."""
        cell = self._cells.pop()
        if cell.holds_table:  # it only arranges the page
            return ""
        own = cell.lines[cell.start :]
        if not own and cell.value.value:
            own = [cell.value.value]
        cell.lines[cell.start :] = ["\n".join(own)] if own else []
        words = " ".join(" ".join(own).split())
        if self._rows:
            self._put(self._rows[-1], words, cell.value.times)
        return "" if _shows(words, " ".join(cell.value.words.split())) else cell.value.words

    def _put(self, row: _Row, words: str, times: int) -> None:
        if not words:
            row.missing += times
            return
        missing = max(0, min(row.missing, _MOST_COLUMNS - len(row.cells)))
        self._budget.write(missing + len(words))
        row.cells += [""] * missing
        row.cells.append(words)
        row.missing = times - 1

    def end_row(self) -> None:
        """Ends a row, whose cells become one line of the text."""
        row = self._rows.pop()
        if not row.holds_table and row.lines[row.start :]:
            row.lines[row.start :] = ["\t".join(row.lines[row.start :])]
        if row.cells and self._tables:
            self._tables[-1].rows.append(tuple(row.cells))

    def end_table(self) -> None:
        table = self._tables.pop()
        if table.rows:
            self.found.append((table.place, tuple(table.rows)))

    def finish(self) -> None:
        """Ends what a damaged document left open."""
        while self._tables:
            if self._rows:
                self.end_row()
            self.end_table()


def _shows(shown: str, words: str) -> bool:
    """Whether what is shown says as much as the words; of a date, the year."""
    return words in shown or (bool(_DATE.match(words)) and words[:4] in shown)
