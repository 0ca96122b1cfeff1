"""A pupil list as a table: its columns, and the rows below the one that names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.decode import decode, decode_head
from gateway.roster.formats.delimited import HEAD, HEADER_WITHIN, NumberedRow, delimiter_of, rows_of
from gateway.roster.formats.foreign import OLE, foreign_format, way_out
from gateway.roster.formats.tables.columns import Columns, best_header
from gateway.roster.formats.tables.workbook import Rows, is_workbook, sheets_of


@dataclass(frozen=True, slots=True)
class Table:
    """`counted` is what the numbers of its rows count. The rows can be gone through once."""

    columns: Columns
    rows: Iterator[NumberedRow]
    counted: str = "line"


def is_spreadsheet(file: SourceFile) -> bool:
    """Whether Excel wrote it, be it readable here or not."""
    return is_workbook(file.content) or file.content.startswith(OLE)


def columns_in(bundle: Bundle) -> Columns | None:
    """The columns of a CSV file, by its beginning; None where it is something else or names no pupil."""
    if bundle.only is None or foreign_format(bundle.only.content):
        return None
    try:
        text = decode_head(bundle.only.head)
    except FormatError:
        return None
    _, columns = _header(text, delimiter_of(text))
    return columns if columns.give_names else None


def table_of(file: SourceFile) -> Table:
    """Raises FormatError where it is no table of pupils."""
    if is_workbook(file.content):
        return _of_sheets(sheets_of(file.content))
    if foreign := foreign_format(file.content):
        raise FormatError(f"is {foreign}; {way_out(foreign)}")
    text = decode(file.content)
    delimiter = delimiter_of(text)
    number, columns = _header(text, delimiter)
    _demand_names(columns)
    rows = rows_of(text, delimiter, len(columns.headings))
    return Table(columns, (row for row in rows if row[0] > number))


def _header(text: str, delimiter: str) -> tuple[int, Columns]:
    """The line that names the columns, and what it names."""
    rows = list(islice(rows_of(text[:HEAD], delimiter), HEADER_WITHIN))
    at, columns = best_header(row for _, row in rows)
    return (rows[at][0] if rows else 0), columns


def _of_sheets(sheets: tuple[Rows, ...]) -> Table:
    """The sheet whose headings say most of pupils, and those with the same headings (one for each year)."""
    headers = [best_header(rows[:HEADER_WITHIN]) for rows in sheets]
    if not headers:
        raise FormatError("is a workbook without anything in it")
    best = max((columns for _, columns in headers), key=lambda each: (each.give_names, each.known))
    _demand_names(best)
    alike = [
        (rows, at)
        for rows, (at, columns) in zip(sheets, headers, strict=True)
        if columns.headings == best.headings
    ]
    rows = (numbered for rows, at in alike for numbered in _numbered(rows, at))
    return Table(best, rows, "filled row")  # the workbook's reader leaves empty ones out


def _numbered(rows: Rows, header: int) -> Iterator[NumberedRow]:
    return ((number, row) for number, row in enumerate(rows[header + 1 :], start=header + 2))


def _demand_names(columns: Columns) -> None:
    if not columns.give_names:
        raise FormatError(columns.missing())
