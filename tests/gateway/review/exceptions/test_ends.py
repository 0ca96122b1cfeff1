"""The ends that an exception may have."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.review.exceptions.ends import Until, end_of_term, ends_from, months_after
from gateway.roster.terms import holidays_of

USUAL = holidays_of(())


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-02", 3, "2027-02-02"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_months_after(day: str, months: int, later: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-09-07", "2026-12-18"),  # half-term does not end it
        ("2026-11-02", "2026-12-18"),
        ("2026-10-28", "2026-12-18"),  # in half-term
        ("2026-12-27", "2027-03-19"),  # in the Christmas holidays: of the term after them
        ("2027-06-15", "2027-07-21"),
    ],
)
def test_the_end_of_the_usual_terms(day: str, end: str) -> None:
    assert end_of_term(date.fromisoformat(day), USUAL) == date.fromisoformat(end)


def test_the_end_of_a_term_that_the_school_has_named() -> None:
    named = holidays_of(((date(2026, 9, 1), date(2026, 12, 11)), (date(2027, 1, 4), date(2027, 3, 25))))
    assert end_of_term(date(2026, 11, 2), named) == date(2026, 12, 11)


def test_the_choices_begin_with_the_usual_one() -> None:
    today = date(2026, 11, 2)
    assert [(each.until, str(each.last_day)) for each in ends_from(today, USUAL)] == [
        (Until.THREE_MONTHS, "2027-02-02"),
        (Until.TERM, "2026-12-18"),
        (Until.YEAR, "2027-11-02"),
    ]
    assert [each.until for each in ends_from(today, None)] == [Until.THREE_MONTHS, Until.YEAR]
    assert Until.TERM not in [each.until for each in ends_from(date(2026, 12, 18), USUAL)]
