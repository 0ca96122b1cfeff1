"""Looks for full names in a table: within a cell, or forename and surname in different cells of a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from detectors.names.fold import Folded, words_in
from detectors.names.labels import role_of_label
from detectors.names.lexicon import Lexicon, Reading, Role
from detectors.names.sense import Evidence, Form, Middle, NameHit, Setting
from detectors.names.slips import SHORTEST
from detectors.names.spelling import Manner

CELL_END = "\x1f"  # ASCII unit separator: never between two words of one name
_LONGEST_PART = 80  # characters of a cell that is a forename or a surname and no more
_CELLS_APART = 64  # a wider row is no record of one pupil; bounds the work on a hostile table
_MOST_SLIPPED = 12  # cells of a row that are searched for typing errors
_MOST_WORDS = 6  # of a cell that is one name
_CROWD = 4  # names in more cells than this are a list, and neighbours are pairs by chance


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that spells a forename or a surname: its place in the row, where it stands, its readings.

    `rest` are its words after the name: middle names.
    """

    column: int
    start: int
    end: int
    words: tuple[str, ...]
    readings: tuple[Reading, ...]
    rest: tuple[str, ...] = ()
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """Which columns are forenames and which surnames, where the table says so."""

    forenames: frozenset[int] = frozenset()
    surnames: frozenset[int] = frozenset()

    @classmethod
    def of(cls, row: Sequence[str]) -> Heading:
        roles = {column: role_of_label(cell) for column, cell in enumerate(row[:_CELLS_APART])}
        return cls(
            frozenset(column for column, role in roles.items() if role is Role.FORENAME),
            frozenset(column for column, role in roles.items() if role is Role.SURNAME),
        )

    def __bool__(self) -> bool:
        return bool(self.forenames and self.surnames)

    def couples(self, first: int, second: int, *, surname_first: bool) -> bool:
        """Whether the columns are those of a forename and of the surname nearest to it."""
        forename, surname = (second, first) if surname_first else (first, second)
        if forename not in self.forenames or surname not in self.surnames:
            return False
        return abs(surname - forename) == min(abs(each - forename) for each in self.surnames)


def across_cells(lexicon: Lexicon, folded: Folded, heading: Heading) -> Iterator[NameHit]:
    """Pairs of cells of which one is a pupil's forename and the other the same pupil's surname.

    `folded` is a row, its cells joined by CELL_END. Where no two cells are, one of them may have a typing
    error.
    """
    cells = list(_seldom(_cells(lexicon, folded.text)))
    if not cells:
        return
    crowded = len(cells) > _CROWD
    found = False
    for hit in _pairs(lexicon, folded, heading, cells, crowded=crowded):
        found = True
        yield hit
    if not (found or crowded):
        wrong = [cell for exact in cells for cell in _slipped(lexicon, folded.text, exact)]
        yield from _pairs(lexicon, folded, heading, sorted(cells + wrong, key=_column), crowded=False)


def _pairs(
    lexicon: Lexicon, folded: Folded, heading: Heading, cells: Sequence[Cell], *, crowded: bool
) -> Iterator[NameHit]:
    for at, first in enumerate(cells):
        for apart, second in enumerate(islice(cells, at + 1, at + 1 + _CELLS_APART)):
            for couple in lexicon.couples(first.readings, second.readings):
                named = heading.couples(first.column, second.column, surname_first=couple.surname_first)
                if (heading and not named and crowded) or (first.slip and second.slip):
                    continue
                rest = first.rest + second.rest
                pupils = _with_rest(lexicon, couple.pupils, rest)
                evidence = Evidence(
                    couple.forename.manner,
                    couple.surname.manner,
                    setting=Setting.CELL,
                    slip=first.slip or second.slip,
                    special=Form.RECORD if named else Form.CELLS,
                    middle=Middle.KNOWN if pupils else Middle.UNKNOWN,
                )
                pupils = pupils or couple.pupils
                sure = evidence.confidence
                if not named:
                    between = _strangers(lexicon, cells[at + 1 : at + 1 + apart], pupils)
                    sure = min(sure, 0.6 if crowded else 1.0) * 0.7**between
                left, right = (folded.quote(each.start, each.end) for each in (first, second))
                yield NameHit(
                    f"{left} {right}",
                    folded.span(first.start, second.end),
                    tuple(lexicon.ids[pupil] for pupil in pupils),
                    sure,
                    evidence.form,
                )


def _with_rest(lexicon: Lexicon, pupils: tuple[int, ...], rest: tuple[str, ...]) -> tuple[int, ...]:
    """Those of the pupils to whom the further words of a cell give no initial that is not theirs."""
    return tuple(
        pupil
        for pupil in pupils
        if all(
            len(word) > 1 or any(known.startswith(word) for known in lexicon.between[pupil]) for word in rest
        )
    )


def _strangers(lexicon: Lexicon, cells: Sequence[Cell], pupils: tuple[int, ...]) -> int:
    """How many cells between the two are names that are not the pupil's."""
    known = {word for pupil in pupils for word in lexicon.between[pupil]}
    return sum(not known.issuperset(cell.words) for cell in cells)


def _column(cell: Cell) -> int:
    return cell.column


def _slipped(lexicon: Lexicon, canonical: str, exact: Cell) -> Iterator[Cell]:
    """The other cells of a narrow row, as the names that may have been meant beside `exact`."""
    roles = {Role(1 - each.role) for each in exact.readings if each.manner is Manner.WHOLE}
    start = 0
    for column, cell in enumerate(canonical.split(CELL_END, _MOST_SLIPPED)[:_MOST_SLIPPED]):
        words = [word[0] for word in words_in(cell)] if len(cell) <= _LONGEST_PART else []
        name = "".join(words)
        if column != exact.column and len(name) >= SHORTEST and words[0] not in lexicon.starts:
            for role in roles:
                for readings in lexicon.near(role, name):
                    yield Cell(column, start, start + len(cell), tuple(words), readings, slip=True)
        start += len(cell) + 1


def _cells(lexicon: Lexicon, canonical: str) -> Iterator[Cell]:
    """The cells that are short enough to be one name, and are one.

    What follows a bracket, as in "Bishop (8K)", is no part of the name; nor are middle names.
    """
    start = 0
    for column, cell in enumerate(canonical.split(CELL_END)):
        name = re.split(r"[(\[]", cell, maxsplit=1)[0]
        found = list(words_in(name)) if len(name) <= _LONGEST_PART else []
        if found and found[0][0] in lexicon.starts:
            words = tuple(word[0] for word in found)
            spelt, readings = spelt_first(lexicon, words)
            if readings:
                span = start + found[0].start(), start + found[-1].end()
                yield Cell(column, *span, words, readings, words[spelt:])
        start += len(cell) + 1


def spelt_first(lexicon: Lexicon, words: Sequence[str]) -> tuple[int, tuple[Reading, ...]]:
    """How many of the first words spell a name, and its readings: of all, or as a forename before others."""
    for many in range(min(len(words), _MOST_WORDS), 0, -1):
        readings = lexicon.readings.get(" ".join(words[:many]), ())
        if many < len(words):
            readings = tuple(each for each in readings if each.role is Role.FORENAME)
        if readings:
            return many, readings
    return 0, ()


def _seldom(cells: Iterator[Cell]) -> Iterator[Cell]:
    """Without those that stood twice before, which tell nothing new and may be many."""
    times: Counter[tuple[Reading, ...]] = Counter()
    for cell in cells:
        times[cell.readings] += 1
        if times[cell.readings] <= 2:  # forename and surname may be one word
            yield cell
