"""Deadlines: by the clock on the wall, on days when somebody is there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.closed_days import ClosedDays, Period
from gateway.actions.patience import WEEKDAYS, NeverOpenError, Patience, deadline_of, must_open
from tests.support.timing import quickest

LONDON = ZoneInfo("Europe/London")
ALWAYS = frozenset(range(7))
SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})
MINUTE = 1 / 24 / 60


def at(written: str) -> datetime:
    """London's wall clock."""
    return datetime.fromisoformat(written).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("opened", "days", "deadline"),
    [
        ("2026-11-02 15:40", 5, "2026-11-09 15:40"),  # a Monday
        ("2026-11-03 09:00", 1, "2026-11-04 09:00"),
        ("2026-11-06 15:00", 1, "2026-11-09 15:00"),  # on Friday afternoon
        ("2026-11-06 15:00", 0.25, "2026-11-06 21:00"),
        ("2026-11-06 15:00", 0.5, "2026-11-09 03:00"),
        ("2026-11-06 12:00", 0.5, "2026-11-09 00:00"),  # the week ends in the middle of the night
        ("2026-11-07 10:00", 1, "2026-11-10 00:00"),  # on Saturday nobody's time runs yet
        ("2026-11-08 23:59", 5, "2026-11-16 00:00"),
        ("2026-12-31 12:00", 10, "2027-01-14 12:00"),
        ("2028-02-28 12:00", 2, "2028-03-01 12:00"),  # a leap year
        ("2026-03-27 12:00", 1, "2026-03-30 12:00"),  # the clocks go forward between
        ("2026-10-23 12:00", 1, "2026-10-26 12:00"),  # and back
    ],
)
def test_a_deadline_is_on_a_weekday(opened: str, days: float, deadline: str) -> None:
    assert deadline_of(at(opened), days, LONDON) == at(deadline)


@pytest.mark.parametrize(
    ("counted", "deadline"),
    [
        (ALWAYS, "2026-11-07 15:00"),
        (WEEKDAYS, "2026-11-09 15:00"),
        (SUNDAY_TO_THURSDAY, "2026-11-09 00:00"),
        (frozenset({2}), "2026-11-18 00:00"),
    ],
)
def test_a_school_says_which_days_count(counted: frozenset[int], deadline: str) -> None:
    assert deadline_of(at("2026-11-06 15:00"), 1, LONDON, counted) == at(deadline)


@pytest.mark.parametrize(
    ("opened", "minutes", "utc"),
    [
        ("2026-03-29T00:59+00:00", 2, "2026-03-29T01:01+00:00"),  # 00:59, and then 02:01
        ("2026-10-25T00:30+00:00", 10, "2026-10-25T01:40+00:00"),  # 01:40 comes twice: the second one
        ("2026-10-25T01:30+00:00", 10, "2026-10-25T01:40+00:00"),
    ],
)
def test_in_the_night_of_the_clocks_nobody_has_less_time(opened: str, minutes: int, utc: str) -> None:
    deadline = deadline_of(datetime.fromisoformat(opened), minutes * MINUTE, LONDON, ALWAYS)
    assert deadline.astimezone(UTC) == datetime.fromisoformat(utc)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
SPANS = st.floats(min_value=1e-4, max_value=30)
DAYS = st.frozensets(st.integers(0, 6), min_size=1)


@given(MOMENTS, SPANS, DAYS)
def test_a_deadline_is_ahead_and_on_a_day_that_counts(
    opened: datetime, days: float, counted: frozenset[int]
) -> None:
    deadline = deadline_of(opened, days, LONDON, counted)

    assert deadline > opened
    assert deadline.weekday() in counted
    assert deadline - opened >= timedelta(days=days) - timedelta(hours=1)  # the clocks may go forward


@given(MOMENTS, st.integers(1, 10))
def test_a_week_of_five_days_is_a_week(opened: datetime, weeks: int) -> None:
    opened = opened.replace(tzinfo=LONDON)
    if opened.weekday() in WEEKDAYS:
        wall = opened.replace(tzinfo=None) + timedelta(weeks=weeks)
        assert deadline_of(opened, 5 * weeks, LONDON).replace(tzinfo=None) == wall


def test_where_no_zone_is_named_it_is_the_machines_own() -> None:
    deadline = deadline_of(datetime(2026, 11, 3, 9, tzinfo=UTC), 1, None)
    assert deadline == datetime(2026, 11, 4, 9, tzinfo=UTC)
    assert deadline.utcoffset() == deadline.astimezone().utcoffset()


def test_a_reminder_for_monday_is_due_on_friday() -> None:
    patience = Patience(days=5, remind_before=1, zone=LONDON)
    opened = at("2026-11-02 10:00")
    deadline = patience.deadline(opened)

    assert deadline == at("2026-11-09 10:00")
    assert patience.reminding(at("2026-11-06 09:59")) < deadline
    assert patience.reminding(at("2026-11-06 10:00")) == deadline


