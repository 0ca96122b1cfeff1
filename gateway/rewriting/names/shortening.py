"""Where names stand in a text, a table or a file name, and what is to be written there instead."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, islice

from detectors.names import records
from detectors.names.context.weigh import LEAST, NOBODY, Scene
from detectors.names.fold import fold
from detectors.names.index import NameIndex
from detectors.names.rows import CELL_END, Heading, across_cells
from detectors.names.sense import Form, NameHit
from detectors.names.tokens import bare_words
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.forms import ShortForms
from gateway.rewriting.names.spots import UNCLEAR, Replacement, Spots, after, replaced

_MOST_ROUNDS = 10
_OFTEN = 50  # times in one text
_MOST_REPEATED = 200  # names, of one text
_TOO_OFTEN = "Names stand in it so often that not all of them could be shortened."

Search = Callable[[str], Iterable[NameHit]]


@dataclass(frozen=True, slots=True)
class CellReplacement:
    """Within the text of one cell: rows[row][column][start:end] becomes `new`."""

    row: int
    column: int
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Shortening:
    """The names of one school, and what is to be written in place of each in one message.

    All of its methods raise CannotRewriteError where a name cannot be shortened for sure.
    """

    names: NameIndex
    forms: ShortForms
    scene: Scene = NOBODY

    def in_text(self, text: str, *, rows: bool) -> tuple[Replacement, ...]:
        """In running text, in order, none overlapping; over lines each line has a replacement of its own.

        rows: lines of delimited values and labelled fields are read as records, too
        """
        return self._until_none(text, partial(self._hits, rows=rows))

    def in_cells(self, rows: Sequence[Sequence[str]]) -> tuple[CellReplacement, ...]:
        """In a table: within a cell, or forename and surname in different cells of a row, each its own."""
        return tuple(self._in_cells([[cell.replace(CELL_END, " ") for cell in row] for row in rows]))

    def in_file_name(self, name: str) -> tuple[Replacement, ...]:
        """In the name of a file, where capitals too begin a word. What is put in may stand in such a name."""
        found = self._until_none(name, lambda text: self.names.find_in_name(text, self.scene))
        return tuple(replace(each, new=each.new.replace("/", "-")) for each in found)

    def _hits(self, text: str, *, rows: bool) -> Iterator[NameHit]:
        yield from self.names.find(text, self.scene, in_rows=False)
        if rows:
            # The index reports a pupil once where records name them; here each record counts.
            hits = (*records.labelled(self.names.lexicon, fold(text)), *self._delimited(text))
            yield from (hit for hit in hits if hit.confidence >= LEAST)

    def _delimited(self, text: str) -> Iterator[NameHit]:
        heading = Heading()
        starts = self.names.lexicon.starts
        for start, row in records.rows(text):
            if not heading:
                heading = Heading.of(row.split(CELL_END))
            folded = fold(row)
            if not starts.keys().isdisjoint(bare_words(folded.text)):
                for hit in across_cells(self.names.lexicon, folded, heading):
                    yield replace(hit, span=(hit.span[0] + start, hit.span[1] + start))

    def _in_cells(self, rows: list[list[str]]) -> Iterator[CellReplacement]:
        number = -1
        heading: list[str] = []

        def counted() -> Iterator[list[str]]:
            nonlocal number, heading
            for row in rows:
                number += 1
                if not heading and Heading.of(row):
                    heading = row
                yield row

        for row, _ in self.names.find_by_row(counted(), self.scene):
            search = partial(self._hits_in_row, heading=heading if heading is not row else [])
            found = self._until_none(CELL_END.join(row), search)
            yield from _by_cells(number, row, found)

    def _hits_in_row(self, text: str, heading: list[str]) -> tuple[NameHit, ...]:
        row = text.split(CELL_END)
        rows = (heading, row) if heading else (row,)
        return next((hits for each, hits in self.names.find_by_row(rows, self.scene) if each is row), ())

    def _until_none(self, text: str, search: Search) -> tuple[Replacement, ...]:
        """Searches what came out again, until nothing is found."""
        done: tuple[Replacement, ...] = ()
        for number in range(_MOST_ROUNDS):
            current = replaced(text, done)
            hits = list(search(current))
            if not hits:
                return done
            hits += _again(current, hits, fewest=1 if number else _OFTEN)
            done = after(done, Spots(current, self.names.lexicon, self.forms).of(hits))
        raise CannotRewriteError(_TOO_OFTEN)


def _again(text: str, hits: Iterable[NameHit], fewest: int) -> Iterator[NameHit]:
    """Where the names of pupils who were found so often stand once more, letter for letter.

    The index does not look for a pupil any more who stands there some fifty times.
    """
    times = Counter(hit.pupils for hit in hits)
    known = {hit.text: hit for hit in hits if times[hit.pupils] >= fewest and hit.form is not Form.SHARED}
    for name, hit in islice(known.items(), _MOST_REPEATED):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                yield replace(hit, span=(start, end))
            start = text.find(name, end)


def _by_cells(number: int, row: Sequence[str], found: Iterable[Replacement]) -> Iterator[CellReplacement]:
    starts = list(accumulate((len(cell) + 1 for cell in row), initial=0))
    for each in found:
        column = bisect_right(starts, each.start) - 1
        start, end = each.start - starts[column], each.end - starts[column]
        if end > len(row[column]):
            raise CannotRewriteError(UNCLEAR)
        yield CellReplacement(number, column, start, end, each.new)
