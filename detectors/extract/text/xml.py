"""XML is text of which the elements are records, and their attributes and plain children the fields."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.text.records import Record, RecordTables
from detectors.extract.text.text import decode
from detectors.message import Part, Text, Unread

# What is not well-formed is taken apart by these; both are done with each character once.
_PIECE = re.compile(r"<(?:[?!][^<>]*>?|(/?)([^\s/<>!?]+)([^<>]*)>?)|([^<]+)|(?:<(?=<))+|<")
_ATTRIBUTE = re.compile(r"(?<![^\s\"'])([^\s=/\"'<>]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_DEEPEST = 5_000  # elements inside each other
_APART = "\n\n"  # no name goes across an empty line


def read_xml(part: Part, budget: Budget) -> Contents:
    """XML (W3C XML 1.0) as it stands; again, as part "values", without its tags; and as records.

    A document that defines entities of its own is not expanded, since two of them can stand for more
    text than there is memory. One that is not well-formed is read as a browser reads HTML, without
    minding what is missing.
    """
    text = decode(part)
    budget.write(len(text))
    elements, reason = _elements(part, text, budget)
    elements.finish()
    values = elements.text
    budget.write(len(values))
    texts = (Text(part.location, text), Text(at(part, "values"), values))
    unread = (Unread(part.location, reason),) if reason else ()
    return Contents(texts=texts, tables=elements.tables.tables(part), unread=unread)


def _elements(part: Part, text: str, budget: Budget) -> tuple[_Elements, str]:
    """All elements, or those before the reader stopped, and why it did."""
    elements = _Elements(budget)
    try:
        try:
            _parse(part.content, elements)
        except (expat.ExpatError, LookupError, ValueError):  # the last two for charsets that it does not know
            elements = _Elements(budget)
            _parse_loosely(text, elements)
    except _Stopped as stopped:
        return elements, stopped.reason
    return elements, ""


def _parse(content: bytes, elements: _Elements) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = elements.data
    parser.Parse(content, True)


class _Stopped(Exception):  # noqa: N818
    """The rest of a document is not looked at, for a reason that is one plain sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _refuse(*_: object) -> None:
    """Stops the parser at the definition of an entity, before it can be used."""
    raise _Stopped("It uses abbreviations of its own (XML entities), which are not expanded.")


def _parse_loosely(text: str, elements: _Elements) -> None:
    """End tags close what was opened last under that name, and all inside it; others count for nothing."""
    opened: list[str] = []
    times: Counter[str] = Counter()
    for end, name, attributes, data in map(re.Match.groups, _PIECE.finditer(_CDATA.sub("", text))):
        if data:
            elements.data(html.unescape(data))
        elif name and not end:
            found = _ATTRIBUTE.findall(attributes)
            elements.start(name, {key: html.unescape(double or single) for key, double, single in found})
            opened.append(name)
            times[name] += 1
        if name and (times[name] if end else attributes.endswith("/")):
            closed = ""
            while closed != name:
                closed = opened.pop()
                times[closed] -= 1
                elements.end(closed)


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet: what it says so far, and the name of its last child."""

    record: Record
    words: list[str] = field(default_factory=list)
    last_child: str = ""


class _Elements:
    """Gathers character data and attribute values, and makes records of elements as they end."""

    def __init__(self, budget: Budget) -> None:
        self.tables = RecordTables(budget)
        self._values: list[str] = []
        self._open = [_Open(Record())]

    @property
    def text(self) -> str:
        """The values, a space between those of one element and an empty line between elements."""
        return " ".join(self._values).replace(f" {_APART} ", _APART).strip()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise _Stopped("Its elements are nested too deeply for all of it to be read.")
        outer = self._open[-1]
        if attributes or name == outer.last_child:
            self._part()
        outer.last_child = name
        self._values += attributes.values()
        fields = [(_local(key), value) for key, value in attributes.items()] if attributes else []
        self._open.append(_Open(Record(fields)))

    def data(self, data: str) -> None:
        if stripped := data.strip():
            self._values.append(stripped)
            self._open[-1].words.append(stripped)

    def end(self, name: str) -> None:
        """An element without children is a field of the outer one, and with attributes a record besides."""
        ended = self._open.pop()
        record, outer = ended.record, self._open[-1].record
        if ended.words:
            words = _local(name), " ".join(ended.words)
            if not ended.last_child:
                outer.fields.append(words)
            if ended.last_child or record.fields:
                record.fields.append(words)
        if ended.last_child:
            self.tables.close(record)
            self._part()
        if record.fields:
            self.tables.put(record, outer, _local(name))

    def finish(self) -> None:
        """Ends what the document left open."""
        while len(self._open) > 1:
            self.end("")
        self.tables.close_last(self._open[0].record)

    def _part(self) -> None:
        if self._values and self._values[-1] is not _APART:
            self._values.append(_APART)


def _local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]
