"""The cells of one row, made clean: what cannot be right in them is said and left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from detectors.names.fold import words_of
from gateway.roster.formats.fields import LONGEST, cleaned, fault
from gateway.roster.formats.tables.column import Column
from gateway.roster.formats.tables.columns import Columns

_LONGEST_LIST = 4_000  # characters of a cell that lists addresses

# A fault in one of these may be a fault of the name, so the whole line is left out.
_VITAL = frozenset({
    Column.ID, Column.ADMISSION, Column.VENDOR_ID, Column.FORENAME, Column.LEGAL_FORENAME, Column.SURNAME,
    Column.LEGAL_SURNAME, Column.FULL_NAME,
})  # fmt: skip
_NAMES = frozenset({
    Column.FORENAME, Column.LEGAL_FORENAME, Column.PREFERRED_FORENAME, Column.FORMER_FORENAME,
    Column.SURNAME, Column.LEGAL_SURNAME, Column.PREFERRED_SURNAME, Column.FORMER_SURNAME,
    Column.MIDDLE_NAMES, Column.FULL_NAME, Column.PREFERRED_NAME,
})  # fmt: skip
# Most cells: there is nothing to do.
_CLEAN = re.compile(r"[A-Za-z0-9]+(?:[ '@./_-][A-Za-z0-9]+)*")
_CLEAN_NAME = re.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+)*")


class Cells:
    """Checks the cells that are of use, in the rows of one table."""

    def __init__(self, columns: Columns) -> None:
        self._width = len(columns.headings)
        self._titles = dict(_titles(columns))  # what messages call a column: never its own heading
        self._names = frozenset(columns.of(*_NAMES))
        self._patterns = tuple((at, _CLEAN_NAME if at in self._names else _CLEAN) for at in self._titles)
        self._vital = frozenset(columns.of(*_VITAL))
        self._lists = frozenset(
            chain(columns.of(Column.EMAIL), *(contact.emails for contact in columns.contacts))
        )

    def checked(self, row: Sequence[str]) -> tuple[list[str], str, str]:
        """The cells, one for each heading; what keeps the row off the roster; what else is wrong with it."""
        cells = list(row[: self._width])
        cells += [""] * (self._width - len(cells))
        remark = ""
        if len(row) > self._width and any(map(str.strip, row[self._width :])):
            remark = "there are more values than columns; a value with a comma in it needs quotation marks"
        for at, pattern in self._patterns:
            value = cells[at]
            if not value or (len(value) <= LONGEST and pattern.fullmatch(value)):
                continue
            found = fault(value, _LONGEST_LIST if at in self._lists else LONGEST)
            if found and at in self._vital:
                return cells, f"{found} in the column {self._titles[at]}", ""
            if found:
                remark = f"{found} in the column {self._titles[at]} is left out"
            cells[at] = "" if found or self._is_no_name(at, value) else cleaned(value)
        return cells, "", remark

    def _is_no_name(self, at: int, value: str) -> bool:
        """A dash or a full stop where a name should be."""
        return at in self._names and not value.isalpha() and not words_of(value)


def _titles(columns: Columns) -> Iterator[tuple[int, str]]:
    for column, places in columns.places.items():
        yield from ((at, column.value) for at in places)
    for contact in columns.contacts:
        fields = (contact.names, contact.forenames, contact.surnames, contact.relationships, contact.emails)
        yield from ((at, "of a contact") for at in chain(*fields))
