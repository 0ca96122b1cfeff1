"""Looks through all that could be read for marks that may be somebody's, and what stands around each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from detectors.identifiers import birth, national_insurance, nhs_number, phone, postcode, uci, uln, upn
from detectors.identifiers.figures import figures_in
from detectors.identifiers.labels import Calling, calling_of_home, calling_of_number
from detectors.identifiers.mark import Kind, Mark
from detectors.identifiers.signature import signatures
from detectors.identifiers.vicinity import Vicinity
from detectors.identifiers.weigh import Sight
from detectors.matter import Matter, Sighting
from detectors.names.rows import CELL_END

_ANYWHERE = (upn.find, uln.find, nhs_number.find, national_insurance.find, uci.find)
_NEAR_A_NAME = (postcode.find, phone.find)
_OFTEN = 20  # times in one text
_LONGEST_NUMBER = 20  # characters of a cell that is a plain number
_LONGEST_TITLE = 60
_WIDEST = 256  # columns of which the titles are looked at
_MOST_HEADING_ROWS = 10  # in which the title of a column may stand


def sights(matter: Matter) -> Iterator[Sight]:
    """Rows come before running text, for a row says best what belongs together."""
    rows = (each for each in matter.sightings if each.is_row)
    texts = (each for each in matter.sightings if not each.is_row)
    for sighting in chain(rows, _labelled_cells(matter), texts):
        yield from _Search(sighting).sights()


@dataclass(frozen=True)
class _Search:
    """The search through one text or row."""

    sighting: Sighting

    @cached_property
    def vicinity(self) -> Vicinity:
        return Vicinity.of(self.sighting)

    @cached_property
    def signed(self) -> tuple[list[int], list[int]]:
        """Where signatures begin, and where they end."""
        spans = list(signatures(self.sighting.text))
        return [start for start, _ in spans], [end for _, end in spans]

    @cached_property
    def cells(self) -> list[int]:
        """Where the cells of a row begin."""
        return [0, *(match.end() for match in re.finditer(CELL_END, self.sighting.text))]

    def sights(self) -> Iterator[Sight]:
        text = self.sighting.text
        figures = figures_in(text)
        for find in _ANYWHERE if figures else ():
            marks = (mark for start, end in figures for mark in find(text, start, end))
            yield from filter(None, map(self._number, _seldom(marks)))
        yield from self._days()
        for start, end in self.vicinity.stretches():
            for find_home in _NEAR_A_NAME:
                yield from filter(None, map(self._home, _seldom(find_home(text, start, end))))
        yield from self._plain_numbers()

    def _number(self, mark: Mark) -> Sight | None:
        """None where nothing speaks for it: most numbers are of something else."""
        called = calling_of_number(self.sighting.text, mark.start, mark.end, self._heading(mark))
        sight = self._sight(mark, called)
        speaks = mark.kind is Kind.UPN or (mark.kind is Kind.NATIONAL_INSURANCE_NUMBER and mark.grouped)
        return sight if speaks or sight.near or sight.is_labelled else None

    def _days(self) -> Iterator[Sight]:
        """Those that are said to be somebody's, and those near a name."""
        text = self.sighting.text
        said = {mark.start: mark for mark in _seldom(birth.find_said(text))}
        if not self.sighting.hits and any(map(birth.is_heading, self.sighting.heading)):
            said |= {mark.start: mark for mark in birth.find(text)}
        yield from (self._sight(mark, Kind.DATE_OF_BIRTH) for mark in said.values())
        for start, end in self.vicinity.stretches():
            for mark in _seldom(birth.find(text, start, end)):
                if mark.start not in said:
                    is_said = birth.is_heading(self._heading(mark))
                    yield self._sight(mark, Kind.DATE_OF_BIRTH if is_said else Calling.NOTHING)

    def _home(self, mark: Mark) -> Sight | None:
        called = calling_of_home(self.sighting.text, mark.start, self._heading(mark))
        if called is Calling.TELEPHONE and self._heading(mark):
            called = mark.kind  # in the row of a pupil
        return None if called is not mark.kind and self._is_signed(mark) else self._sight(mark, called)

    def _plain_numbers(self) -> Iterator[Sight]:
        """What a spreadsheet has made numbers of: days, and telephone numbers without the nought."""
        columns = _plain_columns(self.sighting.heading[:_WIDEST]) if self.sighting.is_row else ()
        for column, kind in columns:
            if column < len(self.cells):
                start = self.cells[column]
                cell = self.sighting.text[start : start + _LONGEST_NUMBER].partition(CELL_END)[0]
                value = birth.day_of_serial(cell) if kind is Kind.DATE_OF_BIRTH else phone.of_number(cell)
                if value:
                    yield self._sight(Mark(kind, start, start + len(cell), value), kind)

    def _sight(self, mark: Mark, called: Kind | Calling) -> Sight:
        near = self.vicinity.near(mark.start, mark.end)
        at_one = bool(near) and self.vicinity.in_one_breath(near[0], mark.start, mark.end)
        text = self.sighting.text[mark.start : mark.end]
        return Sight(self.sighting.location, mark, text, called, near, at_one, self.sighting.is_row)

    def _heading(self, mark: Mark) -> str:
        """The title of its column, or nothing."""
        if not self.sighting.is_row:
            return ""
        column = bisect_right(self.cells, mark.start) - 1
        return self.sighting.heading[column] if column < len(self.sighting.heading) else ""

    def _is_signed(self, mark: Mark) -> bool:
        starts, ends = self.signed
        at = bisect_right(starts, mark.start) - 1
        return at >= 0 and mark.start < ends[at]


def _seldom(marks: Iterator[Mark]) -> Iterator[Mark]:
    """Without those that stood often before."""
    times: Counter[str] = Counter()
    for mark in marks:
        times[mark.value] += 1
        if times[mark.value] <= _OFTEN:
            yield mark


def _labelled_cells(matter: Matter) -> Iterator[Sighting]:
    """The cells under a title such as "NHS number", for in their rows no pupil may be named."""
    for table in matter.reading.tables:
        for at, row in enumerate(table.rows[:_MOST_HEADING_ROWS]):
            columns = [column for column, title in enumerate(row[:_WIDEST]) if _is_title(title)]
            if columns:
                for record in table.rows[at + 1 :]:
                    for column in columns:
                        if column < len(record) and record[column]:
                            yield Sighting(table.location, record[column], (), (row[column],))
                break


@lru_cache(maxsize=256)
def _is_title(cell: str) -> bool:
    """Whether it is the title of a column of identifiers."""
    if len(cell) > _LONGEST_TITLE:
        return False
    return isinstance(calling_of_number("", 0, 0, cell), Kind) or birth.is_heading(cell)


@lru_cache(maxsize=64)
def _plain_columns(heading: tuple[str, ...]) -> tuple[tuple[int, Kind], ...]:
    """The columns of days and of telephone numbers."""
    titles = [(column, title) for column, title in enumerate(heading) if len(title) <= _LONGEST_TITLE]
    days = [(column, Kind.DATE_OF_BIRTH) for column, title in titles if birth.is_heading(title)]
    homes = [(column, calling_of_home("", 0, title)) for column, title in titles]
    phones = [(column, Kind.PHONE) for column, called in homes if called in (Kind.PHONE, Calling.TELEPHONE)]
    return (*days, *phones)
