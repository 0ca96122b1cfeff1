"""Plain text of any kind, and XML, of which the values are what matters."""

from __future__ import annotations

from dataclasses import replace
from xml.parsers import expat

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.filetype import wide_charset
from detectors.message import Part, Text, Unread
from detectors.mime.charset import text_of


def decode(part: Part) -> str:
    """The part's text. UTF-16 without a byte order mark is told by its bytes, whatever is declared."""
    charset = wide_charset(part.content)
    return text_of(replace(part, charset=charset) if charset else part)


def read_text(part: Part, budget: Budget) -> Contents:
    """Text as it stands: plain text, JSON, calendars, address cards."""
    text = decode(part)
    budget.write(len(text))
    return Contents(texts=(Text(part.location, text),))


def read_xml(part: Part, budget: Budget) -> Contents:
    """XML (W3C XML 1.0) as it stands, and again, as part "values", without its tags.

    A document that defines entities of its own is not expanded, since two of them can stand for more
    text than there is memory.
    """
    text = decode(part)
    budget.write(2 * len(text))
    values = _Values()
    values.feed(part.content)
    texts = (Text(part.location, text), Text(at(part, "values"), " ".join(values.found)))
    reason = "It uses abbreviations of its own (XML entities), which are not expanded."
    return Contents(texts=texts, unread=(Unread(part.location, reason),) if values.has_entities else ())


class _Values:
    """Gathers the character data and attribute values of an XML document as far as it is well-formed."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.has_entities = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._data

    def feed(self, content: bytes) -> None:
        try:
            self._parser.Parse(content, True)
        except (expat.ExpatError, _EntityFound):
            return  # the text as it stands has been taken already

    def _entity(self, *_: object) -> None:
        self.has_entities = True
        raise _EntityFound

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        self.found.extend(attributes.values())

    def _data(self, data: str) -> None:
        if stripped := data.strip():
            self.found.append(stripped)


class _EntityFound(Exception):  # noqa: N818
    """Stops the parser before an entity can be used."""
