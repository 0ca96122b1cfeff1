"""The words in the XML of an OpenDocument file, sorted by the kind of place in which they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from detectors.extract.budget import Budget
from detectors.extract.gathered import Rows
from detectors.extract.opendocument.odftables import CellValue, Tables
from detectors.extract.opendocument.odfxml import TooDeep, standard_name

_DEEPEST = 5_000  # elements inside each other
_COST_OF_A_LINE = 10  # characters, beside its own: millions of short lines take more memory than a long one
_SPACES = re.compile(r"\s+")
_FORMATS, _SETTINGS, _BINARY, _NOWHERE = "formats", "settings", "binary", "nowhere"

# OpenDocument 1.3 part 3: the elements that are a place of their own, and what we call it. What stands in
# no such element stands where the one round it does; at the top that is the main text.
_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "office:annotation": "comments",
        "office:forms": "form",
        "office:meta": "metadata",
        "office:scripts": "macros",
        "office:settings": _SETTINGS,
        "office:binary-data": _BINARY,
        "office:styles": _FORMATS,
        "office:automatic-styles": _FORMATS,
        "office:font-face-decls": _FORMATS,
        "style:master-page": "master",
        "style:handout-master": "master",
        "style:header": "header",
        "style:header-left": "header",
        "style:header-first": "header",
        "style:footer": "header",
        "style:footer-left": "header",
        "style:footer-first": "header",
        "presentation:header-decl": "header",
        "presentation:footer-decl": "header",
        "presentation:date-time-decl": "header",
        "presentation:notes": "notes",
        "text:tracked-changes": "deletions",
        "table:tracked-changes": "deletions",
        "text:note": "footnotes",
        "text:footnote": "footnotes",  # OpenOffice.org 1
        "text:endnote": "footnotes",
        "svg:title": "attributes",
        "svg:desc": "attributes",
        "table:content-validations": "validations",
    }
)
# Elements of running text end no line; these do, or are apart from the line in which they stand.
_APART = frozenset({"text:p", "text:h", "text:ruby-text", "text:index-title-template"} | set(_PLACES))
_BREAKS = MappingProxyType({"text:s": " ", "text:tab": "\t", "text:tab-stop": "\t", "text:line-break": "\n"})
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})

# The attributes that hold words, by their whole name or by its last part, and what we call the place.
_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "form:value": "form",
        "form:current-value": "form",
        "table:value": "values",  # what a filter lets through
        "calcext:value": "formulas",
        "name": "names",
        "display-name": "names",
        "source-field-name": "names",
        "database-name": "names",
        "column-name": "names",
        "href": "links",
        "dde-topic": "links",
        "dde-item": "links",
        "formula": "formulas",
        "condition": "formulas",
        "expression": "formulas",
        "command": "formulas",
        "string-value": "values",
        "string-value-if-true": "values",
        "string-value-if-false": "values",
        "title": "attributes",
        "label": "attributes",
        "description": "attributes",
        "help-text": "attributes",
        "comment": "attributes",
        "content": "attributes",
        "key1": "attributes",
        "key2": "attributes",
    }
)
_ALL_SPOKEN = "text:bibliography-mark"  # its attributes are a book's author, title …
_IN_PACKAGE = ("./", "Pictures/", "ObjectReplacements/", "media/")


class _Element(NamedTuple):
    """What is known of an element by its name."""

    name: str
    is_inline: bool
    place: str | None


class _Elements(dict[str, _Element]):
    """Elements by the name that the parser gives them, each looked at once."""

    def __missing__(self, raw: str) -> _Element:
        name = standard_name(raw)
        is_inline = name.startswith(("text:", "loext:")) and name not in _APART
        element = self[raw] = _Element(name, is_inline, _PLACES.get(name))
        return element


class _Attributes(dict[str, tuple[str, str]]):
    """The standard name of an attribute, and the place of its words; no place where it holds none."""

    def __missing__(self, raw: str) -> tuple[str, str]:
        name = standard_name(raw)
        place = _ATTRIBUTES.get(name) or _ATTRIBUTES.get(name.rpartition(":")[2], "")
        if name.startswith("style:"):
            place = ""
        found = self[raw] = name, place
        return found


@dataclass(slots=True)
class _Frame:
    """Running text that belongs together: a paragraph, or what stands in an element that holds none."""

    place: str
    pieces: list[str] = field(default_factory=list)


class OdfWords:
    """Takes the events of content.xml, styles.xml, meta.xml …, or of a flat document that is all of them.

    Raises TooDeep and BudgetExceeded; what has been gathered until then stays.
    """

    def __init__(self, budget: Budget, place: str = "") -> None:
        self.binaries: list[str] = []  # base64
        self._budget = budget
        self._lines: dict[str, list[str]] = {}
        self._spoken: dict[str, dict[str, None]] = {}
        self._tables = Tables(budget)
        self._elements, self._attributes = _Elements(), _Attributes()
        self._open = [_Frame(place)]
        self._style = ""
        self._hidden_styles: set[str] = set()

    @property
    def texts(self) -> dict[str, str]:
        """The words of each place, those in attributes once however often they are repeated."""
        texts = {place: "\n".join(lines) for place, lines in self._lines.items() if lines}
        for place, spoken in self._spoken.items():
            texts[place] = "\n".join([each for each in (texts.get(place, ""), *spoken) if each])
        return texts

    @property
    def tables(self) -> list[tuple[str, Rows]]:
        return self._tables.found

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        name, is_inline, place = self._elements[raw]
        outer = self._open[-1]
        if is_inline:
            self._open.append(outer)
            if name in _BREAKS:
                outer.pieces.append(_BREAKS[name])
        else:
            if len(self._open) > _DEEPEST:
                raise TooDeep
            self._open.append(_Frame(outer.place if place is None else place))
        if name == "config:config-item" and "string" not in attributes.values():
            self._open[-1].place = _NOWHERE  # sizes, colours, a printer's setup
        if attributes:
            self._speak(name, {self._attributes[key]: value for key, value in attributes.items()})
        if name.startswith("table:table") or name in _CELLS:
            self._start_table(name, attributes)

    def end(self, raw: str) -> None:
        frame = self._open.pop()
        if frame is self._open[-1]:
            return
        if frame.pieces:
            self._put(frame.place, "".join(frame.pieces).strip())
        name = self._elements[raw].name
        if name in _CELLS:
            if unseen := self._tables.end_cell():
                self._say("values", unseen)
        elif name == "table:table-row":
            self._tables.end_row()
        elif name == "table:table":
            self._tables.end_table()

    def data(self, data: str) -> None:
        self._open[-1].pieces.append(_SPACES.sub(" ", data) if "\n" in data else data)

    def finish(self) -> None:
        """Ends what a damaged document left open."""
        while len(self._open) > 1:
            frame = self._open.pop()
            if frame is not self._open[-1]:
                self._put(frame.place, "".join(frame.pieces).strip())
        self._tables.finish()

    def _put(self, place: str, line: str) -> None:
        if not line or place == _NOWHERE:
            return
        self._budget.write(len(line) + _COST_OF_A_LINE)
        if place == _BINARY:
            self.binaries.append(line)
        else:
            self._lines.setdefault(place, []).append(line)

    def _speak(self, element: str, attributes: dict[tuple[str, str], str]) -> None:
        """Keep the words in attributes; those of styles and settings are about looks."""
        if element.startswith("style:"):
            self._note_style(element, attributes)
        if self._open[-1].place in (_FORMATS, _SETTINGS, _NOWHERE) or element == "text:sequence-decl":
            return
        for (name, place), value in attributes.items():
            if not place and element != _ALL_SPOKEN:
                continue
            if place == "links" and value.startswith(_IN_PACKAGE):
                continue
            if place == "formulas" and '"' not in value and "'" not in value:
                continue
            if element in _CELLS and name == "office:string-value":
                continue
            words = unquote(value) if place == "links" else value
            self._say("sheet-names" if element == "table:table" else place or "attributes", words)

    def _say(self, place: str, value: str) -> None:
        spoken = self._spoken.setdefault(place, {})
        if value and value not in spoken:
            self._budget.write(len(value) + _COST_OF_A_LINE)
            spoken[value] = None

    def _note_style(self, element: str, attributes: dict[tuple[str, str], str]) -> None:
        """Sheets are hidden by the style that they have (§16.29, §20.252)."""
        values = {name: value for (name, _), value in attributes.items()}
        if element == "style:style":
            self._style = values.get("style:name", "")
        elif element == "style:table-properties" and values.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, name: str, attributes: dict[str, str]) -> None:
        values = {self._attributes[key][0]: value for key, value in attributes.items()}
        frame = self._open[-1]
        if name == "table:table":
            if values.get("table:style-name", "") in self._hidden_styles:
                frame.place = "hidden-sheet"
            self._tables.start_table(frame.place)
        elif name == "table:table-row":
            self._tables.start_row(self._lines.setdefault(frame.place, []))
        elif name in _CELLS:
            words = values.get("office:string-value") or values.get("office:date-value", "")
            value = CellValue(
                values.get("table:number-columns-repeated", ""),
                words,
                words or values.get("office:value", ""),
            )
            self._tables.start_cell(self._lines.setdefault(frame.place, []), value)
