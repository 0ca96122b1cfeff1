"""A CSV file is text that is also a table, whichever character its program puts between cells."""

from __future__ import annotations

import csv
from collections import Counter

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.text.text import decode
from detectors.message import Part, Table, Text

_DELIMITERS = ",;\t|"
_SNIFFED_LINES = 50
_LONGEST_FIELD = 10_000  # characters; a longer one means that a quotation mark was never closed


def read_delimited(part: Part, budget: Budget) -> Contents:
    """Comma-separated values (RFC 4180), or with semicolons, tabs or bars between them."""
    text = decode(part)
    rows = parse_rows(text)
    budget.write(len(text) + sum(map(len, rows)))
    return Contents(texts=(Text(part.location, text),), tables=(Table(part.location, rows),))


def parse_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of delimited text, empty ones left out. Text with broken quoting is split line by line."""
    lines = text.replace("\0", "").splitlines(keepends=True)
    delimiter = _delimiter(lines[:_SNIFFED_LINES])
    try:
        rows = [tuple(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:  # a field longer than the module's limit
        rows = []
    if not rows or any(len(cell) > _LONGEST_FIELD for row in rows for cell in row):
        rows = [tuple(line.rstrip("\r\n").split(delimiter)) for line in lines if line.strip()]
    return tuple(rows)


def _delimiter(lines: list[str]) -> str:
    """The delimiter that the most lines hold equally often; csv.Sniffer guesses letters, and slowly."""

    def agreement(delimiter: str) -> int:
        counts = Counter(line.count(delimiter) for line in lines)
        del counts[0]
        return max(counts.values(), default=0)

    return max(_DELIMITERS, key=agreement)
