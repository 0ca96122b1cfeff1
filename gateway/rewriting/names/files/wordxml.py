"""The words of documents and slides as their readers see them, in pieces that can be changed.

The text is put together as `detectors.extract.office.officewords` does it, so that a name is found here
where the inspection finds it: over runs, in the cells of a row, in what was deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from detectors.extract.office.officexml import ByLocalName, local_name
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.cells import in_rows
from gateway.rewriting.names.files.partxml import XmlPart
from gateway.rewriting.names.files.pieces import Home, Span, Wording
from gateway.rewriting.names.files.spoken import spoken_in
from gateway.rewriting.names.shortening import Shortening

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_INLINE = frozenset({"a", "b", "em", "font", "i", "r", "s", "span", "strong", "sub", "sup", "t", "u"})
_DEEPEST = 50  # tables inside each other
_TOO_DEEP = "The tables of an attached Office document are nested too deeply for names to be shortened in it."

Begin = Callable[[Any, str, dict[str, str]], None]  # a method of WordsReader
End = Callable[[Any], None]
Row = list[Wording]


@dataclass(slots=True)
class _Story:
    """Text that runs on by itself.

    paragraph: where in `spans` the paragraph begins that is being read
    boxes: text of boxes anchored in it, which follows it
    before: the paragraph as it was, once a tracked change has been seen in it
    """

    spans: list[Span] = field(default_factory=list)
    paragraph: int = 0
    boxes: list[Span] = field(default_factory=list)
    before: list[Span] | None = None
    has_deletion: bool = False


class WordsReader:
    """Reads WordprocessingML and DrawingML (ECMA-376 part 1, §17 and §21.1.2)."""

    def __init__(self, part: XmlPart) -> None:
        self._part = part
        self._story = _Story()
        self._outer: list[_Story] = []
        self._before: list[Span] = []
        self._spoken: list[Span] = []
        self._tables: list[list[Row]] = []
        self._open_tables: list[list[Row]] = []
        self._cell_starts: list[int] = []
        self._struck = self._added = 0  # how many tracked changes of either kind stand round this
        self._home: Home | None = None  # None where text is no words
        self._begins = ByLocalName(self._BEGINS)
        self._ends = ByLocalName(self._ENDS)

    def shorten(self, shortening: Shortening) -> None:
        """Rows first, where each cell keeps its half of a name; then texts, then attributes."""
        for table in self._tables:
            texts = [[cell.text for cell in row] for row in table]
            for (row, column), replacements in in_rows(texts, shortening).items():
                table[row][column].replace(replacements)
        main = Wording([*self._story.spans, *self._story.boxes])
        main.shorten(shortening, rows=not self._tables)
        Wording(self._before).shorten(shortening, rows=not self._tables)
        Wording(self._spoken).shorten(shortening, rows=True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        begin = self._begins[name]
        if begin is not None:
            begin(self, name, attributes)
        if attributes:
            self._spoken += spoken_in(self._part, name, attributes)

    def end(self, name: str) -> None:
        end = self._ends[name]
        if end is not None:
            end(self)

    def data(self, text: str) -> None:
        if self._home is None:
            return
        story = self._story
        piece = self._part.piece(text, struck=bool(self._struck), home=self._home)
        if not self._struck:
            story.spans.append(piece)
        if story.before is not None and not self._added:
            story.before.append(piece)

    def _begin_text(self, name: str, attributes: dict[str, str]) -> None:
        self._home = self._part.home(name, attributes)
        if self._struck:
            self._story.has_deletion = True

    def _end_text(self) -> None:
        self._home = None

    def _end_line(self) -> None:
        """A value in a chart, a reviewer's remark: each is a line."""
        self._home = None
        if self._story.spans and self._story.spans[-1] != "\n":
            self._story.spans.append("\n")

    def _begin_break(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "tab" and attributes:  # the definition of a tab stop
            return
        self._story.spans.append(_BREAKS[kind])
        if self._story.before is not None:
            self._story.before.append(_BREAKS[kind])

    def _end_paragraph(self) -> None:
        story = self._story
        self._end_changes()
        story.spans += ("\n", *story.boxes)
        story.boxes.clear()
        story.paragraph = len(story.spans)

    def _begin_removal(self, _name: str, _attributes: dict[str, str]) -> None:
        self._struck += 1
        self._begin_changes()

    def _end_removal(self) -> None:
        self._struck -= 1

    def _begin_addition(self, _name: str, _attributes: dict[str, str]) -> None:
        self._added += 1
        self._begin_changes()

    def _end_addition(self) -> None:
        self._added -= 1

    def _begin_changes(self) -> None:
        story = self._story
        if story.before is None:
            story.before = story.spans[story.paragraph :]

    def _end_changes(self) -> None:
        story = self._story
        if story.has_deletion and story.before:
            self._before += (*story.before, "\n")
        story.before, story.has_deletion = None, False

    def _begin_box(self, _name: str, _attributes: dict[str, str]) -> None:
        self._outer.append(self._story)
        self._story = _Story()

    def _end_box(self) -> None:
        self._end_changes()
        box = self._story
        self._story = self._outer.pop()
        self._story.boxes += (*box.spans, *box.boxes)

    def _begin_table(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._open_tables) >= _DEEPEST:
            raise CannotRewriteError(_TOO_DEEP)
        self._open_tables.append([])

    def _begin_row(self, _name: str, _attributes: dict[str, str]) -> None:
        if self._open_tables:
            self._open_tables[-1].append([])

    def _begin_cell(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._cell_starts) >= _DEEPEST:
            raise CannotRewriteError(_TOO_DEEP)
        self._cell_starts.append(len(self._story.spans))

    def _end_cell(self) -> None:
        start = self._cell_starts.pop()
        if self._open_tables and self._open_tables[-1]:
            cell = Wording(self._story.spans[start:])
            self._part.pay(len(cell.text))
            self._open_tables[-1][-1].append(cell)

    def _end_table(self) -> None:
        self._tables.append(self._open_tables.pop())

    _BEGINS: ClassVar[Mapping[str, Begin]] = MappingProxyType(
        {
            **dict.fromkeys(_BREAKS, _begin_break),
            **dict.fromkeys(("t", "delText", "v", "text", "author"), _begin_text),
            **dict.fromkeys(("del", "moveFrom"), _begin_removal),
            **dict.fromkeys(("ins", "moveTo"), _begin_addition),
            "txbxContent": _begin_box,
            "tbl": _begin_table,
            "tr": _begin_row,
            "tc": _begin_cell,
        }
    )
    _ENDS: ClassVar[Mapping[str, End]] = MappingProxyType(
        {
            **dict.fromkeys(("t", "delText"), _end_text),
            **dict.fromkeys(("v", "pt", "text", "author"), _end_line),
            **dict.fromkeys(("del", "moveFrom"), _end_removal),
            **dict.fromkeys(("ins", "moveTo"), _end_addition),
            "p": _end_paragraph,
            "txbxContent": _end_box,
            "tc": _end_cell,
            "tbl": _end_table,
        }
    )


class DataReader:
    """Reads data of any vocabulary (properties, bound data, old drawings): each element's text is a line."""

    def __init__(self, part: XmlPart) -> None:
        self._part = part
        self._spans: list[Span] = []

    def shorten(self, shortening: Shortening) -> None:
        Wording(self._spans).shorten(shortening, rows=True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._break(name)
        if attributes:
            self._spans += spoken_in(self._part, name, attributes)

    def end(self, name: str) -> None:
        self._break(name)

    def data(self, text: str) -> None:
        if text.isspace():
            self._spans.append(" ")
        else:
            self._spans.append(self._part.piece(text))

    def _break(self, name: str) -> None:
        if self._spans and self._spans[-1] != "\n" and local_name(name) not in _INLINE:
            self._spans.append("\n")
