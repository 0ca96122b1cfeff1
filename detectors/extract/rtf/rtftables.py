"""Tables in RTF are only marks where a cell and a row end (RTF 1.9.1, "Table Definitions")."""

from __future__ import annotations

from detectors.extract.gathered import Rows


class RtfTable:
    """Makes rows of running text as the ends of cells and rows go by. `pieces` is the text so far.

    Tables inside cells ("inner") become tables of their own; those inside them count as one with them.
    """

    def __init__(self) -> None:
        self._start = 0  # of the cell, in the pieces of text
        self._rows: list[tuple[str, ...]] = []
        self._inner_rows: list[tuple[str, ...]] = []
        self._row: list[str] = []
        self._inner_row: list[str] = []
        self._tables: list[Rows] = []

    def end_paragraph(self, pieces: list[str]) -> None:
        """Ends a paragraph outside any table, and with it the table before it."""
        self._start = len(pieces)
        self._end_table(self._rows)

    def end_cell(self, pieces: list[str]) -> None:
        self._end_table(self._inner_rows)
        self._row.append(self._words(pieces))

    def end_row(self, pieces: list[str]) -> None:
        self._end_row(self._row, self._rows)
        self._start = len(pieces)

    def end_inner_cell(self, pieces: list[str]) -> None:
        self._inner_row.append(self._words(pieces))

    def end_inner_row(self, pieces: list[str]) -> None:
        self._end_row(self._inner_row, self._inner_rows)
        self._start = len(pieces)

    def finished(self) -> list[Rows]:
        """All tables, those that the text breaks off in too."""
        for row, rows in ((self._inner_row, self._inner_rows), (self._row, self._rows)):
            self._end_row(row, rows)
            self._end_table(rows)
        return self._tables

    def _words(self, pieces: list[str]) -> str:
        start, self._start = self._start, len(pieces)
        return " ".join("".join(pieces[start:]).split())

    @staticmethod
    def _end_row(row: list[str], rows: list[tuple[str, ...]]) -> None:
        if any(row):
            rows.append(tuple(row))
        row.clear()

    def _end_table(self, rows: list[tuple[str, ...]]) -> None:
        if rows:
            self._tables.append(tuple(rows))
            rows.clear()
