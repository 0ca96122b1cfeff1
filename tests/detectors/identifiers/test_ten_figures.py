"""Numbers of ten figures: learners' and patients', and all the others that have as many."""

from __future__ import annotations

import pytest

from detectors.identifiers import nhs_number, uln


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NHS 450 557 7104.", "4505577104"),
        ("450-557-7104", "4505577104"),
        ("(4505577104)", "4505577104"),
        ("450\u00a0557\u00a07104", "4505577104"),
        ('"nhs":"9434765919"', "9434765919"),
    ],
)
def test_an_nhs_number_is_found(text: str, value: str) -> None:
    assert [mark.value for mark in nhs_number.find(text)] == [value]
    assert list(uln.find(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "450 557 7105",  # another check figure
        "450 5577104",  # grouped in no usual way
        "9999999999",  # stands for a learner without a number
        "4444444444",
        "+44 450 557 7104",
        "(0)450 557 7104",
        "14505577104",
        "45055771040",
        "12 450 557 7104",
        "4505577104.50",
        "A4505577104",
    ],
)
def test_what_is_no_nhs_number(text: str) -> None:
    assert list(nhs_number.find(text)) == []


def test_every_isbn_of_ten_figures_has_the_form_of_an_nhs_number() -> None:
    assert nhs_number.is_valid("0306406152")
    assert not nhs_number.is_issued("0306406152")


def test_a_uln_is_found() -> None:
    (mark,) = uln.find("ULN 9276308686")
    assert (mark.start, mark.end, mark.value) == (4, 14, "9276308686")
    assert list(nhs_number.find("ULN 9276308686")) == []


@pytest.mark.parametrize("figures", ["9276308687", "9999999999", "0276308686"])
def test_what_is_no_uln(figures: str) -> None:
    assert list(uln.find(figures)) == []


def test_no_number_is_both() -> None:
    numbers = [str(number) for number in range(1_000_000_000, 10_000_000_000, 449_999)]
    assert any(map(uln.is_valid, numbers))
    assert any(map(nhs_number.is_valid, numbers))
    assert not any(uln.is_valid(each) and nhs_number.is_valid(each) for each in numbers)
