"""When an exception may end: the choices, the usual one first."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gateway.actions.closed_days import Closed

_ONE_DAY = timedelta(days=1)
_LONG_BREAK = timedelta(days=12)  # half-term with its weekends has nine
_LONGEST_TERM = timedelta(days=200)
_USUAL_MONTHS, _MOST_MONTHS = 3, 12


class Until(StrEnum):
    """How the end is chosen."""

    THREE_MONTHS = "three-months"
    TERM = "term"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class End:
    """One choice, and the last day on which the exception would count."""

    until: Until
    last_day: date


def ends_from(today: date, holidays: Closed | None) -> tuple[End, ...]:
    """`holidays`: when school is not on; without it there is no end of term to choose."""
    term = end_of_term(today, holidays) if holidays else None
    year = months_after(today, _MOST_MONTHS)
    return (
        End(Until.THREE_MONTHS, months_after(today, _USUAL_MONTHS)),
        *((End(Until.TERM, term),) if term and today < term < year else ()),
        End(Until.YEAR, year),
    )


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def end_of_term(today: date, holidays: Closed) -> date | None:
    """The last day before the next long holiday: half-term ends no term. In one, of the term after it."""
    for day in _days_from(holidays.reopens(today)):
        if holidays.reopens(day) - day >= _LONG_BREAK:
            return day - _ONE_DAY
    return None


def _days_from(day: date) -> Iterator[date]:
    return (day + number * _ONE_DAY for number in range(_LONGEST_TERM.days))
