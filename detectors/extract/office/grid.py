"""A grid is the cells of one sheet as they are read, row by row: what is shown, and what is hidden."""

from __future__ import annotations

from detectors.extract.budget import Budget
from detectors.extract.contents import table_text
from detectors.extract.office.officexml import Rows
from detectors.extract.office.package import Package

LAST_COLUMN = 16_384  # ECMA-376 part 1, §18.3.1.13


class Grid:
    """Rows keep their columns; empty rows are left out. Everything that is kept is paid for."""

    def __init__(self, budget: Budget) -> None:
        self.shown: list[tuple[str, ...]] = []
        self.hidden: list[tuple[str, ...]] = []
        self._budget = budget
        self._hidden_columns: list[tuple[int, int]] = []

    def hide_columns(self, first: int, last: int) -> None:
        """Counted from 1, both of them hidden."""
        if len(self._hidden_columns) < LAST_COLUMN:
            self._hidden_columns.append((first, last))

    def add_row(self, row: list[str], *, is_hidden: bool = False) -> None:
        """Cells may stand for long strings that the file holds only once, so they are paid for by length."""
        if any(row):
            self._budget.write(len(row) + sum(map(len, row)))
            (self.hidden if is_hidden else self.shown).append(tuple(row))

    def add_to(self, package: Package, *, is_hidden_sheet: bool, place: str = "") -> None:
        """Hand on all rows as tables and text, and what is hidden among them again under its own name.

        Hidden rows keep the sheet's first row as their header. Cells of hidden columns stand in their
        rows too, where the other half of a name may be.
        """
        _add(package, "hidden-sheet" if is_hidden_sheet else place, self.shown)
        if self.hidden:
            where = "hidden-sheet" if is_hidden_sheet else "hidden-rows"
            _add(package, where, [*self.shown[:1], *self.hidden])
        if not is_hidden_sheet and self._hidden_columns:
            _add(package, "hidden-columns", self._columns([*self.shown, *self.hidden]))

    def _columns(self, rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """What stands in the hidden columns alone."""
        widest = max(map(len, rows), default=0)
        is_hidden = bytearray(widest + 1)
        for first, last in self._hidden_columns:
            start, end = max(first, 1), min(last, widest) + 1
            is_hidden[start:end] = b"\1" * max(end - start, 0)
        wanted = [number for number in range(widest) if is_hidden[number + 1]]
        cut = (tuple(row[number] for number in wanted if number < len(row)) for row in rows)
        return [row for row in cut if any(row)]


def _add(package: Package, place: str, rows: list[tuple[str, ...]]) -> None:
    if rows:
        whole: Rows = tuple(rows)
        package.add_table(place, whole)
        package.add_text(place, table_text(whole))
