"""What was found is found again, wherever it stands in the text."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from detectors.names.rows import CELL_END
from gateway.inspection.spotting import Spots


def _all(text: str, wanted: str) -> list[str]:
    return [text[start:end] for start, end in Spots(text).all(wanted)]


def test_every_spelling_of_the_same_letters_is_found() -> None:
    text = "Zoë O'Neill, ZOE O’NEILL and Zoe\nO'Neill"
    assert _all(text, "Zoe O'Neill") == ["Zoë O'Neill", "ZOE O’NEILL", "Zoe\nO'Neill"]


def test_a_word_is_not_found_within_another() -> None:
    assert _all("Al went to Alton with Hal, and Al.", "Al") == ["Al", "Al"]


def test_cells_of_a_row_are_found_whatever_parts_them() -> None:
    assert _all('"Bishop","Grace"\nBishop\tGrace', f"Bishop{CELL_END}Grace") == [
        'Bishop","Grace',
        "Bishop\tGrace",
    ]


def test_the_first_behind_a_place() -> None:
    text = "Grace, Grace, Grace"
    assert Spots(text).first("grace", 1) == (7, 12)
    assert Spots(text).first("grace", 15) is None
    assert Spots(text).first("") is None


def test_a_text_made_to_take_long_takes_no_longer() -> None:
    spots = Spots("ab " * 70_000 + "a" * 100_000)
    started = time.process_time()
    for length in range(1, 100):
        list(spots.all("a" * length))
    assert time.process_time() - started < 3


@given(st.text(), st.text(min_size=1), st.text())
def test_what_is_found_lies_in_the_text(before: str, wanted: str, behind: str) -> None:
    text = f"{before} {wanted} {behind}"
    for start, end in Spots(text).all(wanted):
        assert 0 <= start < end <= len(text)
