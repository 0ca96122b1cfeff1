"""The stream of an old workbook, record by record: sheets, charts, and all that stands round their cells."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from detectors.extract.gathered import DAMAGED, DAMAGES, Gathered
from detectors.extract.leftovers import between, has_words, words_in
from detectors.extract.office.sheet import EPOCH_1904
from detectors.extract.office97.biff import Record, Strings, whole_records
from detectors.extract.office97.objects import gather_pictures
from detectors.extract.office97.xlscells import CELLS, NO_FORMAT, Book, Cells

# [MS-XLS] §2.3: records by number.
_BEGINNINGS = {0x009: 2, 0x209: 3, 0x409: 4, 0x809: 5}  # and the version that they stand for, at least
_END, _SHEET, _STRINGS, _CODE_PAGE, _DATES, _FORMAT, _CELL_FORMAT = 0x0A, 0x85, 0xFC, 0x42, 0x22, 0x41E, 0xE0
_ROW, _NOTE, _TEXT, _OBJECT, _CHART_TEXT, _PICTURES = 0x208, 0x1C, 0x1B6, 0x5D, 0x100D, 0xEB
_EXTERNAL_SHEET, _EXTERNAL_CELLS, _DEFINED_NAME = 0x59, 0x5A, 0x18
_HEADERS = (0x14, 0x15)
# Records whose words are looked for without taking them apart, and what we call the place.
_WORDED = {
    0x5C: "metadata", 0x5B: "metadata",  # who has written it last, and who has reserved it
    0x1AE: "external-links", 0x23: "external-links", 0x17: "external-links",
    0x1B8: "links", 0x1BE: "data-validation", 0xAF: "scenarios", 0x89C: "header",
    0xB0: "pivot-table", 0xB1: "pivot-table", 0xB2: "pivot-table", 0x100: "pivot-table",
    0xEC: "drawing", 0x7F: "drawing",
}  # fmt: skip
# Looks, indexes and printers' settings: no words of the user's own.
_NO_WORDS = frozenset(
    {0x31, 0x231, 0x293, 0x92, 0x4D, 0xFF, 0xD7, 0x20B, 0x201, 0xBE, 0xE5, 0x7D, 0x87C, 0x87D, 0x892, 0x896}
    | {0x88E, 0x863, 0x8A3, 0x3C, 0x2F, 0x00, 0x200, 0x1026, 0x1051, 0x105D, 0x1066, 0x0C1, 0x13D}
)
_CHART = 0x20  # the type of a part of the workbook, §2.4.21
_NOTE_OBJECT = 0x19  # §2.5.143
_SHOWN_VALUES = (1, 2)  # types of a cached value, §2.5.244: numbers and strings
_QUOTED = re.compile(r'"([^"]+)"')


@dataclass(slots=True)
class _Part:
    """A part of the workbook, from its beginning to its end."""

    kind: int
    is_hidden: bool
    cells: Cells
    external: Cells


def gather_workbook(stream: bytes, gathered: Gathered) -> None:
    """The whole stream. What a damaged record holds is lost, and called unread; the others are read."""
    workbook = _Workbook(gathered)
    number = -1
    with gathered.keeping():
        for count, record in enumerate(whole_records(stream)):
            if count % 4_096 == 0:
                gathered.budget.check_time()
            number = record.number
            workbook.take(record)
    if number != _END:
        gathered.fault(DAMAGED)
    workbook.close()


class _Workbook:
    """What has been read so far, and what it is handed to."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._book = Book()
        self._hidden: dict[int, bool] = {}  # whether each sheet is, by where it begins
        self._begun: set[int] = set()  # where parts do begin
        self._open: list[_Part] = []
        self._object = 0  # the type of the last drawn object
        self._rest = bytearray()
        self._takers: Mapping[int, Callable[[Record], None]] = {
            **dict.fromkeys(_BEGINNINGS, self._begin),
            **dict.fromkeys(CELLS, self._cell),
            **dict.fromkeys(_HEADERS, self._header),
            _END: self._end,
            _SHEET: self._sheet,
            _STRINGS: self._shared_strings,
            _CODE_PAGE: self._code_page,
            _DATES: self._dates,
            _FORMAT: self._format,
            _CELL_FORMAT: self._cell_format,
            _ROW: self._row,
            _NOTE: self._note,
            _TEXT: self._text,
            _OBJECT: self._drawn,
            _CHART_TEXT: self._chart_text,
            _PICTURES: self._pictures,
            _EXTERNAL_SHEET: self._external_sheet,
            _EXTERNAL_CELLS: self._external_cells,
            _DEFINED_NAME: self._defined_name,
        }

    def take(self, record: Record) -> None:
        if taker := self._takers.get(record.number):
            try:
                taker(record)
            except DAMAGES:
                self._gathered.fault(DAMAGED)
        elif not record.body:
            return
        elif place := _WORDED.get(record.number):
            self._gathered.text(place, words_in(record.whole))
        elif record.number not in _NO_WORDS:
            self._rest += record.whole + b"\0"

    def close(self) -> None:
        """Hand on what comes last."""
        while self._open:
            self._close_part()
        if not self._begun.issuperset(self._hidden):
            self._gathered.fault(DAMAGED)
        book = self._book
        unused = (text for number, text in enumerate(book.strings) if number not in book.used)
        self._gathered.text("unused-strings", "\n".join(unused))
        self._gathered.text("data", words_in(bytes(self._rest)))

    @property
    def _now(self) -> _Part:
        """The part that is being read; also of a file whose beginning is damaged."""
        if not self._open:
            self._open.append(self._part(0, is_hidden=False))
        return self._open[-1]

    def _part(self, kind: int, *, is_hidden: bool) -> _Part:
        budget = self._gathered.budget
        return _Part(kind, is_hidden, Cells(self._book, budget), Cells(self._book, budget))

    def _begin(self, record: Record) -> None:
        """§2.4.21. A sheet that the workbook does not list is one that nobody sees."""
        version = _BEGINNINGS[record.number]
        said, kind = struct.unpack_from("<HH", record.body)
        if version == 5 and said >= 0x600:
            version = 8
        self._book.dialect = replace(self._book.dialect, version=version)
        self._begun.add(record.at)
        is_hidden = self._hidden.get(record.at, bool(self._hidden) and not self._open)
        if self._open:  # a chart in a sheet
            is_hidden = self._open[-1].is_hidden
        self._open.append(self._part(kind, is_hidden=is_hidden))

    def _end(self, _: Record) -> None:
        if self._open:
            self._close_part()

    def _close_part(self) -> None:
        part = self._open.pop()
        place = "chart" if part.kind == _CHART else "hidden-sheet" if part.is_hidden else ""
        with self._gathered.keeping():
            part.cells.hand_on(self._gathered, place, "hidden-sheet" if part.is_hidden else "hidden-rows")
            part.external.hand_on(self._gathered, "external-links", "external-links")

    def _sheet(self, record: Record) -> None:
        """§2.4.28, BoundSheet8: where it begins, whether it is hidden, its name."""
        at, state = struct.unpack_from("<IB", record.body)
        self._hidden[at] = bool(state & 3)
        self._gathered.text("sheet-names", self._book.dialect.text(record.body, 6, 1))

    def _shared_strings(self, record: Record) -> None:
        """§2.4.265, SST."""
        budget, found = self._gathered.budget, self._book.strings
        strings = Strings((record.body, *record.more))
        strings.skip(8)
        size = 0
        while not strings.is_at_end:
            text = strings.rich()
            found.append(text)
            size += len(text)
            if len(found) % 4_096 == 0:
                budget.check_time()
        if size > budget.characters:
            budget.write(size)

    def _code_page(self, record: Record) -> None:
        (page,) = struct.unpack_from("<H", record.body)
        name = {0x8000: "mac-roman", 0x8001: "cp1252", 10000: "mac-roman"}.get(page, f"cp{page}")
        self._book.dialect = replace(self._book.dialect, code_page=name)

    def _dates(self, record: Record) -> None:
        if record.body.startswith(b"\1"):
            self._book.epoch = EPOCH_1904

    def _format(self, record: Record) -> None:
        """§2.4.126: a number format; it may show a name, whatever the number is."""
        if self._book.dialect.version < 5:
            return
        (number,) = struct.unpack_from("<H", record.body)
        code = self._book.dialect.text(record.body, 2, 2 if self._book.dialect.version == 8 else 1)
        self._book.add_format(number, code)
        self._gathered.text("formats", "\n".join(filter(has_words, _QUOTED.findall(code))))

    def _cell_format(self, record: Record) -> None:
        self._book.formats += struct.unpack_from("<2xH", record.body)

    def _row(self, record: Record) -> None:
        self._now.cells.hide_row(record.body)

    def _cell(self, record: Record) -> None:
        self._now.cells.add(record)

    def _header(self, record: Record) -> None:
        if record.body:
            length = 2 if self._book.dialect.version == 8 else 1
            self._gathered.text("header", self._book.dialect.text(record.whole, 0, length))

    def _note(self, record: Record) -> None:
        """§2.4.179: before 1997 the comment itself, in pieces, afterwards its author."""
        text = self._book.dialect.text(record.body, 8 if self._book.dialect.version == 8 else 4)
        self._gathered.text("comments", text)

    def _drawn(self, record: Record) -> None:
        """§2.4.181; before 1997 its words stand in it."""
        (self._object,) = struct.unpack_from("<4xH", record.body)
        self._gathered.text("drawing", words_in(record.whole))

    def _text(self, record: Record) -> None:
        """§2.4.329: the text of a comment or of a drawn object; it stands in the next record."""
        (length,) = struct.unpack_from("<10xH", record.body)
        if length and record.more:
            place = "comments" if self._object == _NOTE_OBJECT else "drawing"
            self._gathered.text(place, Strings(record.more).flagged(length))

    def _chart_text(self, record: Record) -> None:
        self._gathered.text("chart", self._book.dialect.text(record.body, 2, 1))

    def _pictures(self, record: Record) -> None:
        with self._gathered.keeping():
            places = gather_pictures(record.whole, self._gathered)
            self._gathered.text("drawing", words_in(between(record.whole, places)))

    def _external_sheet(self, _: Record) -> None:
        """§2.4.351, XCT: the cells that follow are those of another sheet."""
        part = self._now
        part.external.hand_on(self._gathered, "external-links", "external-links")
        part.external = Cells(self._book, self._gathered.budget)

    def _external_cells(self, record: Record) -> None:
        """§2.4.67, CRN: neighbours in a row of another workbook, each a type and a value."""
        last, first, row = struct.unpack_from("<BBH", record.body)
        strings, external = Strings((record.body, *record.more)), self._now.external
        strings.skip(4)
        for column in range(first, last + 1):
            kind, value = strings.value()
            text = value if isinstance(value, str) else self._book.shown(value, NO_FORMAT)
            external.put(row, column, text if kind in _SHOWN_VALUES else "")

    def _defined_name(self, record: Record) -> None:
        """§2.4.150, Lbl: its name, and the words in what it stands for."""
        body = record.body
        length = body[3]
        name = self._book.dialect.characters(body, 14, length)
        self._gathered.text("defined-names", f"{name} {words_in(record.whole[14 + length :])}".strip())
