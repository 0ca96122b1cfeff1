"""A Word document of 2003 or earlier: everything that was ever said in it, also what nobody sees."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.gathered import DAMAGED, Gathered
from detectors.extract.leftovers import between, words_in
from detectors.extract.office97.objects import gather_pictures
from detectors.extract.office97.office97 import read_office97
from detectors.extract.office97.wordformats import Formats, Mark, formats_of, is_deleted
from detectors.extract.office97.wordheader import (
    AUTHORS_OF_COMMENTS,
    CHARACTERS,
    CLX,
    FONTS,
    NAMES_OF,
    PARAGRAPHS,
    STYLES,
    Header,
    header,
)
from detectors.extract.office97.wordpieces import Piece, Pieces, pieces_of
from detectors.extract.office97.wordstories import CELL, IN_CELL, PARAGRAPH, ROW_END, story
from detectors.message import Part
from detectors.protection.office.office97 import Streams
from detectors.protection.office.sealedword import WordSealing
from detectors.protection.office.storage import Storage

_MARKS = {
    Mark.ROW: ROW_END,
    Mark.INNER_ROW: ROW_END,
    Mark.INNER_CELL: CELL,
}


def read_doc(part: Part, budget: Budget) -> Contents:
    """A doc ([MS-DOC], and Word 6 and before). Deleted text is part "deletions", as is text that quick
    saving left behind; codes of fields are "fields", names of reviewers "authors"; "data" is all other text
    that stands somewhere: alternative text, form fields, lists."""
    return read_office97(part, budget, _WordFormat())


class _WordFormat:
    sealing = WordSealing()

    def own(self, storage: Storage) -> tuple[str, ...]:
        return ("worddocument", "data", _table_name(storage))

    def streams(self, storage: Storage) -> Iterable[Streams]:
        def content(name: str) -> bytes:
            return storage.read(name) if storage.has(name) else b""

        yield Streams(content("WordDocument"), content(_table_name(storage)), content("Data"))

    def gather(self, streams: Streams, gathered: Gathered) -> None:
        first = header(streams.main)
        used = _gather_document(streams, first, gathered)
        if first.glossary:
            with gathered.keeping():
                used += _gather_document(streams, header(streams.main, first.glossary), gathered, "glossary")
        pictures = gather_pictures(streams.main, gathered)
        gathered.text("deletions", words_in(between(streams.main, [*used, *pictures])))
        gathered.text("data", words_in(between(streams.data, gather_pictures(streams.data, gathered))))


def _table_name(storage: Storage) -> str:
    """[MS-DOC] §2.5.2, fWhichTblStm."""
    beginning = storage.read("WordDocument")[10:12]
    return "1table" if int.from_bytes(beginning, "little") >> 9 & 1 else "0table"


def _gather_document(
    streams: Streams, head: Header, gathered: Gathered, place: str = ""
) -> list[tuple[int, int]]:
    """One document in the streams; which bytes of WordDocument it takes, by start and end."""
    pieces = pieces_of(streams.main, streams.table, head, gathered.budget)
    if not pieces.is_whole:
        gathered.fault(DAMAGED)
    formats = Formats()
    with gathered.keeping():
        formats = formats_of(streams.main, streams.table, streams.data, head, gathered.budget)
    text, deletions = _text(pieces, formats)
    at = 0
    for part, length in head.stories:
        end = at + max(length, 0)
        _gather_story(text[at:end], part or place, gathered)
        at = end
    _gather_story(text[at:], "data" if head.stories else place, gathered)
    gathered.text("deletions", story(deletions).text)
    if head.is_97:
        with gathered.keeping():
            _gather_names(streams.table, head, gathered)
    return [*((piece.start, piece.end) for piece in pieces.found), *formats.pages]


def _gather_story(text: str, place: str, gathered: Gathered) -> None:
    read = story(text)
    gathered.text(place, read.text)
    gathered.text("fields", read.codes)
    for rows in read.tables:
        gathered.table(place, rows)


def _text(pieces: Pieces, formats: Formats) -> tuple[str, str]:
    """The text of all pieces with the marks of tables, deleted text blanked out; and the deleted text."""
    shown: list[str] = []
    deleted: list[str] = []
    for piece in pieces.found:
        text = _marked(piece, formats)
        at = 0
        for start, end in _deleted_in(piece, pieces, formats):
            shown += (text[at:start], "\0" * (end - start))
            deleted += (text[start:end], "\n")
            at = end
        shown.append(text[at:])
    return "".join(shown), "".join(deleted)


def _marked(piece: Piece, formats: Formats) -> str:
    """The text with what each mark ends."""
    if not formats.starts or not (CELL in piece.text or PARAGRAPH in piece.text):
        return piece.text
    characters = list(piece.text)
    for number, character in enumerate(characters):
        if character in (CELL, PARAGRAPH):
            mark = formats.mark_at(piece.start + number * piece.width)
            ends = mark & ~Mark.IN_TABLE
            if ends in _MARKS:
                characters[number] = _MARKS[ends]
            elif character == PARAGRAPH and mark:
                characters[number] = IN_CELL
    return "".join(characters)


def _deleted_in(piece: Piece, pieces: Pieces, formats: Formats) -> Iterator[tuple[int, int]]:
    """Starts and ends of deleted text in a piece, in characters, in order and without overlap."""
    if is_deleted(piece, pieces):
        yield 0, len(piece.text)
        return
    at = 0
    for start, end in formats.deleted_between(piece.start, piece.end):
        first = max((start - piece.start) // piece.width, at)
        last = min((end - piece.start) // piece.width, len(piece.text))
        if first < last:
            yield first, last
            at = last


def _gather_names(table: bytes, head: Header, gathered: Gathered) -> None:
    """The lists of names in the table stream, and whatever else stands there in words."""
    used = [head.tables[number] for number in (STYLES, FONTS, CLX, CHARACTERS, PARAGRAPHS)]
    for number, place in NAMES_OF.items():
        gathered.text(place, "\n".join(_names(head.table(number, table))))
        used.append(head.tables[number])
    gathered.text("authors", words_in(head.table(AUTHORS_OF_COMMENTS, table)))
    ranges = [(start, start + length) for start, length in used]
    gathered.text("data", words_in(between(table, ranges)))


def _names(table: bytes) -> list[str]:
    """[MS-DOC] §2.2.4, STTB: strings, in UTF-16 where it begins with 0xFFFF."""
    if len(table) < 6:
        return []
    is_wide = table.startswith(b"\xff\xff")
    at = 2 if is_wide else 0
    count, extra = struct.unpack_from("<HH", table, at)
    at += 4
    names = []
    for _ in range(count):
        if at + 2 > len(table):
            break
        if is_wide:
            size = 2 * int.from_bytes(table[at : at + 2], "little")
            names.append(table[at + 2 : at + 2 + size].decode("utf-16-le", "replace"))
            at += 2 + size + extra
        else:
            size = table[at]
            names.append(table[at + 1 : at + 1 + size].decode("cp1252", "replace"))
            at += 1 + size + extra
    return [name for name in names if name]
