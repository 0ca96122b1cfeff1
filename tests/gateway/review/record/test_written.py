"""The record as a table and as lines of JSON."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.review.record.written import BYTE_ORDER_MARK, COLUMNS, as_csv, csv_line, safe_cell
from gateway.store.history import Entry
from tests.support.judged import NOW

ENTRY = Entry("0" * 64, 1, NOW, "Oakfield Academy", "", "=1+1", "viewed", "-2", "", "f" * 64, '@x, "y"\nz')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert safe_cell(f"{start}HYPERLINK()") == f"'{start}HYPERLINK()"
    assert safe_cell(f"1{start}") == f"1{start}"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")), min_size=1))
def test_every_cell_comes_back_harmless(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_line(cells), newline=""))
    assert row == [safe_cell(each) for each in cells]
    assert not any(each.startswith(("=", "+", "-", "@", "\t", "\r")) for each in row)


def test_a_table_that_excel_knows() -> None:
    text = "".join(as_csv([ENTRY], str.upper))
    assert text.startswith(BYTE_ORDER_MARK)
    head, row = csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""))
    told = dict(zip(head, row, strict=True))
    assert tuple(head) == COLUMNS
    assert (told["who"], told["note"], told["reason"]) == ("'=1+1", "'-2", '\'@x, "y"\nz')
    assert (told["what they did"], told["hash before"]) == ("VIEWED", "0" * 64)
