"""Charts fit into their frames, and their bars are as long as their numbers are large."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.review.figures.drawing import WIDTH, rows, scale_top, spread, stacked

COLUMNS = st.lists(st.lists(st.integers(0, 100_000), min_size=4, max_size=4), max_size=60)


def names(values: list[list[int]]) -> list[str]:
    return [f"week {number}" for number in range(len(values))]


def said(values: list[list[int]]) -> list[list[str]]:
    return [[str(value) for value in row] for row in values]


@given(COLUMNS)
def test_stacked_bars_stay_inside_and_add_up(values: list[list[int]]) -> None:
    chart = stacked(names(values), values, said(values))
    assert len(chart.bars) == sum(value > 0 for row in values for value in row)
    for bar in chart.bars:
        assert chart.left <= bar.x < bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= chart.height
    for row, name in zip(values, names(values), strict=True):
        assert sum(row) == 0 or name in names(values)


def test_a_bar_twice_as_large_is_twice_as_high() -> None:
    small, large = stacked(["a", "b"], [[10, 0], [20, 0]], [["", ""], ["", ""]]).bars
    assert large.height == pytest.approx(2 * small.height, abs=0.3)


def test_parts_stand_on_one_another() -> None:
    lower, upper = stacked(["a"], [[3, 4]], [["", ""]]).bars
    assert upper.y + upper.height == pytest.approx(lower.y, abs=0.2)


@given(COLUMNS)
def test_rows_stay_inside_with_their_sums(values: list[list[int]]) -> None:
    chart = rows(names(values), values, said(values))
    for bar in chart.bars:
        assert 0 <= bar.x < bar.x + bar.width <= WIDTH
        assert bar.y + bar.height <= chart.height
    assert [label.text for label in chart.values] == [f"{sum(row):,}" for row in values]


@given(st.floats(0.01, 1e7))
def test_the_scale_reaches_the_greatest_value_and_not_far_beyond(greatest: float) -> None:
    top = scale_top(greatest)
    assert top >= greatest
    assert top <= max(2.0, 2 * greatest + 1)


@pytest.mark.parametrize(
    ("greatest", "top"), [(0, 2), (1, 2), (3, 3), (7, 8), (11, 15), (99, 100), (1234, 1500)]
)
def test_the_scale_is_round(greatest: int, top: int) -> None:
    assert scale_top(greatest) == top


def test_of_many_weeks_some_are_named_and_the_last_one_always() -> None:
    many = [f"week {number}" for number in range(52)]
    labels = [label.text for label in stacked(many, [[1]] * 52, [[""]] * 52).labels]
    assert len(labels) <= 13
    assert labels[-1] == "week 51"


def test_weeks_without_a_value_have_no_dot() -> None:
    (dot,) = spread(["a", "b"], [None, (2.0, 8.0)], ["", "b: 2 to 8"]).dots
    assert dot.upper < dot.y
    assert dot.said == "b: 2 to 8"
