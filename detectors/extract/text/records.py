"""A record is what one object of JSON or one element of XML says of one thing; records make rows.

Forename and surname may stand in different fields, and the fields in records inside each other, so that
one row holds what belongs to one person, and never what belongs to two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from detectors.extract.budget import Budget
from detectors.message import Part, Table

Field = tuple[str, str]  # key and value
Row = tuple[str, ...]

_WIDEST = 256  # fields; where one record has more, those of one key are a list and no part of it
_LENT = 32  # fields; a record with more of its own lends none to the records inside it
_MOST_TABLES = 1_000  # of records, and of rows without keys; what comes then shares one
_FORENAME = re.compile(r"fore[ _-]?name|first|given|christian|known[ _-]?as", re.IGNORECASE)
_SURNAME = re.compile(r"sur[ _-]?name|last[ _-]?name|^last$|family", re.IGNORECASE)
_NAMING = frozenset({"name", "key", "field", "label", "property", "title", "question", "id", "column"})
_VALUING = frozenset({"value", "val", "text", "answer", "content", "data"})


@dataclass(slots=True)
class Record:
    """The fields of one thing, in their order, and the records inside it."""

    fields: list[Field] = field(default_factory=list)
    inner: list[Record] = field(default_factory=list)


def _as_field(record: Record, key: str) -> Field | None:
    """The one field that a record stands for under its key; None where it is a thing of its own.

    {"surname": {"value": "Bishop"}} is a field, and so is {"name": "surname", "value": "Bishop"}.
    """
    if len(record.fields) == 1:
        own, value = record.fields[0]
        return (key, value) if key and not _role(own) else None
    if len(record.fields) == 2:
        for (naming, name), (valuing, value) in (record.fields, record.fields[::-1]):
            if naming.lower() in _NAMING and valuing.lower() in _VALUING:
                return name, value
    return None


@lru_cache(maxsize=4_096)
def _role(key: str) -> int:
    """Which part of a name a field of that key is: 1 forename, 2 surname, 0 neither or cannot be told."""
    if _SURNAME.search(key):
        return 2
    return 1 if _FORENAME.search(key) else 0


class RecordTables:
    """Gathers records as rows, one table for each set of keys, the keys its first row.

    Every cell is paid for. A record inside another is in one row with the fields of the outer one, unless
    the two repeat each other or the inner one has forename and surname by itself: then it is somebody else.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._shapes: dict[Row, list[Row]] = {}
        self._lending: dict[tuple[Row, Row], bool] = {}
        self._grids: list[list[Row]] = []

    def put(self, inner: Record, outer: Record, key: str) -> None:
        """Put a record, itself complete, inside another one, or as a field of it. In a list it has no key."""
        found = _as_field(inner, key)
        if found is None:
            outer.inner.append(inner)
            return
        outer.fields.append(found)
        if len(inner.fields) > 1:
            self._add(inner.fields, [])

    def close(self, outer: Record) -> None:
        """Take in the records inside `outer`, whose own fields are complete now, and empty it of them."""
        lent = outer.fields if len(outer.fields) <= _LENT else []
        for inner in outer.inner:
            self._add(inner.fields, lent)
        outer.inner = []

    def close_last(self, outermost: Record) -> None:
        """Take in the outermost record, and all that is left inside it."""
        self.close(outermost)
        self._add(outermost.fields, [])

    def add_grid(self, rows: Iterable[Row]) -> None:
        """Take in rows that have no keys."""
        grid = list(rows)
        self._budget.write(sum(map(len, grid)))
        if len(self._grids) < _MOST_TABLES:
            self._grids.append(grid)
        else:
            self._grids[-1] += grid

    def tables(self, part: Part) -> tuple[Table, ...]:
        shaped = [[keys, *rows] if any(keys) else rows for keys, rows in self._shapes.items()]
        return tuple(Table(part.location, tuple(rows)) for rows in shaped + self._grids)

    def _add(self, fields: list[Field], lent: list[Field]) -> None:
        if len(fields) > _WIDEST:
            fields = self._without_lists(fields)
        if not fields:
            return
        keys, values = zip(*fields, strict=True)
        if lent:
            outer_keys, outer_values = zip(*lent, strict=True)
            if self._may_lend(keys, outer_keys):
                keys, values = keys + outer_keys, values + outer_values
        if keys not in self._shapes and len(self._shapes) >= _MOST_TABLES:
            keys = ()
        rows = self._shapes.get(keys)
        if rows is None:
            self._budget.write(len(keys))
            rows = self._shapes[keys] = []
        self._budget.write(len(values))
        rows.append(values)

    def _may_lend(self, keys: Row, outer_keys: Row) -> bool:
        known = self._lending.get((keys, outer_keys))
        if known is None:
            whole_name = {1, 2} <= set(map(_role, keys))
            known = not whole_name and (set(keys) - {""}).isdisjoint(outer_keys)
            self._lending[keys, outer_keys] = known
        return known

    def _without_lists(self, fields: list[Field]) -> list[Field]:
        """Fields whose key is there again and again become a table of one column."""
        times = Counter(key for key, _ in fields)
        lists: dict[str, list[Row]] = {key: [] for key, count in times.items() if count > 8}
        for key, value in fields:
            if key in lists:
                lists[key].append((value,))
        for column in lists.values():
            self.add_grid(column)
        return [each for each in fields if each[0] not in lists]
