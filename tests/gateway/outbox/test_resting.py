"""When the outbox rests: while something is held back, while nobody can tell, until its leases are free."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.events import make_events
from gateway.metrics import make_metrics
from gateway.outbox import outbox as module
from gateway.outbox.outbox import Outbox
from gateway.outbox.settle import Schedule
from gateway.review.deadlines import Deadlines
from gateway.store import jobs
from gateway.store.faults import StorageFaultError
from gateway.store.heldback import HeldBack, HeldBackError
from gateway.store.seal import Seal
from tests.support.judged import desk

HELD = HeldBack(datetime(2026, 11, 20, tzinfo=UTC), 41)


class Store:
    """Notes what it is asked, and has nothing to send. Its disk is full for so many calls."""

    def __init__(self, full: int = 0) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._full = full

    async def run(self, work: Callable[..., Any], *args: Any) -> Any:
        self.asked.append((work, *args))
        if len(self.asked) <= self._full:
            raise StorageFaultError("OperationalError", is_full=True)
        return ()


def make_outbox(store: Store, held_back: Callable[[], HeldBack | None]) -> Outbox:
    events = make_events(make_metrics())
    return Outbox({}, {"Oakfield Academy": desk()}, Schedule(), Seal.__new__(Seal), store, events, held_back)  # type: ignore[arg-type]


def run_for_a_while(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.001)

    async def run() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await outbox.run()

    asyncio.run(run())


def test_what_is_held_back_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    held: list[HeldBack | None] = [HELD]
    outbox = make_outbox(store, lambda: held.pop() if held else None)
    run_for_a_while(outbox, monkeypatch)
    claims = [args[-1] for work, *args in store.asked if work is jobs.claim_due]
    assert claims[0] == HELD.last_delivery
    assert set(claims[1:]) == {0}, "it looks each time anew"


def test_while_nobody_can_tell_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> HeldBack | None:
        raise HeldBackError("held-back.json: cannot be read")

    store = Store()
    run_for_a_while(make_outbox(store, unreadable), monkeypatch)
    assert [work for work, *_ in store.asked] == [jobs.free_leases]


def test_on_a_full_disk_it_goes_on_trying_and_claims_nothing_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a dead process had claimed is freed first; freed later, it would be sent twice."""
    store = Store(full=3)
    run_for_a_while(make_outbox(store, lambda: None), monkeypatch)
    asked = [work for work, *_ in store.asked]
    assert asked[:5] == [jobs.free_leases] * 4 + [jobs.claim_due]
    assert jobs.free_leases not in asked[4:]


@pytest.mark.parametrize("rests", [True, False])
def test_deadlines_rest_with_it(rests: bool) -> None:
    store, events = Store(), make_events(make_metrics())
    deadlines = Deadlines(
        {"Oakfield Academy": desk()},
        lambda _: None,  # type: ignore[arg-type, return-value]
        Seal.__new__(Seal),
        store,  # type: ignore[arg-type]
        events,
        rests=lambda: rests,
    )
    asyncio.run(deadlines.look(datetime(2026, 11, 23, tzinfo=UTC)))
    assert bool(store.asked) is not rests
