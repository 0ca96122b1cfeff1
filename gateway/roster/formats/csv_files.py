"""The CSV files of one export: tables whose columns are named as its specification names them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.decode import decode, decode_head
from gateway.roster.formats.fields import fault
from gateway.roster.formats.roster_file import Problem

_DELIMITERS = ",;\t"  # the specifications know only the first; spreadsheets write the others


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. A column that is not there, or not filled, is empty."""

    file: str  # its name; empty where there is no other
    line: int  # from 1
    values: tuple[str, ...]
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        at = self.columns.get(_folded(column))
        return "" if at is None or at >= len(self.values) else self.values[at]

    def problem(self, what: str) -> Problem:
        return _problem(self.file, self.line, what)

    def fault(self, *columns: str) -> str:
        """What is wrong with the line, or with its values in these columns; empty where nothing is."""
        if not self.values:
            return "a quotation mark is not closed, or stands where none may"
        for column in columns:
            value = self[column]
            if value and (what := fault(value)):
                return f"{what} in the column {column}"
        return ""

    @property
    def remark(self) -> str:
        """What makes the line doubtful, though it can be read; empty where nothing does."""
        if any(self.values[len(self.columns) :]):
            return "there are more values than columns; a value with a comma in it needs quotation marks"
        return ""


@dataclass(frozen=True, slots=True)
class Table:
    """One file. `columns`: where each stands, by its name without case and spaces."""

    file: str
    text: str
    delimiter: str
    columns: Mapping[str, int]

    def has(self, *columns: str) -> bool:
        return all(_folded(column) in self.columns for column in columns)

    def has_any(self, *columns: str) -> bool:
        return any(_folded(column) in self.columns for column in columns)

    def demand(self, *columns: str) -> None:
        """Raises FormatError where one is missing."""
        missing = [column for column in columns if not self.has(column)]
        if missing:
            noun = "column" if len(missing) == 1 else "columns"
            place = f" in {self.file}" if self.file else ""
            raise FormatError(f"lacks the {noun} {', '.join(missing)}{place}")

    def problem(self, what: str) -> Problem:
        """Something is wrong with the table as a whole."""
        return _problem(self.file, 1, what)

    def rows(self) -> Iterator[Row]:
        """The lines below the headings that are not empty.

        Neither OneRoster nor School Data Sync lets a value hold a line break, so every line is read by
        itself, and an open quotation mark spoils no more than its own.
        """
        lines = enumerate(io.StringIO(self.text, newline=None), start=1)
        next((line for _, line in lines if line.strip()), None)
        for number, line in lines:
            values = _split(line, self.delimiter)
            if any(values) or (not values and line.strip()):
                yield Row(self.file, number, values, self.columns)


def table_of(file: SourceFile) -> Table:
    """Raises FormatError for what is no text."""
    try:
        return _table(file.name, decode(file.content))
    except FormatError:
        which = f"holds {file.name}, which " if file.name else ""
        raise FormatError(f"{which}is not text; save it as CSV (UTF-8)") from None


def headings_of(file: SourceFile) -> Table:
    """The table as far as its first lines tell: for recognising it. Without columns where it is no text."""
    try:
        return _table(file.name, decode_head(file.head))
    except FormatError:
        return _table(file.name, "")


def file_of(bundle: Bundle, name: str) -> SourceFile | None:
    """The file of that name, whatever its case. Raises FormatError where there are several."""
    found = [file for file in bundle.files if file.name.lower() == name.lower()]
    if len(found) > 1:
        raise FormatError(
            f"holds {len(found)} files {name}; give the files of each school as a source of their own"
        )
    return found[0] if found else None


def main_file_of(bundle: Bundle, name: str) -> SourceFile | None:
    """The file of that name, or the only one there is; its problems then need no name of a file."""
    return SourceFile("", bundle.only.content) if bundle.only else file_of(bundle, name)


def _table(name: str, text: str) -> Table:
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    columns: dict[str, int] = {}
    for at, heading in enumerate(_split(first, delimiter)):
        named = _folded(heading)
        columns[named if named and named not in columns else f"column {at}"] = at
    return Table(name, text, delimiter, columns)


def _problem(file: str, line: int, what: str) -> Problem:
    return Problem(line, what, f"{file} line" if file else "line")


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    """The values of one line; none where a quotation mark in it stays open."""
    try:
        row = next(csv.reader((line,), delimiter=delimiter, strict=True, skipinitialspace=True), ())
    except csv.Error:
        return ()
    return tuple(map(str.strip, row))


@lru_cache(maxsize=1 << 10)
def _folded(heading: str) -> str:
    return "".join(heading.split()).replace("_", "").casefold()
