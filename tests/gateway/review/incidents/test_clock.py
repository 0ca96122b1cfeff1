"""Seventy-two hours by the clock, from the moment at which the school knew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.review.incidents.clock import ClockState, clock_of
from tests.support.judged import NOW


@pytest.mark.parametrize(
    ("hours", "state", "left"),
    [
        (0, ClockState.RUNNING, 72),
        (60, ClockState.RUNNING, 12),
        (60.5, ClockState.SOON_OVER, 11),
        (71.9, ClockState.SOON_OVER, 0),
        (72, ClockState.OVER, 0),
        (500, ClockState.OVER, 0),
    ],
)
def test_it_runs(hours: float, state: ClockState, left: int) -> None:
    clock = clock_of(NOW, NOW + timedelta(hours=hours), decided=False)
    assert (clock.state, clock.hours) == (state, left)


def test_a_decision_stops_it() -> None:
    assert clock_of(NOW, NOW + timedelta(hours=100), decided=True).state is ClockState.STOPPED


def test_weekends_count() -> None:
    friday = NOW + timedelta(days=4)
    assert clock_of(friday, friday, decided=False).until.weekday() == 0
