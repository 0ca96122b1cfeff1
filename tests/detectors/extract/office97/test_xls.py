"""Tests for detectors.extract.office97.xls, and for the records and cells of old workbooks."""

from __future__ import annotations

import struct

import pytest

from detectors.message import Reading
from tests.detectors.extract.files import read_file, reasons, texts_at
from tests.samples.office97 import documents
from tests.samples.office97seal import storage_with

WHERE = "attachment:pupils.xls"
DAMAGED = "A part of it is damaged and cannot be read."


def record(number: int, *pieces: bytes) -> bytes:
    body = b"".join(pieces)
    return struct.pack("<HH", number, len(body)) + body


def wide(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def beginning(kind: int = 5, version: int = 0x600) -> bytes:
    return record(0x809, struct.pack("<HH", version, kind), bytes(12))


END = record(0x0A)


def cell(number: int, row: int, column: int, *value: bytes, cell_format: int = 0) -> bytes:
    return record(number, struct.pack("<HHH", row, column, cell_format), *value)


def workbook(
    *sheet: bytes, before: bytes = b"", behind: bytes = b"", hidden: int = 0, version: int = 0x600
) -> bytes:
    """A workbook with one sheet; `before` stands among the workbook's own records. By hand, because
    LibreOffice writes but a few of the records that Excel does."""
    listed = record(0x85, bytes(4), bytes((hidden, 0, 5)), b"\0" * (version == 0x600), b"Sheet")
    start = len(beginning()) + len(before) + len(listed) + len(END)
    listed = listed[:4] + struct.pack("<I", start) + listed[8:]
    return b"".join(
        (beginning(5, version), before, listed, END, beginning(0x10, version), *sheet, END, behind)
    )


def read_workbook(content: bytes, **streams: bytes) -> Reading:
    return read_file(storage_with({"Workbook": content, **streams}), "pupils.xls")


def rows_of(*cells: bytes, before: bytes = b"") -> tuple[tuple[str, ...], ...]:
    return read_workbook(workbook(*cells, before=before)).tables[0].rows


def test_a_workbook_is_read_as_tables() -> None:
    reading = read_file(documents()["pupils.xls"], "pupils.xls")
    assert reading.tables[0].rows == (
        ("Forename", "Surname", "Born"),
        ("Grace", "Bishop", "2012-05-17", "7.5", "Grace Bishop"),
    )
    assert "Grace\tBishop\t2012-05-17" in texts_at(reading, WHERE)
    assert not reading.unread


def test_hidden_rows_keep_the_header() -> None:
    tables = read_file(documents()["pupils.xls"], "pupils.xls").tables
    hidden = next(table for table in tables if table.location.part == "hidden-rows")
    assert hidden.rows == (("Forename", "Surname", "Born"), ("Row Grace Bishop",))


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (cell(0x204, 0, 0, wide("Zoë")) + cell(0x204, 0, 2, wide("O'Neill")), ("Zoë", "", "O'Neill")),
        (cell(0x0D6, 0, 0, wide("Grace"), struct.pack("<H", 0)), ("Grace",)),
        (cell(0x203, 0, 0, struct.pack("<d", 41_046.5)), ("41046.5",)),
        (cell(0x27E, 0, 0, struct.pack("<I", 1_234 << 2 | 3)), ("12.34",)),
        (cell(0x27E, 0, 0, struct.pack("<i", -7 << 2 | 2)), ("-7",)),
        (cell(0x0BD, 0, 0, struct.pack("<IHIH", 8 << 2 | 2, 0, 9 << 2 | 2, 1)), ("8", "9")),
        (cell(0x205, 0, 0, b"\1\0") + cell(0x205, 0, 1, b"\x2a\1"), ("TRUE", "#N/A")),
        (cell(0x006, 0, 0, struct.pack("<d", 8), bytes(6)), ("8",)),
        (cell(0x006, 0, 0, b"\0" * 6 + b"\xff\xff", bytes(6)) + record(0x207, wide("Grace")), ("Grace",)),
        (cell(0x006, 0, 0, b"\1\0\1\0\0\0\xff\xff", bytes(6)), ("TRUE",)),
    ],
)
def test_cells_of_every_kind(cells: bytes, row: tuple[str, ...]) -> None:
    assert rows_of(cells) == (row,)


@pytest.mark.parametrize(("epoch", "day"), [(0, "2012-05-17"), (1, "2016-05-18")])
def test_dates_are_written_as_dates(epoch: int, day: str) -> None:
    own = record(0x41E, struct.pack("<H", 164), wide("dd/mm/yyyy"))
    formats = record(0x0E0, struct.pack("<HH", 0, 164), bytes(16))
    before = record(0x22, struct.pack("<H", epoch)) + own + formats
    assert rows_of(cell(0x203, 0, 0, struct.pack("<d", 41_046)), before=before) == ((day,),)


def test_shared_strings_go_on_in_the_next_record() -> None:
    strings = struct.pack("<II", 2, 2) + struct.pack("<HB", 12, 0) + b"Grace"
    more = b"\1" + " Bishop".encode("utf-16-le") + struct.pack("<HBH", 4, 8, 1) + b"Menu"
    before = record(0xFC, strings) + record(0x3C, more) + record(0x3C, bytes(4))
    reading = read_workbook(workbook(cell(0xFD, 0, 0, struct.pack("<I", 0)), before=before))
    assert reading.tables[0].rows == (("Grace Bishop",),)
    assert texts_at(reading, f"{WHERE}#unused-strings") == "Menu"


