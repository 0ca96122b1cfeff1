"""What becomes of the names in the cells of a table: first of those over several cells, then within each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.spots import Replacement, after, replaced

Place = tuple[int, int]  # row and column of a cell, both from 0
Outcome = tuple[Replacement, ...]  # what becomes of the text of one cell

_ONE_LINE = str.maketrans("\n\r\t", "   ")  # a cell is searched as one line


def outcomes(rows: Sequence[Sequence[str]], shortening: Shortening) -> dict[Place, Outcome]:
    """For each cell in which a name, or one half of it, is to be shortened.

    A name that only the whole text of the table has, over the end of a cell, is left for the inspection of
    the changed message: which letters to leave in which cell would be a guess.
    """
    first = in_rows(rows, shortening)
    table = [[cell.translate(_ONE_LINE) for cell in row] for row in rows]
    for (row, column), replacements in first.items():
        table[row][column] = replaced(table[row][column], replacements)
    second = _in_text(table, shortening)
    return first | {place: after(first.get(place, ()), made) for place, made in second.items()}


def in_rows(rows: Sequence[Sequence[str]], shortening: Shortening) -> dict[Place, Outcome]:
    """Names within a cell, and those whose halves stand in two: each cell keeps its own initial."""
    found: dict[Place, list[Replacement]] = {}
    table = [[cell.translate(_ONE_LINE) for cell in row] for row in rows]
    for each in shortening.in_cells(table):
        found.setdefault((each.row, each.column), []).append(Replacement(each.start, each.end, each.new))
    return {place: tuple(replacements) for place, replacements in found.items()}


def _in_text(table: list[list[str]], shortening: Shortening) -> dict[Place, Outcome]:
    """What running text would have as a name, too, where it stands within one cell."""
    places = [(row, column) for row, cells in enumerate(table) for column in range(len(cells))]
    starts = list(accumulate((len(table[row][column]) + 1 for row, column in places), initial=0))
    text = "\n".join("\t".join(cells) for cells in table if cells)
    found: dict[Place, list[Replacement]] = {}
    for each in _on_one_line(shortening.in_text(text, rows=False)):
        at = bisect_right(starts, each.start) - 1
        start, end = each.start - starts[at], each.end - starts[at]
        row, column = places[at]
        if end <= len(table[row][column]):
            found.setdefault(places[at], []).append(Replacement(start, end, each.new))
    return {place: tuple(replacements) for place, replacements in found.items()}


def _on_one_line(found: Sequence[Replacement]) -> Iterator[Replacement]:
    """Without names over two rows, of which the second half would become nothing."""
    for each, following in pairwise((*found, None)):
        if each is not None and each.new and (following is None or following.new):
            yield each
