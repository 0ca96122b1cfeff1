"""Identifiers are looked for only where figures stand in a row, and all are found there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detectors.identifiers import figures, national_insurance, nhs_number, uci, uln, upn

PIECES = (
    "H801200001001",
    "H 801 2000 01 001",
    "z820999912001",
    "9434765919",
    "943 476 5919",
    "943-476-5919",
    "943\u2009476\u20095919",
    "AB123456C",
    "AB 12 34 56 C",
    "BG123456A",
    "123456789012A",
    "12345A678901K",
    "1",
    "0",
    "7",
    " ",
    "\xa0",
    "-",
    "?",
    ".",
    ",",
    "/",
    "x",
    "A",
    "é",
    "\ud800",
    "\U0001f600",
    "word word word word ",
    "\n",
)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from((1, 1_000)))
def test_as_many_are_found_as_in_the_whole_text(text: str, most: int) -> None:
    found = figures.figures_in(text) if most > 1 else [(0, len(text))]
    for module in (upn, uln, nhs_number, national_insurance, uci):
        in_stretches = [mark for start, end in found for mark in module.find(text, start, end)]
        assert in_stretches == list(module.find(text))


def test_most_text_has_none() -> None:
    assert figures.figures_in("On 3 March 2026 at 9:30 in room 12, 4.50 each") == []


def test_of_a_text_of_figures_the_whole_is_one_stretch() -> None:
    text = f"123456{' word' * 10}" * 2_000
    assert figures.figures_in(text) == [(0, len(text))]
