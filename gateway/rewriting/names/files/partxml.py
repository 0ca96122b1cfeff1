"""The XML of one part is read once, and changed only in those bytes where a name stands.

Expat says where each thing begins; nothing is written anew but what was replaced, so that the rest of the
part (its prefixes, its order of attributes, its white space) stays as its program wrote it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

from detectors.extract.budget import Budget, BudgetExceeded
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.names.files.archive import TOO_LARGE
from gateway.rewriting.names.files.pieces import Home, Piece

_DEEPEST = 1_000  # elements inside each other
_PRICE = 10  # characters that a piece costs beside its own, so that very many small ones are too many
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii",
    "iso-8859-1": "iso-8859-1", "windows-1252": "cp1252",
}  # fmt: skip
_TAG = re.compile(rb"<[^\s/>]+")
_ATTRIBUTE = re.compile(rb"\s*([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE_OR_TEXT = re.compile(rb"&([^;&]*+);|[^&]+")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}  # XML 1.0 §4.6
# What loses space at its ends unless it says otherwise; other text keeps it, and takes no such attribute.
_TRIMMED = re.compile(r"/(?:wordprocessingml|spreadsheetml)/(?:2006/)?main:(?:t|delText)$")
_SPACE = "http://www.w3.org/XML/1998/namespace:space"

_DAMAGED = "A part of an attached Office document is damaged, so no name is shortened in it."
_DOCTYPE = "An attached document declares a document type of its own, which no Office program writes."
_UNUSUAL = (
    "A part of an attached Office document is written in a way in which no name can be changed exactly."
)


class UnsoundError(CannotRewriteError):
    """What should be XML is not."""

    def __init__(self) -> None:
        super().__init__(_DAMAGED)


class PartReader(Protocol):
    """Takes the events of one part. Names are "namespace:name", or "name" where there is no namespace."""

    def start(self, name: str, attributes: dict[str, str], /) -> None: ...
    def end(self, name: str, /) -> None: ...
    def data(self, text: str, /) -> None: ...


class XmlPart:
    """One part. While it is read, its reader asks for pieces of what it is just being told of."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        """Raises CannotRewriteError for a character set of which not every letter can be kept."""
        self._codec = _codec_of(content)
        self.content = content if self._codec == "utf-8" else _as_utf8(content, self._codec)
        self._budget = budget
        self._parser = expat.ParserCreate("utf-8", ":")
        self._verbatim = False
        self._depth = 0
        self._pieces: list[Piece] = []

    def read(self, reader: PartReader) -> None:
        """Raises UnsoundError, and CannotRewriteError for a document type of its own."""
        parser = self._parser
        parser.buffer_text = False

        def start(name: str, attributes: dict[str, str]) -> None:
            self._depth += 1
            if self._depth > _DEEPEST:
                raise CannotRewriteError(_UNUSUAL)
            reader.start(name, attributes)

        def end(name: str) -> None:
            self._depth -= 1
            reader.end(name)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = reader.data
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartCdataSectionHandler = lambda: self._set_verbatim(True)
        parser.EndCdataSectionHandler = lambda: self._set_verbatim(False)
        try:
            parser.Parse(self.content, True)
        except expat.ExpatError as error:
            raise UnsoundError from error

    def _set_verbatim(self, verbatim: bool) -> None:
        self._verbatim = verbatim

    @property
    def position(self) -> int:
        """Where that stands of which the reader is being told, in bytes."""
        return self._parser.CurrentByteIndex

    def home(self, name: str, attributes: dict[str, str]) -> Home:
        """The element that is being opened, as one with text in it."""
        tag = _TAG.match(self.content, self.position)
        if tag is None:
            raise CannotRewriteError(_UNUSUAL)
        is_trimmed = _TRIMMED.search(name) is not None and attributes.get(_SPACE) != "preserve"
        return Home(tag.end(), keeps_space=not is_trimmed)

    def piece(self, text: str, *, struck: bool = False, home: Home | None = None) -> Piece:
        """The character data that is being told of."""
        start = self.position
        literal = text.encode()
        if self.content.startswith(literal, start):
            end = start + len(literal)
        elif self.content.startswith(b"&", start):
            end = self.content.index(b";", start) + 1
        elif self.content.startswith(b"\r", start):
            end = start + (2 if self.content.startswith(b"\r\n", start) else 1)
        else:
            raise CannotRewriteError(_UNUSUAL)
        piece = self._keep(Piece(start, end, text, text, struck=struck, fixed=self._verbatim, home=home))
        if home is not None:
            home.pieces.append(piece)
        return piece

    def attributes(self, names: Container[str]) -> Iterator[list[Piece]]:
        """The values of those attributes of the element that is being opened; names without a prefix."""
        tag = _TAG.match(self.content, self.position)
        at = tag.end() if tag else len(self.content)
        while found := _ATTRIBUTE.match(self.content, at):
            at = found.end()
            if found[1].rpartition(b":")[2].decode() in names:
                which = 2 if found[2] is not None else 3
                yield list(self._value(*found.span(which), '"' if which == 2 else "'"))

    def _value(self, start: int, end: int, quote: str) -> Iterator[Piece]:
        for found in _REFERENCE_OR_TEXT.finditer(self.content, start, end):
            text = found[0].decode() if found[1] is None else _referred(found[1].decode())
            yield self._keep(Piece(*found.span(), text, text, quote))

    def pay(self, characters: int) -> None:
        """For text that is held or searched. Raises CannotRewriteError where there is too much of it."""
        try:
            self._budget.write(characters)
        except BudgetExceeded as problem:
            raise CannotRewriteError(TOO_LARGE) from problem

    def _keep(self, piece: Piece) -> Piece:
        self.pay(len(piece.said) + _PRICE)
        self._pieces.append(piece)
        return piece

    def with_changes(self, further: Iterable[Edit] = ()) -> bytes | None:
        """The part with what its pieces say by now, and with further edits; None where nothing changed."""
        edits = [*edits_of(self._pieces), *further]
        if not edits:
            return None
        changed = apply(self.content, edits)
        if self._codec == "utf-8":
            return changed
        return changed.decode().encode(self._codec, "xmlcharrefreplace")


def edits_of(pieces: Iterable[Piece]) -> Iterator[Edit]:
    """What makes pieces say in the part what they say by now. Raises CannotRewriteError."""
    homes: dict[int, Home] = {}
    for piece in pieces:
        if not piece.is_changed:
            continue
        if piece.fixed:
            raise CannotRewriteError(_UNUSUAL)
        yield Edit(piece.start, piece.end, _escaped(piece.text, piece.quote).encode())
        if piece.home is not None and not piece.home.keeps_space:
            homes[piece.home.attribute_at] = piece.home
    for at, home in homes.items():
        text = "".join(piece.text for piece in home.pieces)
        if text != text.strip():
            yield Edit(at, at, b' xml:space="preserve"')


def _escaped(text: str, quote: str) -> str:
    """Only what must be: what stood there before comes out as it was."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(quote, "&quot;" if quote == '"' else "&apos;") if quote else text


def _referred(name: str) -> str:
    """What a reference stands for (XML 1.0 §4.1); expat has seen that it is a sound one."""
    if name.startswith("#x"):
        return chr(int(name[2:], 16))
    return chr(int(name[1:])) if name.startswith("#") else _ENTITIES[name]


def _refuse_doctype(*_: object) -> None:
    raise CannotRewriteError(_DOCTYPE)


def _codec_of(content: bytes) -> str:
    """The character set of a part: UTF-8 or UTF-16, or one of the few that old programs declare."""
    for mark, codec in (*_MARKS, *_WIDE):
        if content.startswith(mark):
            return codec
    declared = _DECLARED.match(content.removeprefix(codecs.BOM_UTF8))
    codec = _CODECS.get(declared[1].decode().lower(), "") if declared else "utf-8"
    if not codec:
        raise CannotRewriteError(_UNUSUAL)
    return codec


def _as_utf8(content: bytes, codec: str) -> bytes:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise UnsoundError from error
    return text.encode()
