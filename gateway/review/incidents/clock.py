"""The clock of the law: 72 hours from the moment at which the school knew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(hours=72)  # UK GDPR Article 33(1); nights, weekends and holidays count
SOON = timedelta(hours=12)


class ClockState(StrEnum):
    """How urgent it is to decide."""

    RUNNING = "running"
    SOON_OVER = "soon-over"
    OVER = "over"
    STOPPED = "stopped"  # it was decided


@dataclass(frozen=True, slots=True)
class Clock:
    """`left`: none where it is over, or stopped."""

    known_at: datetime
    until: datetime
    left: timedelta
    state: ClockState

    @property
    def hours(self) -> int:
        """Whole hours that are left."""
        return self.left // timedelta(hours=1)

    @property
    def minutes(self) -> int:
        """Beyond the whole hours."""
        return self.left % timedelta(hours=1) // timedelta(minutes=1)


def clock_of(known_at: datetime, now: datetime, *, decided: bool) -> Clock:
    """As it stands at this moment."""
    until = known_at + LASTS
    left = max(until - now, timedelta())
    if decided:
        return Clock(known_at, until, timedelta(), ClockState.STOPPED)
    if not left:
        return Clock(known_at, until, left, ClockState.OVER)
    return Clock(known_at, until, left, ClockState.SOON_OVER if left < SOON else ClockState.RUNNING)
