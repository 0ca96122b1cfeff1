"""A document is shortened part by part; parts in which no name stands, and all that is no XML, stay."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Protocol

from detectors.extract.looks import is_looks
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.archive import Archive
from gateway.rewriting.names.files.partxml import PartReader, UnsoundError, XmlPart
from gateway.rewriting.names.files.wordxml import DataReader, WordsReader
from gateway.rewriting.names.shortening import Shortening

_XML = re.compile(r"\.(xml|vml)$", re.IGNORECASE)
_DATA = re.compile(r"^docProps/|(^|/)activeX/|^customXml/|\.vml$", re.IGNORECASE)
_CONTENT_TYPES = "[Content_Types].xml"
_SIGNATURES = re.compile(r"^_xmlsignatures/", re.IGNORECASE)
_SIGNED = "An attached Office document is digitally signed, and a change would break its signature."


class Reader(PartReader, Protocol):
    """Reads a part, and shortens the names in what it read."""

    def shorten(self, shortening: Shortening, /) -> None: ...


def xml_members(archive: Archive) -> tuple[str, ...]:
    """The members that may hold words in XML."""
    return tuple(
        name
        for name in archive.members
        if _XML.search(name) and name != _CONTENT_TYPES and not is_looks(name)
    )


def shorten_parts(archive: Archive, names: tuple[str, ...], shortening: Shortening) -> dict[str, bytes]:
    """What changed of these members, by name. Raises CannotRewriteError.

    Data need not be sound XML, and Excel's old drawings are not always: such a part stays as it is.
    """
    changed = {}
    for name in names:
        part = XmlPart(archive.read(name), archive.budget)
        if _DATA.search(name):
            with suppress(UnsoundError):
                _shorten(part, DataReader(part), shortening)
        else:
            _shorten(part, WordsReader(part), shortening)
        new = part.with_changes()
        if new is not None:
            changed[name] = new
    return changed


def _shorten(part: XmlPart, reader: Reader, shortening: Shortening) -> None:
    part.read(reader)
    reader.shorten(shortening)


def remade(archive: Archive, changed: dict[str, bytes]) -> bytes:
    """The document with the changed members. Raises CannotRewriteError where a signature covers it."""
    if changed and any(_SIGNATURES.search(name) for name in archive.members):
        raise CannotRewriteError(_SIGNED)
    return archive.with_members(changed)
