"""OpenDocument's XML through expat: no entities, no bottomless nesting; what comes before a fault stays."""

from __future__ import annotations

import re
from typing import Protocol
from xml.parsers import expat

_NAMESPACE = re.compile(r":xmlns:(\w+)(?:-compatible)?:|//openoffice\.org/\d{4}/(\w+)|//purl\.org/(dc)/")
DAMAGED = "A part of it is damaged and cannot be read."


class TooDeep(Exception):  # noqa: N818
    """The elements of a document are nested more deeply than any program nests them."""


class _Entity(Exception):  # noqa: N818
    """The document defines an abbreviation of its own."""


class ElementReader(Protocol):
    """Takes the events of one XML part, its names as the parser gives them."""

    def start(self, raw: str, attributes: dict[str, str], /) -> None: ...
    def end(self, raw: str, /) -> None: ...
    def data(self, data: str, /) -> None: ...


def standard_name(raw: str) -> str:
    """A name with the prefix that OpenDocument 1.3 part 3, §1.4 gives its namespace, whatever it has here.

    OpenOffice.org 1 had other namespaces for what is the same.
    """
    namespace, _, local = raw.rpartition(" ")
    known = _NAMESPACE.search(namespace)
    prefix = next(filter(None, known.groups()), "") if known else namespace.rpartition("/")[2]
    return f"{prefix}:{local}"


def parse(content: bytes, reader: ElementReader) -> str:
    """Run XML through the reader; gives the reason why it could not be read to its end, or nothing.

    A document type may be named, as OpenOffice.org names its own, but defines no entities here: two of
    them can stand for more text than there is memory.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 65_536

    def refuse(*_: object) -> None:
        raise _Entity

    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(content, True)
    except _Entity:
        return "It uses abbreviations of its own (XML entities), which are not expanded."
    except TooDeep:
        return "Its elements are nested too deeply for all of it to be read."
    except (expat.ExpatError, LookupError, ValueError):  # the last two for charsets that it does not know
        return DAMAGED
    return ""
