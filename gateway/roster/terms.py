"""When school is on: in the terms that a school names, or else in those of the usual English school year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from gateway.actions.closed_days import ClosedDays, Period

Terms = Sequence[tuple[date, date]]  # each with its first and its last day; none: the usual ones

_LONGEST_LOOK = timedelta(days=366)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holidays:
    """When school is not on, for deadlines; `holidays_of` makes it.

    between: the holidays between terms that are named
    named: from the first day of the first of them to the last of the last. Beyond it the usual year counts:
        nobody has named those terms yet, and held mail must not wait for them
    """

    between: ClosedDays | None = None
    named: Period | None = None

    def reopens(self, day: date) -> date:
        if self.between and self.named and self.named[0] <= day <= self.named[1]:
            return self.between.reopens(day)
        ends = (last + _ONE_DAY for first, last in _usual_holidays(day.year) if first <= day <= last)
        return max(ends, default=day)

    def first_days(self) -> Iterator[date]:
        """Of those between terms that are named."""
        return (first for first, _ in self.between.periods) if self.between else iter(())


def holidays_of(terms: Terms) -> Holidays:
    """Of terms in any order, or of the usual ones where none is named."""
    if not terms:
        return Holidays()
    on = ClosedDays.of(terms).periods  # overlapping ones joined, in order
    between = ((last + _ONE_DAY, first - _ONE_DAY) for (_, last), (first, _) in pairwise(on))
    return Holidays(ClosedDays(tuple(between)), (on[0][0], on[-1][1]))


def in_term(day: date, terms: Terms = ()) -> bool:
    """Weekends within a term belong to it."""
    if terms:
        return any(first <= day <= last for first, last in terms)
    return not any(first <= day <= last for first, last in _usual_holidays(day.year))


def term_time_since(then: datetime, now: datetime, terms: Terms = ()) -> timedelta:
    """How much of the time from `then` to `now`, both aware, was term time; a year is as far as it looks."""
    then = max(then, now - _LONGEST_LOOK)
    spent = timedelta()
    while then < now:
        midnight = datetime.combine(then.date() + timedelta(days=1), time(), then.tzinfo)
        if in_term(then.date(), terms):
            spent += min(midnight, now) - then
        then = midnight
    return spent


def _usual_holidays(year: int) -> Iterator[tuple[date, date]]:
    """First and last days, weekends included. Councils differ by a week here and there."""
    yield _weeks_from(_monday(date(year - 1, 12, 19)), 2)  # Christmas, of which most is in the new year
    yield _weeks_from(_monday(date(year, 2, 12)), 1)  # half-term
    yield _weeks_from(_easter(year) - timedelta(days=6), 2)
    yield _weeks_from(_monday(date(year, 5, 25)), 1)  # half-term, with the late May bank holiday
    yield date(year, 7, 22), date(year, 9, 2)  # summer
    yield _weeks_from(_monday(date(year, 10, 22)), 1)  # half-term
    yield _weeks_from(_monday(date(year, 12, 19)), 2)  # Christmas


def _weeks_from(monday: date, weeks: int) -> tuple[date, date]:
    """From the Saturday before to the last Sunday."""
    return monday - timedelta(days=2), monday + timedelta(weeks=weeks, days=-1)


def _monday(earliest: date) -> date:
    return earliest + timedelta(days=-earliest.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday (Jones, General Astronomy, 1922; Meeus, Astronomical Algorithms, chapter 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    lunar = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - lunar - of_century % 4) % 7
    late = (golden + 11 * lunar + 22 * weekday) // 451
    month, day = divmod(lunar + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
