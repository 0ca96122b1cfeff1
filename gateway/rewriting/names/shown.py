"""What a page shows, each stretch of it with the place in the source where it stands."""

from __future__ import annotations

import html
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.spots import UNCLEAR, Replacement

Cell = tuple[int, int]  # a stretch of the text


@dataclass(slots=True)
class Shown:
    """Text as it is shown, piece by piece; it grows as the source is read.

    A piece is the source's own letters, or what is shown in place of them (a character reference, white
    space), or a break between elements, which has no source. `bare`: it stands there without quotation marks.
    """

    bare: bool = False
    length: int = 0
    _pieces: list[str] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _sources: list[tuple[int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, piece: str, start: int, end: int) -> None:
        """`piece` is shown for source[start:end]."""
        if piece:
            self._pieces.append(piece)
            self._starts.append(self.length)
            self._sources.append((start, end))
            self.length += len(piece)

    def in_source(self, each: Replacement) -> Iterator[Replacement]:
        """The first piece becomes what is put in, the others nothing; the tags between them stay.

        Raises CannotRewriteError where one reference stands for letters of the name and for others.
        """
        new = html.escape(each.new).replace(" ", "&#32;" if self.bare else " ")
        at = bisect_right(self._starts, each.start) - 1
        while at < len(self._starts) and self._starts[at] < each.end:
            start, end = self._sources[at]
            first, last = each.start - self._starts[at], each.end - self._starts[at]
            if len(self._pieces[at]) == end - start:
                start, end = max(start, start + first), min(end, start + last)
            elif start < end and (first > 0 or last < len(self._pieces[at])):
                raise CannotRewriteError(UNCLEAR)
            if start < end:
                yield Replacement(start, end, new)
                new = ""
            at += 1


@dataclass(slots=True)
class Page:
    """All that a page shows. Of each table it has the rows, and of each row its cells."""

    text: Shown = field(default_factory=Shown)
    comments: Shown = field(default_factory=Shown)
    attributes: Shown = field(default_factory=Shown)
    bare_attributes: Shown = field(default_factory=lambda: Shown(bare=True))
    tables: list[list[list[Cell]]] = field(default_factory=list)


@dataclass(slots=True)
class _OpenTable:
    rows: list[list[Cell]] = field(default_factory=list)
    cell_start: int = -1  # none is open
    lays_out: bool = False  # the open cell holds a table of its own, and only arranges the page


@dataclass(slots=True)
class Tables:
    """Follows the tables of a page as its tags come; a cell or row that is not closed ends with the next."""

    page: Page
    _open: list[_OpenTable] = field(default_factory=list)

    def enter(self, tag: str) -> None:
        if tag == "table":
            if self._open:
                self._open[-1].lays_out = True
            self._open.append(_OpenTable())
        elif self._open and tag in {"tr", "td", "th"}:
            self._close_cell()
            table = self._open[-1]
            if tag == "tr" or not table.rows:
                table.rows.append([])
            if tag != "tr":
                table.cell_start = self.page.text.length

    def leave(self, tag: str) -> None:
        if self._open and tag in {"td", "th", "tr", "table"}:
            self._close_cell()
            if tag == "table":
                self.page.tables.append(self._open.pop().rows)

    def leave_all(self) -> None:
        while self._open:
            self.leave("table")

    def _close_cell(self) -> None:
        table, text = self._open[-1], self.page.text
        if table.cell_start < 0:
            return
        start = text.length if table.lays_out else table.cell_start
        table.rows[-1].append((start, text.length))
        text.add("\t", 0, 0)
        table.cell_start, table.lays_out = -1, False