def test_a_cell_that_is_written_twice_is_read_twice() -> None:
    reading = read_workbook(
        workbook(cell(0x204, 0, 0, wide("Grace Bishop")), cell(0x204, 0, 0, wide("Menu")))
    )
    assert reading.tables[0].rows == (("Menu",),)
    assert texts_at(reading, f"{WHERE}#data") == "Grace Bishop"


@pytest.mark.parametrize("state", [1, 2])
def test_hidden_and_very_hidden_sheets(state: int) -> None:
    reading = read_workbook(workbook(cell(0x204, 0, 0, wide("Grace Bishop")), hidden=state))
    assert texts_at(reading, f"{WHERE}#hidden-sheet") == "Grace Bishop"


def test_a_sheet_that_the_workbook_does_not_list_is_hidden() -> None:
    behind = beginning(0x10) + cell(0x204, 0, 0, wide("Henry Tudor")) + END
    reading = read_workbook(workbook(behind=behind))
    assert texts_at(reading, f"{WHERE}#hidden-sheet") == "Henry Tudor"


def test_cached_cells_of_another_workbook_stand_in_rows() -> None:
    cached = b"\2" + wide("Grace") + b"\2" + wide("Bishop") + b"\1" + struct.pack("<d", 8)
    before = record(0x59, bytes(4)) + record(0x5A, struct.pack("<BBH", 2, 0, 4), cached)
    tables = read_workbook(workbook(before=before)).tables
    assert [(table.location.part, table.rows) for table in tables] == [
        ("external-links", (("Grace", "Bishop", "8"),))
    ]


def test_what_a_pivot_table_was_made_from() -> None:
    field = record(0xC7, bytes(14), wide("Pupil"))
    cache = field + record(0xCD, wide("Zoë")) + END
    reading = read_workbook(workbook(), **{"_SX_DB_CUR/0001": cache})
    assert texts_at(reading, f"{WHERE}#pivot-cache") == "Pupil\nZoë"


def test_a_chart_in_a_sheet() -> None:
    text = record(0x100D, bytes(2), b"\5\0Grace")
    chart = beginning(0x20) + text + cell(0x204, 0, 0, wide("Bishop")) + END
    reading = read_workbook(workbook(chart, cell(0x204, 0, 0, wide("Menu"))))
    assert texts_at(reading, f"{WHERE}#chart") == "Grace\nBishop"
    assert texts_at(reading, WHERE) == "Menu"


def test_words_in_records_that_nobody_takes_apart_are_data() -> None:
    reading = read_workbook(workbook(record(0x1AA, b"\1\2Henry Tudor\0")))
    assert texts_at(reading, f"{WHERE}#data") == "Henry Tudor"


def test_a_workbook_of_excel_5() -> None:
    name = struct.pack("<H", 5) + b"Zo\xeb X"
    note = record(0x1C, struct.pack("<HHH", 0, 0, 7), b"Unwell.")
    before = record(0x42, struct.pack("<H", 1252))
    content = workbook(cell(0x204, 0, 0, name), note, before=before, version=0x500)
    reading = read_file(storage_with({"Book": content}), "pupils.xls")
    assert texts_at(reading, WHERE) == "Zoë X"
    assert texts_at(reading, f"{WHERE}#comments") == "Unwell."
    assert texts_at(reading, f"{WHERE}#sheet-names") == "Sheet"


def test_both_workbooks_of_a_file_for_two_versions() -> None:
    book = workbook(cell(0x204, 0, 0, struct.pack("<H", 5) + b"Grace"), version=0x500)
    reading = read_workbook(workbook(cell(0x204, 0, 0, wide("Henry"))), Book=book)
    assert {table.rows for table in reading.tables} == {(("Henry",),), (("Grace",),)}


@pytest.mark.parametrize(("number", "cells"), [(0x009, 0x04), (0x209, 0x204), (0x409, 0x204)])
def test_workbooks_from_before_there_were_storages(number: int, cells: int) -> None:
    version = {0x009: 2, 0x209: 3, 0x409: 4}[number] * 0x100
    start = record(number, struct.pack("<HH", version, 0x10), b"\0\0" * (number != 0x009))
    text = struct.pack("<HHBBB", 0, 0, 0, 0, 0) + b"\5Grace"
    if number != 0x009:
        text = struct.pack("<HHHH", 0, 0, 0, 5) + b"Grace"
    reading = read_file(start + record(cells, text) + END, "pupils.xls")
    assert reading.attachments[0].media_type == "application/vnd.ms-excel"
    assert texts_at(reading, WHERE) == "Grace"


def test_a_workbook_without_its_end_is_unread() -> None:
    content = workbook(cell(0x204, 0, 0, wide("Grace Bishop")))
    reading = read_workbook(content[: -len(END)])
    assert reasons(reading) == [DAMAGED]
    assert texts_at(reading, WHERE) == "Grace Bishop"


def test_a_sheet_that_does_not_begin_where_it_should_is_unread() -> None:
    content = workbook().replace(beginning(0x10), record(0x55, bytes(16)))
    assert reasons(read_workbook(content)) == [DAMAGED]


def test_cells_at_the_far_corners_cost_no_grid() -> None:
    rows = rows_of(cell(0x204, 0, 0, wide("Grace")), cell(0x204, 65_535, 255, wide("Bishop")))
    assert [row[-1] for row in rows] == ["Grace", "Bishop"]
