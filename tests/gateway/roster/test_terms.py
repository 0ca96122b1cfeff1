"""The usual English school year, and how much of a time was term."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.roster.terms import holidays_of, in_term, term_time_since


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 9, 3),
        date(2026, 10, 23),
        date(2026, 11, 2),
        date(2026, 11, 22),
        date(2026, 12, 18),
        date(2027, 1, 5),
        date(2027, 2, 12),
        date(2027, 3, 19),
        date(2027, 4, 5),
        date(2027, 5, 28),
        date(2027, 6, 30),
    ],
)
def test_in_term(day: date) -> None:
    assert in_term(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 10, 28),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 2, 16),
        date(2024, 3, 29),  # Good Friday of an early Easter
        date(2025, 4, 21),  # Easter Monday of a late one
        date(2026, 4, 6),
        date(2026, 5, 25),  # the bank holiday
        date(2026, 7, 30),
        date(2026, 8, 31),
        date(2026, 9, 1),
    ],
)
def test_on_holiday(day: date) -> None:
    assert not in_term(day)


def test_a_school_may_have_its_own() -> None:
    terms = [(date(2026, 8, 17), date(2026, 10, 9))]
    assert in_term(date(2026, 8, 17), terms)
    assert in_term(date(2026, 10, 9), terms)
    assert not in_term(date(2026, 11, 5), terms)


def at(day: int, hour: int = 6, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("then", "now", "spent"),
    [
        (at(10), at(12, 7), timedelta(days=2, hours=1)),
        (at(10), at(10), timedelta()),
        (at(12), at(10), timedelta()),
        (at(23, 18, month=10), at(2), timedelta(hours=12)),  # half-term lies between
        (at(1, month=8), at(20, month=8), timedelta()),
    ],
)
def test_how_much_was_term(then: datetime, now: datetime, spent: timedelta) -> None:
    assert term_time_since(then, now) == spent


def test_it_looks_back_a_year_at_most() -> None:
    assert term_time_since(datetime(1601, 1, 1, tzinfo=UTC), at(2)) < timedelta(days=366)


NAMED = [(date(2026, 11, 2), date(2026, 12, 18)), (date(2026, 9, 2), date(2026, 10, 16))]


@pytest.mark.parametrize(
    ("day", "reopens"),
    [
        (date(2026, 10, 16), date(2026, 10, 16)),
        (date(2026, 10, 17), date(2026, 11, 2)),  # two weeks, as the school has it
        (date(2026, 11, 2), date(2026, 11, 2)),
        (date(2026, 12, 19), date(2027, 1, 4)),  # beyond the terms that are named: as is usual
        (date(2026, 8, 31), date(2026, 9, 3)),  # and before them
        (date(2028, 6, 30), date(2028, 6, 30)),
    ],
)
def test_when_school_is_on_again(day: date, reopens: date) -> None:
    assert holidays_of(NAMED).reopens(day) == reopens


@pytest.mark.parametrize("terms", [(), NAMED])
def test_holidays_are_the_days_out_of_term(terms: list[tuple[date, date]]) -> None:
    for number in range(100):
        day = date(2026, 9, 3) + timedelta(days=number)
        assert (holidays_of(terms).reopens(day) == day) == in_term(day, terms)


def test_usual_holidays_end() -> None:
    for number in range(4000):
        day = date(2026, 1, 1) + timedelta(days=number)
        again = holidays_of(()).reopens(day)
        assert again - day <= timedelta(days=44)
        assert in_term(again)
