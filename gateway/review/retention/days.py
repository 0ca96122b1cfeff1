"""From the days that the settings give to what goes on which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from gateway.settings import Settings
from gateway.store.retention import Coming, Retention

SHOWN = timedelta(days=30)  # ahead
MOST_CASES = 20  # of one day that are shown by their number


@dataclass(frozen=True, slots=True)
class Going:
    """What goes on one day of the machine's local zone; `cases` are the first of so many."""

    day: date
    count: int
    cases: tuple[Coming, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.cases)


def retention_of(settings: Settings) -> Retention:
    days = settings.retention
    return Retention(days.contents_days, days.details_days, days.record_days)


def window(now: datetime, kept_days: int) -> tuple[datetime, datetime]:
    """Cases that were closed between these two moments lose what is kept for so many days in the next 30.

    Those that were closed before are overdue, and go within the hour.
    """
    first = now - timedelta(days=kept_days)
    return first, min(now, first + SHOWN)


def by_day(coming: Iterable[Coming], kept_days: int) -> tuple[Going, ...]:
    """From the next day to the last. `coming` is in the order in which the cases were closed."""

    def day(each: Coming) -> date:
        return (each.at + timedelta(days=kept_days)).astimezone().date()

    days = ((when, tuple(cases)) for when, cases in groupby(coming, day))
    return tuple(Going(when, len(cases), cases[:MOST_CASES]) for when, cases in days)
