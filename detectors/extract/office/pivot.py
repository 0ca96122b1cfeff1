"""A pivot table keeps the rows it was made from, also when their sheet has been deleted."""

from __future__ import annotations

import re

from detectors.extract.office.grid import Grid
from detectors.extract.office.officexml import local_name, worded
from detectors.extract.office.package import Package

_DEFINITION = re.compile(r"/pivotCache(Definition)[^/]*\.xml$", re.IGNORECASE)
_RECORDS = re.compile(r"/pivotCacheRecords[^/]*\.xml$", re.IGNORECASE)
_VALUES = frozenset({"s", "n", "d", "b", "e", "m"})  # ECMA-376 part 1, §18.10.1: values by their type
PLACE = "pivot-cache"


def is_pivot_cache(name: str) -> bool:
    return bool(_DEFINITION.search(name) or _RECORDS.search(name))


def read_pivot_caches(package: Package, names: tuple[str, ...]) -> None:
    """Every cache's fields and shared items, and its records as rows under their names."""
    unread = {name for name in names if _RECORDS.search(name)}
    for name in filter(_DEFINITION.search, names):
        cache = _Definition()
        package.parse(name, cache)
        package.add_text(PLACE, "\n".join(dict.fromkeys(cache.words)))
        targets = set(package.relationships(name).values())
        for records in sorted(targets & unread):
            unread.remove(records)
            _read_records(package, records, cache)
    for name in sorted(unread):  # without their definition, values stand in them all the same
        _read_records(package, name, _Definition())


def _read_records(package: Package, name: str, cache: _Definition) -> None:
    grid = Grid(package.budget)
    grid.add_row(cache.fields)
    package.parse(name, _Records(cache.items, grid))
    grid.add_to(package, is_hidden_sheet=False, place=PLACE)


class _Definition:
    """Reads a cache's definition (§18.10.1.67): the fields, and for each the items that its records share."""

    def __init__(self) -> None:
        self.fields: list[str] = []
        self.items: list[list[str]] = []
        self.words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "cacheField":
            self.fields.append(attributes.get("name", ""))
            self.items.append([])
        elif kind in _VALUES and self.items:
            self.items[-1].append(attributes.get("v", ""))
        if attributes:
            self.words += worded(attributes)

    def end(self, name: str) -> None:
        pass

    def data(self, data: str) -> None:
        pass


class _Records:
    """Reads the records (§18.10.1.68): values, or the numbers of shared items."""

    def __init__(self, items: list[list[str]], grid: Grid) -> None:
        self._items = items
        self._grid = grid
        self._row: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "r":
            self._row = []
        elif kind == "x":
            self._row.append(self._item(attributes.get("v", "")))
        elif kind in _VALUES:
            self._row.append(attributes.get("v", ""))

    def end(self, name: str) -> None:
        if local_name(name) == "r":
            self._grid.add_row(self._row)

    def data(self, data: str) -> None:
        pass

    def _item(self, number: str) -> str:
        column = len(self._row)
        items = self._items[column] if column < len(self._items) else []
        index = int(number) if number.isdecimal() and len(number) < 10 else len(items)
        return items[index] if index < len(items) else ""
