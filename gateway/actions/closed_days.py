"""Days on which a school is closed, and the first one after them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

Period = tuple[date, date]  # with its first and its last day
_ONE_DAY = timedelta(days=1)


class Closed(Protocol):
    """A reason for which a school is closed on some days."""

    def reopens(self, day: date) -> date:
        """The first day from this one on that is not one of them."""


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Some periods, such as bank holidays: in order, and none of them touches the next."""

    periods: tuple[Period, ...] = ()

    @classmethod
    def of(cls, periods: Iterable[Period]) -> ClosedDays:
        """In any order, and they may overlap."""
        joined: list[Period] = []
        for first, last in sorted(periods):
            if joined and first <= _after(joined[-1][1]):
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return cls(tuple(joined))

    def reopens(self, day: date) -> date:
        place = bisect_right(self.periods, day, key=_first)
        if place and day <= self.periods[place - 1][1]:
            return _after(self.periods[place - 1][1])
        return day


def _first(period: Period) -> date:
    return period[0]


def _after(day: date) -> date:
    """The next day; the last one that there is stays itself."""
    return day + _ONE_DAY if day < date.max else day
