"""While the gateway runs, what was kept for long enough goes batch by batch, and is looked for every hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connections

from gateway.events import make_events
from gateway.metrics import make_metrics
from gateway.policy.reach import EVERYBODY
from gateway.review import deadlines as module
from gateway.review.deadlines import Deadlines
from gateway.store.retention import Retention
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from tests.gateway.review.test_deadlines import DESK
from tests.support.judged import NOW
from tests.support.keys import seal_of

KEPT = Retention(contents=30)


@pytest.fixture
def store() -> Iterator[StoreThread]:
    made = StoreThread()
    yield made
    made.close()


async def test_until_nothing_is_left_and_again_after_an_hour(
    store: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Retention, datetime]] = []

    def forget_old(_seal: Seal, retention: Retention, now: datetime) -> bool:
        asked.append((retention, now))
        return len(asked) < 3

    monkeypatch.setattr(module, "forget_old", forget_old)
    monkeypatch.setattr(module, "forget_kept", lambda _now: 0)
    monkeypatch.setattr(module, "overdue_cases", lambda _now: ())
    for empty in ("unreminded_cases", "unseen_cases"):
        monkeypatch.setattr(module, empty, lambda *_: ())
    events = make_events(make_metrics())
    schools = {"Oakfield Academy": DESK}
    deadlines = Deadlines(schools, lambda _: EVERYBODY, seal_of(b"k" * 32), store, events, KEPT)
    for minutes in (0, 1, 2, 3, 61, 63):
        await deadlines.look(NOW + timedelta(minutes=minutes))
    assert asked == [(KEPT, NOW + timedelta(minutes=minutes)) for minutes in (0, 1, 2, 63)]
    await store.run(connections.close_all)
