"""Exam candidates' identifiers, by the examples of the exam boards."""

from __future__ import annotations

import pytest

from detectors.identifiers import uci


@pytest.mark.parametrize("value", ["689990980001D", "681990012058G"])
def test_an_identifier_is_found(value: str) -> None:
    (mark,) = uci.find(f"UCI {value};")
    assert (mark.start, mark.end, mark.value) == (4, 17, value)


@pytest.mark.parametrize(
    "text",
    ["689990980001E", "689990980001", "689990980001I", "X689990980001D", "689990980001d", "68999 0980001D"],
)
def test_anything_else_is_none(text: str) -> None:
    assert list(uci.find(text)) == []


def test_a_letter_counts_as_its_place() -> None:
    letters = [letter for letter in "ABCDEFGHKLMRTVWXY" if uci.is_valid(f"68999B980001{letter}")]
    assert letters == ["K"]
    assert uci.is_valid("689992980001K")  # B is 2


def test_a_late_letter_may_count_in_two_ways() -> None:
    assert uci.is_valid("68999R980001F")
    assert uci.is_valid("68999R980001W")
    assert not uci.is_valid("68999R980001A")
