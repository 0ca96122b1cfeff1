"""Tests for detectors.extract.pages.layout."""

from __future__ import annotations

import pytest

from detectors.extract.pages.layout import Word, rows_of, straight, table_of, upright

# A class list as it is read in columns: first the forenames, then the surnames.
LIST = [
    Word("Henry", 100, 200, 160, 220, 0),
    Word("Grace", 100, 240, 158, 260, 1),
    Word("Tudor", 400, 200, 455, 220, 2),
    Word("Bishop", 400, 240, 460, 262, 3),
]


def test_rows_go_across_columns() -> None:
    assert table_of(LIST) == (("Henry", "Tudor"), ("Grace", "Bishop"))


def test_words_near_each_other_are_one_cell() -> None:
    words = [Word("Mary", 0, 0, 40, 20), Word("Ann", 46, 0, 80, 20), Word("Lister", 300, 0, 350, 20)]
    assert rows_of(words) == (("Mary Ann", "Lister"),)


def test_a_small_sign_does_not_begin_a_line_of_its_own() -> None:
    words = [
        Word("“", 0, 0, 6, 5),
        Word("Grace", 7, 1, 60, 20),
        Word("left", 66, 0, 90, 20),
        Word("so", 0, 40, 20, 60),
    ]
    assert rows_of(words) == (("“ Grace left",), ("so",))


def test_prose_is_no_table() -> None:
    assert table_of([Word("Dear", 0, 0, 40, 20), Word("parents", 0, 30, 70, 50)]) == ()
    assert table_of([]) == ()


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_a_page_on_its_side_is_turned_upright(quarter_turns: int) -> None:
    heading = [Word("Class", 100, 100, 160, 120, 9), Word("8B", 170, 100, 200, 120, 9)]
    words = heading + LIST
    for _ in range(quarter_turns):
        words = [Word(w.text, -w.bottom, w.left, -w.top, w.right, w.line) for w in words]
    assert rows_of(upright(words)) == (("Class 8B",), ("Henry", "Tudor"), ("Grace", "Bishop"))


def test_a_page_askew_keeps_its_rows() -> None:
    heading = [Word("Class", 100, 100, 160, 120, 9), Word("8B", 670, 100, 700, 120, 9)]
    askew = [
        Word(w.text, w.left, w.top + w.left * 0.08, w.right, w.bottom + w.left * 0.08, w.line)
        for w in heading + LIST
    ]
    assert ("Grace", "Bishop") in rows_of(straight(upright(askew)))
    assert ("Grace", "Bishop") not in rows_of(askew)
