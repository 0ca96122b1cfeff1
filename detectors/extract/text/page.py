"""The pieces of an HTML page: what it says, what it hides, and what its tables hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from detectors.extract.text.style import PLAIN, Style, style_of

# HTML standard §15.3: the elements that start a new line where they are shown.
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "listing", "main", "menu",
        "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "rt", "search", "section", "select",
        "summary", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul", "xmp",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_TABLE_TAGS = _CELLS | {"table", "tr"}
_SPACES_KEPT = frozenset({"pre", "textarea", "listing", "plaintext", "xmp"})
_SPECIAL = _TABLE_TAGS | _SPACES_KEPT
_SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "value", "content", "summary", "label")
_SHOWN_ATTRIBUTES = frozenset(_SPOKEN_ATTRIBUTES)
_WHITESPACE = re.compile(r"[ \t\n\r\f]+")
_LAYOUT = -1  # a cell that holds a table of its own only arranges the page


Attributes = Mapping[str, str | None] | Mapping[str, str]


class Element(NamedTuple):
    """What a tag and its attributes come to. Most elements of a page are like others before them.

    spoken: values that are read aloud or shown on request; unspoken: names, and all other values
    is_special: more is to be done than to begin a line
    """

    tag: str
    end: str  # its end tag, without brackets
    style: Style
    spoken: tuple[str, ...]
    unspoken: tuple[str, ...]
    is_block: bool
    is_special: bool

    @classmethod
    def of(cls, tag: str, declared: Attributes, hiding: frozenset[str]) -> Element:
        """hiding: what the page's own style sheets do not display"""
        style = style_of(tag, declared, hiding) if declared or hiding else PLAIN
        spoken: tuple[str, ...] = ()
        if not _SHOWN_ATTRIBUTES.isdisjoint(declared):
            spoken = tuple(value for name in _SPOKEN_ATTRIBUTES if (value := declared.get(name)))
        link = declared.get("href") or ""
        if link[:7].lower() == "mailto:":
            spoken = (*spoken, link)
        values = [value for name, value in declared.items() if value and name not in _SHOWN_ATTRIBUTES]
        is_special = bool(tag in _SPECIAL or spoken or style != PLAIN)
        return cls(tag, f"/{tag}", style, spoken, (*declared, *values), tag in BLOCKS, is_special)


@dataclass(slots=True)
class Page:
    """What a walk through a page has gathered so far.

    pieces: of its text; styled: the same as style has them shown
    unspoken: names of attributes, and values that are not read aloud, in their order
    """

    pieces: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    unspoken: dict[str, None] = field(default_factory=dict)
    code: list[str] = field(default_factory=list)
    styled: list[str] = field(default_factory=list)
    _open_tables: list[list[list[str]]] = field(default_factory=list)
    _cell_starts: list[int] = field(default_factory=list)  # indices into pieces, or _LAYOUT
    _kept_spaces: int = 0  # elements we are in that keep their spaces
    _hidden: int = 0  # elements we are in that are not displayed

    @property
    def text(self) -> str:
        return "\n".join(_lines(self.pieces))

    @property
    def styled_lines(self) -> list[str]:
        """The lines that only style makes what they are."""
        if self.styled == self.pieces:
            return []
        plain = set(_lines(self.pieces))
        return [line for line in _lines(self.styled) if line not in plain]

    def say(self, text: str) -> None:
        self._add(text if self._kept_spaces else _with_single_spaces(text))

    def hold(self, code: str, declared: Attributes) -> None:
        """A script or a style sheet."""
        self.code.append(code)
        self.unspoken |= dict.fromkeys(filter(None, chain.from_iterable(declared.items())))

    def enter(self, element: Element) -> None:
        if element.is_special:
            self._enter_special(element)
        elif element.is_block:
            self._add("\n")

    def leave(self, element: Element) -> None:
        if element.is_special:
            self._leave_special(element)
        elif element.is_block:
            self._add("\n")

    def _enter_special(self, element: Element) -> None:
        style = element.style
        self._hidden += style.hidden
        if element.is_block:
            self._break(style)
        if style.turned:
            self._add("\u202e")
        self._kept_spaces += element.tag in _SPACES_KEPT
        if element.tag in _TABLE_TAGS:
            self._enter_table(element.tag)
        self.attributes += element.spoken

    def _leave_special(self, element: Element) -> None:
        style = element.style
        if style.turned:
            self._add("\u202c")
        self._kept_spaces -= element.tag in _SPACES_KEPT
        if element.tag in _TABLE_TAGS:
            self._leave_table(element.tag)
        if element.is_block:
            self._break(style)
        self._hidden -= style.hidden

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        if not self._hidden:
            self.styled.append(piece)

    def _break(self, style: Style) -> None:
        self.pieces.append("\n")
        if not (self._hidden or style.in_line):
            self.styled.append("\n")

    def _enter_table(self, tag: str) -> None:
        if tag == "table":
            self._open_tables.append([])
            if self._cell_starts:
                self._cell_starts[-1] = _LAYOUT
        elif tag in _CELLS:
            self._cell_starts.append(len(self.pieces))
        elif self._open_tables:
            self._open_tables[-1].append([])

    def _leave_table(self, tag: str) -> None:
        if tag in _CELLS and self._cell_starts:
            start = self._cell_starts.pop()
            words = "" if start == _LAYOUT else " ".join("".join(self.pieces[start:]).split())
            if self._open_tables and self._open_tables[-1]:
                self._open_tables[-1][-1].append(words)
            self._add("\t")
        elif tag == "table" and self._open_tables:
            rows = tuple(tuple(row) for row in self._open_tables.pop() if row)
            if any(len(row) > 1 for row in rows):
                self.tables.append(rows)


def _with_single_spaces(text: str) -> str:
    if text == "\n":  # between two elements, and very often
        return " "
    if text.isprintable() and "  " not in text:  # most are, and this is quicker
        return text
    return _WHITESPACE.sub(" ", text)


def _lines(pieces: list[str]) -> list[str]:
    lines = (line.strip(" ") for line in "".join(pieces).split("\n"))
    return [line for line in lines if line and not line.isspace()]
