"""A typing error is one letter too many, missing or wrong, or two that changed places; never two errors."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.slips import Slips, one_slip_apart

SLIPS = Slips.of(["featherstone", "bishop", "tudor", "lee"])
WORD = st.text(string.ascii_lowercase, min_size=5, max_size=12)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("fetherstone", "featherstone"),
        ("featherstonne", "featherstone"),
        ("featherstane", "featherstone"),
        ("faetherstone", "featherstone"),
        ("featherstoen", "featherstone"),
        ("xeatherstone", "featherstone"),
        ("bihsop", "bishop"),
        ("bishops", "bishop"),
        ("tudro", "tudor"),
    ],
)
def test_one_error(word: str, name: str) -> None:
    assert list(SLIPS.near(word)) == [name]


@pytest.mark.parametrize(
    "word", ["featherstone", "fethrstone", "faehterstone", "lea", "leee", "", "bshp", "x" * 999]
)
def test_none_two_or_in_a_short_name(word: str) -> None:
    assert list(SLIPS.near(word)) == []


@given(WORD, st.data())
def test_every_single_error_is_found(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    wrong = {
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    } - {name}
    slips = Slips.of([name])
    assert all(list(slips.near(word)) == [name] for word in wrong)


@given(WORD, WORD)
def test_the_comparison_has_no_direction(one: str, other: str) -> None:
    assert one_slip_apart(one, other) == one_slip_apart(other, one)
