"""An Office document is a zip package of XML parts (ECMA-376 part 2), opened here without trusting it."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents, at, inside
from detectors.extract.officexml import AllData, ElementReader, Places, Words, parse_xml, place_of
from detectors.message import Part, Table, Text, Unread
from detectors.protection.archive import NoArchive, entries_of, open_archive

# What a document needs for its looks, or that is a picture, sound or film: nothing to read in it.
_LOOKS = re.compile(
    r"(^|/)(styles\w*|theme\d*|themeManager|settings|webSettings|fontTable|numbering|calcChain|tableStyles|"
    r"presProps|viewProps|commentsExtended|commentsIds|commentsExtensible|colors\d*|style\d+|metadata|"
    r"themeOverride\d*|volatileDependencies)\.xml$|"
    r"\.(png|jpe?g|jfif|gif|bmp|emf|wmf|wdp|tiff?|svg|ico|odttf|fntdata|ttf|mp[34]|m4[av]|wav|wmv|avi|mov)$|"
    r"(^|/)(printerSettings\d*|vbaProject(Signature)?|attachedToolbars|vbaData)\.(bin|xml)$|\[trash\]/|/$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"/media/.*\.(png|jpe?g|jfif|gif|bmp|emf|wmf|wdp|tiff?)$", re.IGNORECASE)
_RELATIONSHIPS = re.compile(r"(^|/)_rels/[^/]*\.rels$")
_XML = re.compile(r"\.(xml|vml)$", re.IGNORECASE)
_CONTENT_TYPES = "[Content_Types].xml"


class Package:
    """An open package. Every member read is paid for; text is gathered under the name of its part.

    Raises CannotRead where the package does not open at all.
    """

    def __init__(self, part: Part, budget: Budget) -> None:
        self._part = part
        self._budget = budget
        self._texts: dict[str, list[str]] = {}
        self._tables: list[Table] = []
        self._faults = entries_of(part.content).faults
        try:
            self._zip = open_archive(part.content)
        except NoArchive as problem:
            raise CannotRead(problem.reason) from problem
        self.names = [entry.filename for entry in self._zip.infolist() if entry.filename]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes:
        """A member, unpacked."""
        entry = self._zip.getinfo(name)
        self._budget.unpack(entry.compress_size, entry.file_size)
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise CannotRead("A part of it is damaged and cannot be read.") from error

    def parse(self, name: str, reader: ElementReader) -> None:
        """Run a member through expat."""
        parse_xml(self.read(name), reader)

    def add_data(self, place: str, name: str) -> None:
        """All that a member holds. No document needs it to be sound XML: what is not is taken as text."""
        content = self.read(name)
        data = AllData()
        try:
            parse_xml(content, data)
        except CannotRead:
            data.data(content.decode("utf-8", "replace"))
        self.add_text(place, data.text)

    def xml_names(self) -> tuple[str, ...]:
        """The members that hold words in XML, in the order in which slides and sheets count."""
        names = (name for name in self.names if _XML.search(name) and not _LOOKS.search(name))
        return tuple(sorted((name for name in names if name != _CONTENT_TYPES), key=_in_number_order))

    def add_text(self, place: str, text: str) -> None:
        if text := text.strip("\n"):
            self._budget.write(len(text))
            self._texts.setdefault(place, []).append(text)

    def add_words(self, place: str, name: str) -> None:
        """The words of one member, its deleted text, field codes and attributes apart."""
        words = Words()
        self.parse(name, words)
        self.add_text(place, words.text)
        self.add_text("deletions", words.deleted)
        self.add_text("fields", words.codes)
        self.add_text("attributes", "\n".join(dict.fromkeys(words.spoken)))
        for rows in words.tables:
            self.add_table(place, rows)

    def add_table(self, place: str, rows: tuple[tuple[str, ...], ...]) -> None:
        self._budget.write(sum(map(len, rows)))
        self._tables.append(Table(at(self._part, place), rows))

    def relationships(self, name: str) -> dict[str, str]:
        """The targets of a part's relationships by their id, as member names (ECMA-376 part 2, §8.3)."""
        folder, base = posixpath.split(name)
        own = f"{folder}/_rels/{base}.rels"
        found = _Relationships()
        if own in self.names:
            self.parse(own, found)
        return {
            key: posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            for key, target in found.targets.items()
        }

    def others(self, read: frozenset[str]) -> Iterator[Part]:
        """Whatever else could hold words: embedded files, and what no Office program put there."""
        for name in self.names:
            if name in read or name == _CONTENT_TYPES or _LOOKS.search(name):
                continue
            if _RELATIONSHIPS.search(name):
                found = _Relationships()
                self.parse(name, found)
                self.add_text("links", "\n".join(found.links))
            else:
                self._budget.open_files(1)
                yield inside(self._part, name, self.read(name))

    def contents(self, read: frozenset[str]) -> Contents:
        """All that has been gathered, and the other members as nested files."""
        files = tuple(self.others(read))
        texts = tuple(Text(at(self._part, place), "\n".join(found)) for place, found in self._texts.items())
        unread = [Unread(self._part.location, fault) for fault in self._faults]
        if not self._texts.get("") and any(map(_PICTURE.search, self.names)):
            unread.append(Unread(self._part.location, "It consists of pictures, which cannot be read."))
        return Contents(texts=texts, tables=tuple(self._tables), files=files, unread=tuple(unread))


def _in_number_order(name: str) -> list[tuple[int, str]]:
    """slide2 before slide10."""
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"(\d+)", name)]


class _Relationships:
    """Reads a relationships part: targets inside the package by id, and links that lead out of it."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.links: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship":
            return
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") == "External":
            self.links.append(target)
        else:
            self.targets[attributes.get("Id", "")] = target

    def end(self, name: str) -> None:
        pass

    def data(self, data: str) -> None:
        pass


def read_package(part: Part, budget: Budget, words: Places, data: Places) -> Contents:
    """A document each of whose XML parts stands by itself: what `data` names holds data, the rest words."""
    with Package(part, budget) as package:
        read = package.xml_names()
        for name in read:
            if place := place_of(name, data):
                package.add_data(place, name)
            else:
                package.add_words(place_of(name, words), name)
        return package.contents(frozenset(read))
