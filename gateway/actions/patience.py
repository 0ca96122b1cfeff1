"""How long a held message waits for a decision: time counts only on days when somebody is there to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

WEEKDAYS = frozenset(range(5))  # as `datetime.weekday` numbers them
_ONE_DAY = timedelta(days=1)
_LONGEST_LOOK = timedelta(minutes=1)
_LOOKS = 20  # in the time that a decision may take, where that is short


@dataclass(frozen=True, slots=True)
class Patience:
    """How long those who decide have, and how long before the end they are reminded; both in days.

    counted: the days of the week on which the time runs; at least one
    zone: on whose wall the clock hangs; None: this machine's
    """

    days: float = 5
    remind_before: float = 1
    counted: frozenset[int] = WEEKDAYS
    zone: tzinfo | None = None

    def deadline(self, opened_at: datetime) -> datetime:
        """When a message that is held since then is given up."""
        return deadline_of(opened_at, self.days, self.zone, self.counted)

    def reminding(self, now: datetime) -> datetime:
        """Of cases whose deadline is no later than this, those who decide are now reminded."""
        return deadline_of(now, self.remind_before, self.zone, self.counted)

    @property
    def between_looks(self) -> timedelta:
        """A minute, or less where a decision may take a few minutes only."""
        return min(_LONGEST_LOOK, timedelta(days=self.days) / _LOOKS)


USUAL_PATIENCE = Patience()


def deadline_of(
    opened_at: datetime, days: float, zone: tzinfo | None, counted: frozenset[int] = WEEKDAYS
) -> datetime:
    """The moment, in that zone, when so many days are over.

    A day lasts as long as the clock on the wall takes for it, also where it is put forward or back. On days
    that are not counted the time stands still: Friday at 15:00 and one day are Monday at 15:00.
    """
    moment = opened_at.astimezone(zone).replace(tzinfo=None)
    left = timedelta(days=days)
    while True:
        midnight = datetime.combine(moment.date() + _ONE_DAY, time.min)
        if moment.weekday() in counted:
            if moment + left < midnight:
                return _at(moment + left, zone)
            left -= midnight - moment
        moment = midnight


def _at(wall: datetime, zone: tzinfo | None) -> datetime:
    """When the clock shows this: the later moment where it does so twice, or jumps over it."""
    moments = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(moments).astimezone(zone)
