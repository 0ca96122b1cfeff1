"""The rows of a CSV file (RFC 4180, and looser): one broken line costs no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from gateway.roster.errors import FormatError
from gateway.roster.formats.tables.columns import best_header

# A row and its number: of the line, from 1, in which it begins. Broken ones have no cells.
NumberedRow = tuple[int, Sequence[str]]

HEADER_WITHIN = 30  # rows that are not empty
_DELIMITERS = ",;\t|"
HEAD = 64 * 1024  # characters, within which the headings stand
_LONGEST_LINE = 1_000_000  # characters
_MOST_RETAKEN = 1_000  # each may cost a look at the next 128 K characters


def delimiter_of(text: str) -> str:
    """The one by which the headings make most sense, else the one that makes most columns."""

    def sense(delimiter: str) -> tuple[bool, int, int]:
        rows = [row for _, row in islice(rows_of(text[:HEAD], delimiter), HEADER_WITHIN)]
        _, columns = best_header(rows)
        return columns.give_names, columns.known, sum(map(len, rows))

    return max(_DELIMITERS, key=sense)


def rows_of(text: str, delimiter: str, width: int = 0) -> Iterator[NumberedRow]:
    """The rows that are not empty.

    Where quotation marks are wrong, or a row over several lines has not `width` cells, its first line is
    taken by itself, and is broken unless it has. Raises FormatError where most of the file seems to be.
    """
    lines = list(io.StringIO(text, newline=None))
    if max(map(len, lines), default=0) > _LONGEST_LINE:
        raise FormatError("has a line of more than a million characters, which no pupil needs")
    at = 1 if text[:4].lower() == "sep=" else 0  # a line for Excel only
    retaken = 0
    while at < len(lines):
        for start, end, row in _read_on(lines, at, delimiter):
            at = end
            if row is None or (end - start > 1 and width and len(row) != width):
                at, retaken = start + 1, retaken + 1
                yield start + 1, _alone(lines[start], delimiter, width)
                break
            if any(map(str.strip, row)):
                yield start + 1, row
        if retaken > _MOST_RETAKEN:
            raise FormatError(f"cannot be read from line {at} on; is a quotation mark open?")


def _read_on(lines: list[str], at: int, delimiter: str) -> Iterator[tuple[int, int, list[str] | None]]:
    """Rows from line `at` on, with the lines where each starts and ends; None for one that has no end."""
    reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter, strict=True)
    start = at
    try:
        for row in reader:
            end = at + reader.line_num
            yield start, end, row
            start = end
    except csv.Error:
        yield start, start + 1, None


def _alone(line: str, delimiter: str, width: int) -> Sequence[str]:
    try:
        row = next(csv.reader((line,), delimiter=delimiter), [])
    except csv.Error:
        return ()
    return row if len(row) == width or not width else ()
