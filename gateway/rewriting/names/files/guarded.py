"""Places in a workbook to which others refer by name: a pupil's name in one of them cannot be shortened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.extract.office.officexml import has_words, local_name
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.archive import Archive
from gateway.rewriting.names.files.partxml import XmlPart
from gateway.rewriting.names.shortening import Shortening

# ECMA-376 part 1, §18: the part, its elements whose words name something, and what that is.
_GUARDED = (
    (re.compile(r"(^|/)workbook\.xml$"), frozenset({"sheet"}), "the name of a sheet"),
    (re.compile(r"(^|/)workbook\.xml$"), frozenset({"definedName"}), "the name of a range"),
    (re.compile(r"(^|/)tables/"), frozenset({"table", "tableColumn"}), "the heading of a table's column"),
    (re.compile(r"(^|/)pivotCache/"), frozenset({"cacheField", "s", "d"}), "the data of a pivot table"),
    (re.compile(r"(^|/)pivotTables/"), frozenset({"pivotTableDefinition", "dataField"}), "a pivot table"),
)  # fmt: skip
_COLUMNS = re.compile(r"(^|/)tables/")


class _Words:
    """Gathers the attributes and the text of some elements, a line for each."""

    def __init__(self, elements: frozenset[str]) -> None:
        self.lines: list[str] = []
        self._elements = elements
        self._within = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._within = local_name(name) in self._elements
        if self._within:
            self.lines += filter(has_words, attributes.values())

    def end(self, _name: str) -> None:
        self._within = False

    def data(self, text: str) -> None:
        if self._within:
            self.lines.append(text)


def refuse_guarded(archive: Archive, shortening: Shortening) -> None:
    """Raises CannotRewriteError where a name stands in such a place."""
    for pattern, elements, place in _GUARDED:
        for name in filter(pattern.search, archive.members):
            lines = dict.fromkeys(_lines(archive, name, elements))
            if shortening.in_text("\n".join(lines), rows=False):
                raise CannotRewriteError(in_place(place))


def column_names(archive: Archive) -> frozenset[str]:
    """The names of the columns of all tables (§18.5.1.3), which must stay what their headings say."""
    names = filter(_COLUMNS.search, archive.members)
    return frozenset(line for name in names for line in _lines(archive, name, frozenset({"tableColumn"})))


def _lines(archive: Archive, name: str, elements: frozenset[str]) -> Iterator[str]:
    words = _Words(elements)
    XmlPart(archive.read(name), archive.budget).read(words)
    return iter(words.lines)


def in_place(place: str) -> str:
    return f"A pupil's name stands in {place} of an attached workbook, where it cannot be shortened exactly."
