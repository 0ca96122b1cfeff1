"""How long a held message waits for a decision: time counts only on days when somebody is there to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from gateway.actions.closed_days import Closed

WEEKDAYS = frozenset(range(5))  # as `datetime.weekday` numbers them
_ONE_DAY = timedelta(days=1)
_LONGEST_LOOK = timedelta(minutes=1)
_LOOKS = 20  # in the time that a decision may take, where that is short
_LONGEST_BREAK = timedelta(days=366)


class NeverOpenError(Exception):
    """From this day on nobody is there to decide for more than a year."""

    def __init__(self, since: date) -> None:
        super().__init__()
        self.since = since


@dataclass(frozen=True, slots=True)
class Patience:
    """How long those who decide have, and when they are reminded and others asked; all in days.

    remind_before: so long before the end they are reminded; 0: never
    counted: the days of the week on which the time runs; at least one
    zone: on whose wall the clock hangs; None: this machine's
    closed: for which reasons there are days that do not count either
    ask_others: after so long others are asked, where nobody has looked; 0: never
    """

    days: float = 5
    remind_before: float = 1
    counted: frozenset[int] = WEEKDAYS
    zone: tzinfo | None = None
    closed: tuple[Closed, ...] = ()
    ask_others: float = 0

    def deadline(self, opened_at: datetime) -> datetime:
        """When a message that is held since then is given up."""
        return deadline_of(opened_at, self.days, self.zone, self.counted, self.closed)

    def reminding(self, now: datetime) -> datetime:
        """Of cases whose deadline is no later than this, those who decide are now reminded."""
        return deadline_of(now, self.remind_before, self.zone, self.counted, self.closed)

    def asking_others(self, opened_at: datetime) -> datetime:
        """When others are asked about a message that is held since then and nobody has looked at."""
        return deadline_of(opened_at, self.ask_others, self.zone, self.counted, self.closed)

    def day_of(self, now: datetime) -> date:
        """What the calendar on the wall shows."""
        return now.astimezone(self.zone).date()

    def counts(self, day: date) -> bool:
        return next_counted(day, self.counted, self.closed) == day

    def day_before(self, day: date) -> date:
        """The last day before this one that counts; a year before it where there is none later."""
        for back in range(1, _LONGEST_BREAK.days):
            if self.counts(day - back * _ONE_DAY):
                return day - back * _ONE_DAY
        return day - _LONGEST_BREAK

    def next_day(self, day: date) -> date:
        """The first day after this one that counts."""
        return next_counted(day + _ONE_DAY, self.counted, self.closed)

    @property
    def between_looks(self) -> timedelta:
        """A minute, or less where a decision may take a few minutes only."""
        shortest = min(self.days, self.ask_others or self.days)
        return min(_LONGEST_LOOK, timedelta(days=shortest) / _LOOKS)


USUAL_PATIENCE = Patience()


def deadline_of(
    opened_at: datetime,
    days: float,
    zone: tzinfo | None,
    counted: frozenset[int] = WEEKDAYS,
    closed: tuple[Closed, ...] = (),
) -> datetime:
    """The moment, in that zone, when so many days are over.

    A day lasts as long as the clock on the wall takes for it, also where it is put forward or back. On days
    that are not counted the time stands still: Friday at 15:00 and one day are Monday at 15:00.
    """
    moment = opened_at.astimezone(zone).replace(tzinfo=None)
    left = timedelta(days=days)
    while True:
        day = next_counted(moment.date(), counted, closed)
        if day != moment.date():
            moment = datetime.combine(day, time.min)
        midnight = datetime.combine(day + _ONE_DAY, time.min)
        if moment + left < midnight:
            return _at(moment + left, zone)
        left -= midnight - moment
        moment = midnight


def next_counted(day: date, counted: frozenset[int], closed: tuple[Closed, ...]) -> date:
    """The first day from this one on that counts. Holidays are passed in one step, however long they are."""
    last = None
    while day != last:
        last = day
        for reason in closed:
            day = reason.reopens(day)
        if day.weekday() not in counted:
            day += _ONE_DAY
    return day


def must_open(patience: Patience, days: Iterable[date]) -> None:
    """Raises NeverOpenError where after one of these days, in order, nobody is there for more than a year."""
    seen = date.min
    for day in days:
        if day < seen:
            continue  # within a break that was found to be short enough
        try:
            seen = next_counted(day, patience.counted, patience.closed)
        except OverflowError:  # the calendar has no day left
            raise NeverOpenError(day) from None
        if seen - day > _LONGEST_BREAK:
            raise NeverOpenError(day)


def _at(wall: datetime, zone: tzinfo | None) -> datetime:
    """When the clock shows this: the later moment where it does so twice, or jumps over it."""
    moments = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(moments).astimezone(zone)
