"""The cells of a worksheet, each with what it shows and where that stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from detectors.extract.office.officexml import ByLocalName
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.cells import Place
from gateway.rewriting.names.files.partxml import XmlPart
from gateway.rewriting.names.files.pieces import Home, Span, Wording
from gateway.rewriting.names.files.spoken import spoken_in
from gateway.rewriting.names.files.strings import SharedString

_LAST_COLUMN = 16_384  # ECMA-376 part 1, §18.3.1.13
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")
_OUT_OF_ORDER = "The cells of an attached workbook are not in their order, so no name is shortened in it."
_KINDS = {kind: kind for kind in ("row", "c", "v", "t", "f", "rPh")}
_KINDS |= {"formula1": "choices"}
_KINDS |= {f"{which}{end}": "header" for which in ("odd", "even", "first") for end in ("Header", "Footer")}
_BESIDE = ("header", "choices")  # what is read beside the cells


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with text in it (§18.3.1.4).

    number: of the shared string that it shows, where it does; `wording` is then that number
    is_formula: whether the text was worked out
    """

    wording: Wording
    number: int | None = None
    is_formula: bool = False


class SheetReader:
    """Reads one worksheet: `rows` are what is shown, `cells` those with text, by their place in the rows."""

    def __init__(self, part: XmlPart, strings: Sequence[SharedString]) -> None:
        self.rows: list[list[str]] = []
        self.cells: dict[Place, Cell] = {}
        self.beside = Wording([])  # headers and footers, lists to choose from, words in attributes
        self._part = part
        self._strings = strings
        self._row: list[str] = []
        self._column = -1
        self._kind = ""  # of the cell that is being read
        self._spans: list[Span] = []
        self._value: list[str] = []
        self._is_formula = self._in_phonetic = False
        self._is_list = False  # whether what a cell may hold is chosen from a list
        self._reading = ""
        self._home: Home | None = None
        self._kinds = ByLocalName(_KINDS)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._kinds[name]
        if kind == "c":
            self._column = self._column_of(attributes.get("r", ""))
            self._kind, self._is_formula = attributes.get("t", ""), False
            self._spans, self._value = [], []
        elif kind == "row":
            self._row, self._column = [], -1
        elif kind == "f":
            self._is_formula = True
        elif kind == "rPh":
            self._in_phonetic = True
        elif kind in ("v", "t", "header") or (kind == "choices" and self._is_list):
            self._reading = "" if self._in_phonetic else kind
            self._home = self._part.home(name, attributes)
        elif attributes:
            self._is_list = attributes.get("type") == "list"
            self.beside.spans += spoken_in(self._part, name, attributes)

    def end(self, name: str) -> None:
        kind = self._kinds[name]
        if kind == "c":
            self._put()
        elif kind == "rPh":
            self._in_phonetic = False
        elif kind == self._reading:
            self._reading = ""
            if kind in _BESIDE:
                self.beside.spans.append("\n")

    def data(self, text: str) -> None:
        if not self._reading:
            return
        if self._reading in _BESIDE:
            self.beside.spans.append(self._part.piece(text, home=self._home))
        elif self._reading == "t" or self._kind in ("s", "str"):
            self._spans.append(self._part.piece(text, home=self._home))
        else:
            self._value.append(text)

    def _put(self) -> None:
        if not (self._spans or self._value):
            return
        column = self._column
        wording, number = Wording(self._spans), None
        text = wording.text if self._spans else "".join(self._value)
        if self._kind == "s":
            number, text = self._shared(text)
        self._part.pay(column - len(self._row) + len(text) + 1)
        if not self._row:
            self.rows.append(self._row)
        self._row += [""] * (column - len(self._row))
        if self._spans:
            self.cells[len(self.rows) - 1, column] = Cell(wording, number, self._is_formula)
        self._row.append(text)

    def _column_of(self, reference: str) -> int:
        """Raises CannotRewriteError for a cell that is not further right than the one before it."""
        column = self._column + 1
        if reference:
            letters = _REFERENCE.fullmatch(reference)
            column = _number(letters[1]) - 1 if letters else -1
        if not self._column < column < _LAST_COLUMN:
            raise CannotRewriteError(_OUT_OF_ORDER)
        return column

    def _shared(self, number: str) -> tuple[int, str]:
        at = int(number) if number.isdecimal() and len(number) < 10 else len(self._strings)
        if at >= len(self._strings):
            raise CannotRewriteError(_OUT_OF_ORDER)
        return at, self._strings[at].text


def _number(letters: str) -> int:
    """Of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
