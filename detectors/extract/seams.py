"""Names that a reader puts together: from the end of one text and the start of the next, from one column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from detectors.extract.contents import table_text
from detectors.finding import Location, Place
from detectors.message import Text
from detectors.names.rows import Heading

_REACH = 100  # characters of a text, on either side of a seam
_MOST_SEAMS = 100
_MOST_FIELDS = 64  # rows of a table that is written down its columns
_MOST_RECORDS = 1_000  # columns of it
_BODY = Location(Place.BODY)


def seams(texts: Sequence[Text]) -> Iterator[Text]:
    """Where two texts of the message's own meet: most mail programs show them one below the other."""
    own = (each.text.strip() for each in texts if each.location == _BODY)
    for before, after in islice(pairwise(own), _MOST_SEAMS):
        yield Text(_BODY, f"{before[-_REACH:]}\n{after[:_REACH]}")


def by_columns(rows: Sequence[Sequence[str]]) -> str:
    """A table whose rows are labelled forename and surname, its columns as lines; empty for any other."""
    fields = rows[:_MOST_FIELDS]
    if not Heading.of([row[0] if row else "" for row in fields]):
        return ""
    longest = min(max(map(len, fields)), _MOST_RECORDS)
    columns = (tuple(row[at] if at < len(row) else "" for row in fields) for at in range(longest))
    return table_text(tuple(columns))
