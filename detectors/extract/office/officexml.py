"""The XML parts of Office documents go through expat, which is told to trust nothing in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol, TypeVar
from xml.parsers import expat

from detectors.extract.contents import CannotRead

Rows = tuple[tuple[str, ...], ...]
Places = tuple[tuple[re.Pattern[str], str], ...]

_T = TypeVar("_T")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
# Stands for markup inside a line of text, in data of any vocabulary: the text goes on behind it.
_INLINE = frozenset({"a", "b", "em", "font", "i", "r", "s", "span", "strong", "sub", "sup", "t", "u"})
# Attributes, of whichever element, that name schemas and types, or are numbers of some kind.
_NO_WORDS = re.compile(r"xmlns\b|([^:]*:)?(fmtid|guid|id|schemaLocation|Ignorable|type|uid|uri)$")


def place_of(name: str, places: Places) -> str:
    """The first place whose pattern the name of a part fits; empty where none does."""
    return next((place for pattern, place in places if pattern.search(name)), "")


@lru_cache(maxsize=4_096)
def local_name(name: str) -> str:
    """The name of an element or attribute without its namespace prefix."""
    return name.rpartition(":")[2]


def has_words(value: str) -> bool:
    return _TWO_LETTERS.search(value) is not None


def worded(attributes: dict[str, str]) -> list[str]:
    """The values of those attributes that hold words."""
    return [value for key, value in attributes.items() if has_words(value) and not _NO_WORDS.match(key)]


class ByLocalName(dict[str, _T | None]):
    """What belongs to an element by its name, with or without prefix; None where nothing does.

    Each name is cut once: this is asked twice for every element.
    """

    def __init__(self, rows: Mapping[str, _T]) -> None:
        super().__init__(rows)
        self._rows = rows

    def __missing__(self, name: str) -> _T | None:
        found = self[name] = self._rows.get(name.rpartition(":")[2])
        return found


class ElementReader(Protocol):
    """Takes the events of one XML part. Names come with the prefix that they have in the file."""

    def start(self, name: str, attributes: dict[str, str], /) -> None: ...
    def end(self, name: str, /) -> None: ...
    def data(self, data: str, /) -> None: ...


def parse_xml(content: bytes, reader: ElementReader) -> None:
    """Run XML through expat; a DTD, which Office documents never have (ECMA-376 part 2, §7.1.4), is refused.

    Raises CannotRead, when the reader has had all that stands before the fault. Refusing the DTD refuses
    entities, and so their expansion and outside files.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536

    def refuse(*_: object) -> None:
        raise CannotRead("It declares a document type of its own, which no Office program writes.")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:  # the second for charsets that it does not know
        raise CannotRead("A part of it is damaged and cannot be read.") from error


class AllData:
    """Gathers all character data and all attributes that hold words, a line for each piece."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._line: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._break(name)
        if attributes:
            self.found += worded(attributes)

    def end(self, name: str) -> None:
        self._break(name)

    def data(self, data: str) -> None:
        self._line.append(data)

    @property
    def text(self) -> str:
        self._break("")
        return "\n".join(self.found)

    def _break(self, name: str) -> None:
        if self._line and local_name(name) not in _INLINE:
            if line := "".join(self._line).strip():
                self.found.append(line)
            self._line.clear()
