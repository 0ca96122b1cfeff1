"""Tests for detectors.extract.office.xlsb, binarysheet and biff12."""

from __future__ import annotations

import struct

import pytest

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead
from detectors.extract.office.biff12 import records, rk_number, written
from tests.detectors.extract.files import read_file, reasons, texts_at
from tests.samples.binaryworkbook import (
    hidden_column,
    number_cell,
    record,
    row,
    shared_cell,
    sheet_of,
    strings_of,
    styles_of,
    text_cell,
    workbook_of,
)

WHERE = "attachment:pupils.xlsb"


def test_cells_of_every_kind() -> None:
    """What LibreOffice shows of the same workbook, but for the date, which it writes its own way."""
    cells = (
        shared_cell(0, 0),
        number_cell(1, 41_046, style=1),
        number_cell(2, 3.5),
        record(2, struct.pack("<III", 3, 0, 7 << 2 | 2)),
        record(13, struct.pack("<II", 0, 1_234 << 2 | 3)),  # a cell that does not say in which column
        record(4, struct.pack("<IIB", 5, 0, 1)),
    )
    content = workbook_of(
        sheet_of(row(0, *cells)), sharedStrings=strings_of("Grace"), styles=styles_of(0, 14)
    )
    reading = read_file(content, "pupils.xlsb")
    assert reading.tables[0].rows == (("Grace", "2012-05-17", "3.5", "7", "12.34", "1"),)
    assert not reading.unread


def test_cells_keep_their_columns_and_rows_are_apart() -> None:
    sheet = sheet_of(row(0, text_cell(2, "Bishop")), row(1, text_cell(0, "Grace"), text_cell(2, "Bishop")))
    assert read_file(workbook_of(sheet), "pupils.xlsb").tables[0].rows == (
        ("", "", "Bishop"),
        ("Grace", "", "Bishop"),
    )


def test_what_is_hidden_is_said_to_be() -> None:
    hidden = row(1, text_cell(0, "Grace"), text_cell(1, "Bishop"), is_hidden=True)
    sheet = sheet_of(
        row(0, text_cell(0, "Forename"), text_cell(1, "Surname")), hidden, columns=hidden_column(1)
    )
    reading = read_file(workbook_of(sheet, second=sheet_of(row(0, text_cell(0, "Henry")))), "pupils.xlsb")
    assert texts_at(reading, f"{WHERE}#hidden-rows") == "Forename\tSurname\nGrace\tBishop"
    assert texts_at(reading, f"{WHERE}#hidden-columns") == "Surname\nBishop"
    assert texts_at(reading, f"{WHERE}#hidden-sheet") == "Henry"
    assert texts_at(reading, f"{WHERE}#sheet-names") == "Menu\nTargets"


def test_what_comes_before_damage_is_read() -> None:
    sheet = sheet_of(row(0, text_cell(0, "Grace")), row(1, text_cell(0, "Bishop")))
    reading = read_file(workbook_of(sheet[:-12]), "pupils.xlsb")
    assert "Grace" in texts_at(reading, WHERE)
    assert reasons(reading) == ["A part of it is damaged and cannot be read."]


@pytest.mark.parametrize("data", [b"\x05", b"\x05\x08\0", b"\x81", b"\x05\xff\xff\xff\xff\xff"])
def test_a_record_that_is_not_all_there(data: bytes) -> None:
    with pytest.raises(CannotRead):
        list(records(record(156, b"whole") + data, Budget()))


def test_numbers_of_records_and_lengths_take_as_many_bytes_as_they_need() -> None:
    data = record(637, b"x" * 300) + record(5)
    assert [(number, len(body)) for number, body in records(data, Budget())] == [(637, 300), (5, 0)]


@pytest.mark.parametrize(
    ("rk", "value"),
    [(7 << 2 | 2, 7), (0xFFFFFFFE, -1), (1_234 << 2 | 3, 12.34), (0x3FF00000, 1), (0x40090000, 3.125)],
)
def test_numbers_in_thirty_bits(rk: int, value: float) -> None:
    assert rk_number(rk) == pytest.approx(value)


@pytest.mark.parametrize(
    ("value", "text"), [(7.0, "7"), (-3.0, "-3"), (3.5, "3.5"), (float("nan"), ""), (float("inf"), "")]
)
def test_numbers_are_written_as_in_other_workbooks(value: float, text: str) -> None:
    assert written(value) == text
