"""The words in the XML parts of Office documents, whichever program wrote them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Protocol
from xml.parsers import expat

from detectors.extract.contents import CannotRead

Rows = tuple[tuple[str, ...], ...]
Places = tuple[tuple[re.Pattern[str], str], ...]


def place_of(name: str, places: Places) -> str:
    """The first place whose pattern the name of a part fits; empty where none does."""
    return next((place for pattern, place in places if pattern.search(name)), "")


class ElementReader(Protocol):
    """Takes the events of one XML part. Names come without their namespace prefix."""

    def start(self, name: str, attributes: dict[str, str], /) -> None: ...
    def end(self, name: str, /) -> None: ...
    def data(self, data: str, /) -> None: ...


class _LocalNames(dict[str, str]):
    """Names without their prefix, each cut once: this is asked twice for every element."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def parse_xml(content: bytes, reader: ElementReader) -> None:
    """Run XML through expat; a DTD, which Office documents never have (ECMA-376 part 2, §7.1.4), is refused.

    Raises CannotRead. Refusing the DTD refuses entities, and so their expansion and outside files.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    local = _LocalNames()
    start, end = reader.start, reader.end

    def refuse(*_: object) -> None:
        raise CannotRead("It declares a document type of its own, which no Office program writes.")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(local[name], attributes)
    parser.EndElementHandler = lambda name: end(local[name])
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise CannotRead("A part of it is damaged and cannot be read.") from error


_BREAKS = MappingProxyType({"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"})


class Words:
    """Gathers the words of WordprocessingML and DrawingML (ECMA-376 part 1, §17 and §21.1.2).

    Paragraphs and breaks end lines, runs do not; deleted text, field codes and alternative text are
    kept apart from the main text.
    """

    _TEXT = frozenset({"t", "delText", "instrText", "delInstrText", "v"})
    _DELETED = frozenset({"delText", "delInstrText"})
    _SPOKEN = frozenset({"descr", "title", "alt", "tooltip", "author", "string"})

    def __init__(self) -> None:
        self._main: list[str] = []
        self._deleted: list[str] = []
        self._codes: list[str] = []
        self.spoken: list[str] = []
        self.tables: list[tuple[tuple[str, ...], ...]] = []
        self._open_tables: list[list[list[str]]] = []
        self._cell_starts: list[int] = []
        self._now: list[str] | None = None

    @property
    def text(self) -> str:
        return "".join(self._main)

    @property
    def deleted(self) -> str:
        return "".join(self._deleted)

    @property
    def codes(self) -> str:
        return "".join(self._codes)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._TEXT:
            self._now = self._deleted if name in self._DELETED else self._main
            if name == "instrText":
                self._now = self._codes
        elif name in _BREAKS:
            self._main.append(_BREAKS[name])
        elif name == "tbl":
            self._open_tables.append([])
        elif name == "tr" and self._open_tables:
            self._open_tables[-1].append([])
        elif name == "tc":
            self._cell_starts.append(len(self._main))
        if attributes:
            self.spoken += [
                value for key, value in attributes.items() if value and key.rpartition(":")[2] in self._SPOKEN
            ]

    def end(self, name: str) -> None:
        if name in self._TEXT:
            self._now = None
            if name == "v":  # a cached value in a chart
                self._main.append("\n")
        elif name == "p":
            self._main.append("\n")
            self._break_if_any(self._deleted)
            self._break_if_any(self._codes)
        elif name == "tc" and self._cell_starts:
            self._end_cell()
        elif name == "tbl" and self._open_tables:
            rows = tuple(tuple(row) for row in self._open_tables.pop() if row)
            if rows:
                self.tables.append(rows)

    def data(self, data: str) -> None:
        if self._now is not None:
            self._now.append(data)

    def _end_cell(self) -> None:
        start = self._cell_starts.pop()
        words = " ".join("".join(self._main[start:]).split())
        if self._open_tables and self._open_tables[-1]:
            self._open_tables[-1][-1].append(words)

    @staticmethod
    def _break_if_any(pieces: list[str]) -> None:
        if pieces and pieces[-1] != "\n":
            pieces.append("\n")


class AllData:
    """Gathers all character data, a line for each piece: properties, and data that fields are bound to."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        if value := attributes.get("v"):  # a value in a pivot table's cache
            self.found.append(value)

    def end(self, name: str) -> None:
        pass

    def data(self, data: str) -> None:
        if stripped := data.strip():
            self.found.append(stripped)

    @property
    def text(self) -> str:
        return "\n".join(self.found)
