"""Tests for gateway.roster.formats.delimited and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.formats.delimited import delimiter_of, rows_of
from gateway.roster.formats.tables.column import Column
from gateway.roster.formats.tables.columns import best_header, columns_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_that_of_the_headings(delimiter: str) -> None:
    text = f"Pupils, by year, form; and | house\n{delimiter.join(('Forename', 'Surname', 'UPN'))}\n"
    assert delimiter_of(text) == delimiter


def test_rows_are_numbered_by_their_first_line() -> None:
    text = 'a,b\n\n"c\nd",e\r\nf,g\rh,i'
    assert list(rows_of(text, ",", 2)) == [
        (1, ["a", "b"]),
        (3, ["c\nd", "e"]),
        (5, ["f", "g"]),
        (6, ["h", "i"]),
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n"c,d\ne,f\ng,h', [(1, ["a", "b"]), (2, ()), (3, ["e", "f"]), (4, ["g", "h"])]),
        ('a,b\nc,"d\ne,"f"\ng,h', [(1, ["a", "b"]), (2, ["c", "d\n"]), (3, ["e", "f"]), (4, ["g", "h"])]),
        ('a,b\n"c,d\ne,"f",x\ng,h', [(1, ["a", "b"]), (2, ()), (3, ["e", "f", "x"]), (4, ["g", "h"])]),
        ('a,b\n"c" x,d\ng,h', [(1, ["a", "b"]), (2, ["c x", "d"]), (3, ["g", "h"])]),
    ],
)
def test_an_open_quotation_mark(text: str, rows: list[tuple[int, object]]) -> None:
    assert list(rows_of(text, ",", 2)) == rows


@given(st.text(alphabet='a",\n', max_size=60), st.integers(0, 3))
def test_every_line_is_in_a_row_or_said_to_be_broken(text: str, width: int) -> None:
    numbers = [number for number, _ in rows_of(text, ",", width)]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= text.count("\n") + 1 for number in numbers)


def test_the_header_is_the_row_that_names_most_columns() -> None:
    rows = [
        ["Name of school", "Oakfield"],
        ["Name"],
        ["Forename", "Surname", "UPN"],
        ["Grace", "Bishop", "x"],
    ]
    at, columns = best_header(rows)
    assert at == 2
    assert columns.places == {Column.FORENAME: (0,), Column.SURNAME: (1,), Column.UPN: (2,)}


def test_no_more_columns_are_looked_at_than_reports_have() -> None:
    assert len(columns_of(["Email"] * 20_000).places[Column.EMAIL]) == 1_000


def test_a_row_without_names_is_no_header() -> None:
    assert not best_header([["Room", "Price"], []])[1].give_names
    assert not best_header([])[1].give_names


def test_what_is_missing_never_quotes_a_heading() -> None:
    columns = columns_of(["Adno", "Secret Bishop", "Forename"])
    assert columns.missing() == "lacks the column surname; found: admission number, forename"
