"""An Office document is a zip package of XML parts (ECMA-376 part 2), opened here without trusting it."""

from __future__ import annotations

import html
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at, inside
from detectors.extract.leftovers import words_in
from detectors.extract.looks import is_decoration, is_disguised, is_looks
from detectors.extract.office.chart import ChartWords, rows_of
from detectors.extract.office.macros import macro_words
from detectors.extract.office.officewords import Words
from detectors.extract.office.officexml import (
    AllData,
    ElementReader,
    Places,
    Rows,
    has_words,
    local_name,
    parse_xml,
    place_of,
)
from detectors.message import Part, Table, Text, Unread
from detectors.protection.containers.archive import NoArchive, entries_in, open_archive

Seldom = tuple[tuple[re.Pattern[str], re.Pattern[bytes]], ...]

_RELATIONSHIPS = re.compile(r"(^|/)_rels/[^/]*\.rels$")
_XML = re.compile(r"\.(xml|vml)$", re.IGNORECASE)
_BOUND_DATA = re.compile(r"^customXml/[^/]+\.xml$", re.IGNORECASE)
_MACROS = re.compile(r"(^|/)vbaProject[^/]*\.bin$", re.IGNORECASE)
_CONTROL = re.compile(r"(^|/)activeX/[^/]*\.bin$", re.IGNORECASE)
_CONTENT_TYPES = "[Content_Types].xml"
_DAMAGED = "A part of it is damaged and cannot be read."
_DAMAGED_MACROS = "Its macros are damaged and cannot be read."
_TWICE = "It holds two parts of the same name, of which programs show different ones."
_CHUNK = 65_536  # bytes
_BEGINNING = 4_096  # bytes


