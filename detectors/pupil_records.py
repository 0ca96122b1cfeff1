"""Finds extracts of pupils' records: a transfer file, a table of many pupils, a column of their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.identifiers import upn
from detectors.matter import Matter, Sighting
from detectors.message import Table, Text
from detectors.names.rows import CELL_END
from detectors.names.sense import NameHit
from detectors.roster import Roster

MANY = 10  # pupils who make a table an extract of records
SEVERAL = 3  # valid UPNs that make a column one of UPNs
MOST_PUPILS = 1000  # whose ids a finding carries
_LONGEST_CELL = 100  # characters; what is longer is prose in a page that was laid out as a table
# Department for Education, Common Transfer File specification; ATfile is its like for admissions.
_TRANSFER_FILE = re.compile(r"<(?:[\w.-]{1,40}:)?(?:CTfile|ATfile)[\s>]")
_PUPIL = re.compile(r"<(?:[\w.-]{1,40}:)?Pupil[\s>]")

_File = tuple[Place, str]


class Kind(StrEnum):
    """What shows that it is an extract, the plainest first."""

    TRANSFER_FILE = "ctf"
    TABLE = "table"
    UPN_COLUMN = "upn-column"


@dataclass(slots=True)
class _Extract:
    """What was seen of one file, or of the tables in the body.

    names: the pupils that each name may be of, and how sure the surest sight of it is
    """

    elements: int = 0
    names: dict[tuple[str, ...], float] = field(default_factory=dict)
    upns: dict[str, None] = field(default_factory=dict)

    @property
    def many(self) -> int:
        return max(self.elements, len(self.names), len(self.upns))

    @property
    def kind(self) -> Kind | None:
        if self.elements:
            return Kind.TRANSFER_FILE
        if len(self.names) >= MANY:
            return Kind.TABLE
        return Kind.UPN_COLUMN if self.upns else None

    @property
    def confidence(self) -> float:
        """For a table as sure as the tenth surest name."""
        if self.kind is not Kind.TABLE or self.upns:
            return 0.98
        return round(sorted(self.names.values(), reverse=True)[MANY - 1], 2)


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each file that is an extract, and one for the tables in the body."""
    extracts: dict[_File, _Extract] = {}
    for sighting in matter.sightings:
        if sighting.is_row:
            _see_names(extracts.setdefault(_file_of(sighting.location), _Extract()), sighting)
    for text in matter.reading.texts:
        _see_elements(extracts, text)
    for table in matter.reading.tables:
        if numbers := _column_of_upns(table):
            extracts.setdefault(_file_of(table.location), _Extract()).upns |= dict.fromkeys(numbers)
    for (place, path), extract in extracts.items():
        if extract.kind is not None:
            yield _finding(Location(place, path), extract.kind, extract, matter.facts.roster)


def _file_of(location: Location) -> _File:
    return location.place, location.path


def _see_names(extract: _Extract, sighting: Sighting) -> None:
    for hit in sighting.hits:
        if _stands_in_a_short_cell(sighting.text, hit):
            known = extract.names.get(hit.pupils, 0.0)
            extract.names[hit.pupils] = max(known, hit.confidence)


def _stands_in_a_short_cell(row: str, hit: NameHit) -> bool:
    name = hit.span[0]
    before = row[max(0, name - _LONGEST_CELL) : name].rpartition(CELL_END)[2]
    after = row[name : name + _LONGEST_CELL].partition(CELL_END)[0]
    return len(before) + len(after) < _LONGEST_CELL


def _see_elements(extracts: dict[_File, _Extract], text: Text) -> None:
    """A file is read in several ways; it has as many pupils as the fullest of them."""
    if "Tfile" not in text.text or not _TRANSFER_FILE.search(text.text):
        return
    pupils = sum(1 for _ in _PUPIL.finditer(text.text))
    extract = extracts.setdefault(_file_of(text.location), _Extract())
    extract.elements = max(extract.elements, pupils)


def _column_of_upns(table: Table) -> set[str]:
    """The valid UPNs of the columns that have several, and as many as have merely the form of one."""
    valid: dict[int, set[str]] = {}
    invalid: Counter[int] = Counter()
    for row in table.rows:
        for column, cell in enumerate(row):
            is_valid = upn.is_upn(cell) if len(cell) >= upn.LENGTH else None
            if is_valid:
                valid.setdefault(column, set()).add(upn.canonical(cell))
            elif is_valid is False:
                invalid[column] += 1
    columns = (found for column, found in valid.items() if len(found) >= max(SEVERAL, invalid[column]))
    return set().union(*columns)


def _finding(location: Location, kind: Kind, extract: _Extract, roster: Roster) -> Finding:
    ids = dict.fromkeys(each for pupils in extract.names for each in pupils)
    if extract.upns:
        ids |= dict.fromkeys(each.id for each in roster.pupils if upn.canonical(each.upn) in extract.upns)
    return Finding(
        DetectorId.PUPIL_RECORDS,
        location,
        confidence=extract.confidence,
        pupils=tuple(ids)[:MOST_PUPILS],
        detail=_detail(kind, extract),
        kind=kind.value,
    )


def _detail(kind: Kind, extract: _Extract) -> str:
    pupils = "1 pupil" if extract.many == 1 else f"{extract.many} pupils"
    match kind:
        case Kind.TRANSFER_FILE:
            return f"It is a file for the transfer of records (CTF), with {pupils} in it."
        case Kind.TABLE if extract.upns:
            return f"It has {pupils} in it, with unique pupil numbers."
        case Kind.TABLE:
            return f"It has {pupils} in it."
        case Kind.UPN_COLUMN:
            return f"It has the unique pupil numbers of {pupils} in it."
