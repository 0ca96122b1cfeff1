"""What the first rows of a table say of the pupils below: words over a column, and words over all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from detectors.finding import Location
from detectors.matter import Sighting
from detectors.message import Table
from detectors.names.rows import CELL_END
from detectors.words.vocabulary import Mention, Vocabulary

_MOST_ROWS = 5  # rows above the first pupil that may be headings
_LONGEST = 2000  # characters of one of them; a longer row is no heading

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Headings:
    """The terms over a table.

    text: all headings, in one piece
    over_all: of rows that have one cell only, such as "SEND register"; with the text of the cell
    over_columns: each with the number of its column and the text of the cell
    """

    text: str
    over_all: tuple[tuple[str, Mention], ...]
    over_columns: tuple[tuple[int, str, Mention], ...]


def headings_of(
    vocabulary: Vocabulary, tables: Iterable[Table], rows: Iterable[Sighting]
) -> Mapping[tuple[Location, Row], Headings]:
    """For each table in which pupils are named, by its location and first row.

    Headings end where the first pupil is named: a table that begins with one has none.
    """
    first_named: dict[tuple[Location, Row], str] = {}
    for row in rows:
        first_named.setdefault((row.location, row.heading), row.text)
    found: dict[tuple[Location, Row], Headings] = {}
    for table in tables:
        key = (table.location, tuple(table.rows[0]) if table.rows else ())
        if key in first_named and key not in found:
            found[key] = _headings(vocabulary, _above(table, first_named[key]))
    return found


def _above(table: Table, first_named: str) -> list[Row]:
    rows = takewhile(lambda row: CELL_END.join(row) != first_named, table.rows[:_MOST_ROWS])
    return [row for row in rows if sum(map(len, row)) <= _LONGEST]


def _headings(vocabulary: Vocabulary, rows: list[Row]) -> Headings:
    titles = [row for row in rows if sum(bool(cell.strip()) for cell in row) == 1]
    columns = [row for row in rows if row not in titles]
    return Headings(
        " ".join(cell for row in rows for cell in row),
        tuple((cell, mention) for row in titles for _, cell, mention in _mentions(vocabulary, row)),
        tuple(each for row in columns for each in _mentions(vocabulary, row)),
    )


def _mentions(vocabulary: Vocabulary, row: Row) -> Iterator[tuple[int, str, Mention]]:
    for column, cell in enumerate(row):
        for mention in vocabulary.mentions(cell, label=True):
            yield column, cell, mention