@pytest.mark.parametrize(("days", "seconds"), [(5, 60), (1, 60), (20 * MINUTE, 60), (MINUTE, 3)])
def test_short_deadlines_are_looked_at_oftener(days: float, seconds: float) -> None:
    assert Patience(days).between_looks == timedelta(seconds=seconds)


@pytest.mark.parametrize(("hours", "seconds"), [(0, 60), (1, 60), (1 / 60, 3)])
def test_so_are_cases_of_which_others_are_soon_told(hours: float, seconds: float) -> None:
    assert Patience(5, ask_others=hours / 24).between_looks == timedelta(seconds=seconds)


CHRISTMAS = ClosedDays.of([(date(2026, 12, 19), date(2027, 1, 3)), (date(2027, 1, 4), date(2027, 1, 4))])


@pytest.mark.parametrize(
    ("opened", "days", "deadline"),
    [
        ("2026-12-18 15:00", 1, "2027-01-05 15:00"),  # Monday the 4th is an INSET day
        ("2026-12-18 15:00", 0.375, "2027-01-05 00:00"),
        ("2026-12-24 10:00", 0.25, "2027-01-05 06:00"),
        ("2026-12-16 10:00", 2, "2026-12-18 10:00"),
        ("2026-12-16 10:00", 3, "2027-01-05 10:00"),
    ],
)
def test_closed_days_do_not_count(opened: str, days: float, deadline: str) -> None:
    assert deadline_of(at(opened), days, LONDON, closed=(CHRISTMAS,)) == at(deadline)


def test_periods_are_joined_where_they_touch() -> None:
    assert CHRISTMAS.periods == ((date(2026, 12, 19), date(2027, 1, 4)),)


def test_which_days_count() -> None:
    patience = Patience(zone=LONDON, closed=(CHRISTMAS,))

    assert [patience.counts(date(2027, 1, day)) for day in (4, 5, 9)] == [False, True, False]
    assert patience.day_before(date(2027, 1, 5)) == date(2026, 12, 18)
    assert patience.day_of(datetime(2027, 6, 1, 23, 30, tzinfo=UTC)) == date(2027, 6, 2)


PERIODS = st.lists(
    st.tuples(st.dates(date(2026, 1, 1), date(2031, 1, 1)), st.integers(0, 30)).map(
        lambda drawn: (drawn[0], drawn[0] + timedelta(days=drawn[1]))
    ),
    max_size=12,
)


@given(MOMENTS, SPANS, PERIODS, PERIODS)
def test_more_closed_days_never_make_a_deadline_earlier(
    opened: datetime, days: float, some: list[Period], more: list[Period]
) -> None:
    few, many = ClosedDays.of(some), ClosedDays.of(some + more)
    deadline = deadline_of(opened, days, LONDON, closed=(many,))

    assert deadline >= deadline_of(opened, days, LONDON, closed=(few,))
    assert not any(first <= deadline.date() <= last for first, last in some + more)


@given(st.dates(date(2025, 12, 1), date(2031, 3, 1)), PERIODS)
def test_a_school_opens_on_the_first_day_that_is_in_no_period(day: date, periods: list[Period]) -> None:
    expected = day
    while any(first <= expected <= last for first, last in periods):
        expected += timedelta(days=1)
    assert ClosedDays.of(periods).reopens(day) == expected


def test_decades_of_closed_days_take_no_time() -> None:
    first = date(2026, 1, 1)
    every_other = [(day, day) for day in (first + timedelta(days=2 * n) for n in range(15_000))]

    def ask() -> None:
        patience = Patience(365, zone=LONDON, closed=(ClosedDays.of(every_other),))
        must_open(patience, [day for day, _ in every_other])
        patience.deadline(at("2026-11-02 10:00"))

    assert quickest(ask) < 0.5


def test_where_nobody_is_there_for_more_than_a_year() -> None:
    wednesdays = ClosedDays.of(
        (day, day) for day in (date(2026, 1, 7) + timedelta(weeks=n) for n in range(60))
    )
    with pytest.raises(NeverOpenError) as raised:
        must_open(
            Patience(counted=frozenset({2}), closed=(wednesdays,)), [day for day, _ in wednesdays.periods]
        )
    assert raised.value.since == date(2026, 1, 7)
    must_open(Patience(closed=(wednesdays,)), [day for day, _ in wednesdays.periods])


def test_a_break_of_a_year_is_one_that_ends() -> None:
    sabbatical = ClosedDays.of([(date(2027, 1, 4), date(2027, 12, 31))])
    must_open(Patience(closed=(sabbatical,)), [date(2027, 1, 4)])