class Package:
    """An open package. Every member read is paid for; text is gathered under the name of its part.

    Names are those of the members, with "/" between folders. Raises CannotRead where the package does
    not open at all.
    """

    def __init__(self, part: Part, budget: Budget) -> None:
        self.part = part
        self.budget = budget
        self._texts: dict[str, list[str]] = {}
        self._tables: list[Table] = []
        self._bodies: list[Part] = []
        self._begun: dict[str, bytes] = {}  # how the members begin that were read
        try:
            self._zip = open_archive(part.content)
        except NoArchive as problem:
            raise CannotRead(problem.reason) from problem
        self._unread = list(entries_in(self._zip, part.content).faults)
        # Some programs write "\", which Office takes for "/".
        named = [(entry.filename.replace("\\", "/"), entry) for entry in self._zip.infolist()]
        self._entries = {name: entry for name, entry in named if name and not name.endswith("/")}
        self.names = list(self._entries)
        if len({name.lower() for name, _ in named}) < len(named):
            self._unread.append(_TWICE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Whatever goes wrong in here costs one part of the document, which is called unread."""
        try:
            yield
        except (CannotRead, BudgetExceeded) as problem:
            self._unread.append(problem.reason)
        except (ValueError, LookupError, struct.error, OverflowError):
            self._unread.append(_DAMAGED)

    def read(self, name: str) -> bytes:
        """A member, unpacked; of a damaged one, what comes before the damage."""
        entry = self._entries[name]
        self.budget.unpack(entry.compress_size, entry.file_size)
        try:
            content = self._zip.read(entry)
            self._begun[name] = content[:_BEGINNING]
            return content
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            self._unread.append(_DAMAGED)
            return b"".join(self._sound_chunks(entry))

    def _beginning(self, name: str) -> bytes:
        """Enough of a member to tell what it is."""
        known = self._begun.get(name)
        return next(self._sound_chunks(self._entries[name]), b"")[:_BEGINNING] if known is None else known

    def _sound_chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            return

    def parse(self, name: str, reader: ElementReader) -> None:
        """Run a member through expat. Of one that is damaged, the reader gets what comes before."""
        with self.keeping():
            parse_xml(self.read(name), reader)

    def xml_names(self) -> tuple[str, ...]:
        """The members that hold words in XML, in the order in which slides and sheets count."""
        names = (name for name in self.names if _XML.search(name) and not is_looks(name))
        return tuple(sorted((name for name in names if name != _CONTENT_TYPES), key=_in_number_order))

    def add_text(self, place: str, text: str) -> None:
        if text := text.strip("\n"):
            self.budget.write(len(text))
            self._texts.setdefault(place, []).append(text)

    def add_table(self, place: str, rows: Rows) -> None:
        self.budget.write(sum(map(len, rows)))
        self._tables.append(Table(at(self.part, place), rows))

    def add_data(self, place: str, name: str) -> None:
        """All that a member holds. No document needs it to be sound XML: what is not is taken as text.

        Data to which content controls are bound may be any XML, and is read as such.
        """
        content = self.read(name)
        if _BOUND_DATA.match(name):
            location = at(self.part, place)
            self._bodies.append(Part(location, "application/xml", "", posixpath.basename(name), content))
            return
        data = AllData()
        try:
            parse_xml(content, data)
        except CannotRead:
            data.data(content.decode("utf-8", "replace"))
        self.add_text(place, data.text)

    def add_words(self, place: str, name: str) -> None:
        """The words of one member, its deleted text, field codes and attributes apart."""
        words = ChartWords() if place == "chart" else Words()
        self.parse(name, words)
        self.add_text(place, words.text)
        self.add_text("deletions", words.deleted)
        self.add_text("fields", words.codes)
        self.add_text("attributes", "\n".join(dict.fromkeys(words.spoken)))
        self.add_text("data", "\n".join(words.stray))
        for rows in words.tables:
            self.add_table(place, rows)
        if isinstance(words, ChartWords) and (rows := rows_of(words.columns, self.budget)):
            self.add_table(place, rows)

    def relationships(self, name: str) -> dict[str, str]:
        """The targets of a part's relationships by their id, as member names (ECMA-376 part 2, §8.3)."""
        folder, base = posixpath.split(name)
        own = f"{folder}/_rels/{base}.rels"
        found = _Relationships()
        if own in self._entries:
            self.parse(own, found)
        return {
            key: posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            for key, target in found.targets.items()
        }

    def _others(self, read: frozenset[str]) -> Iterator[Part]:
        """Whatever else could hold words: pictures, embedded files, and what no Office program put there."""
        for name in self.names:
            if name in read or name == _CONTENT_TYPES:
                continue
            with self.keeping():
                if _RELATIONSHIPS.search(name):
                    self._add_links(name)
                elif _MACROS.search(name):
                    self._add_macros(name)
                elif _CONTROL.search(name):
                    self.add_text("controls", words_in(self.read(name)))
                elif not is_looks(name) or is_disguised(name, self._beginning(name)):
                    yield from self._nested(name)

    def _nested(self, name: str) -> Iterator[Part]:
        content = self.read(name)
        if not is_decoration(name, content):
            self.budget.open_files(1)
            yield inside(self.part, name, content)

    def _add_macros(self, name: str) -> None:
        words, is_whole = macro_words(self.read(name), self.budget)
        self.add_text("macros", words)
        if not is_whole:
            self._unread.append(_DAMAGED_MACROS)

    def _add_links(self, name: str) -> None:
        found = _Relationships()
        self.parse(name, found)
        links = [form for link in found.links for form in (link, unquote(link))]
        self.add_text("links", "\n".join(dict.fromkeys(links)))

    def contents(self, read: frozenset[str]) -> Contents:
        """All that has been gathered, and the other members as nested files."""
        files = tuple(self._others(read))
        texts = tuple(Text(at(self.part, place), "\n".join(found)) for place, found in self._texts.items())
        unread = tuple(Unread(self.part.location, reason) for reason in dict.fromkeys(self._unread))
        return Contents(
            texts=texts,
            tables=tuple(self._tables),
            files=files,
            bodies=tuple(self._bodies),
            unread=unread,
        )


def _in_number_order(name: str) -> list[tuple[int, str]]:
    """slide2 before slide10."""
    pieces = re.split(r"([0-9]{1,9})", name)
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]


class _Relationships:
    """Reads a relationships part: targets inside the package by id, and links that lead out of it."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.links: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local_name(name) != "Relationship":
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


def read_package(part: Part, budget: Budget, words: Places, data: Places, seldom: Seldom = ()) -> Contents:
    """A document each of whose XML parts stands by itself: what `data` names holds data, the rest words.

    `seldom` are parts that are there for the looks of it, and the words in them that are somebody's own.
    """
    with Package(part, budget) as package:
        read = package.xml_names()
        for name in read:
            with package.keeping():
                if place := place_of(name, data):
                    package.add_data(place, name)
                else:
                    package.add_words(place_of(name, words), name)
        for name in package.names:
            for pattern, wanted in seldom:
                if pattern.search(name):
                    found = (
                        html.unescape(value.decode("utf-8", "replace"))
                        for value in wanted.findall(package.read(name))
                    )
                    package.add_text("attributes", "\n".join(filter(has_words, found)))
        return package.contents(frozenset(read))
