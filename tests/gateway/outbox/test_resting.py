"""When the outbox rests: while something is held back, while nobody can tell, until it has its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.plan import Purpose, Route
from gateway.events import make_events
from gateway.metrics import make_metrics
from gateway.outbox import outbox as module
from gateway.outbox.outbox import RECORD_PAUSES, Outbox
from gateway.outbox.settle import Schedule
from gateway.review.deadlines import Deadlines
from gateway.store import jobs, nodes
from gateway.store.faults import StorageFaultError
from gateway.store.heldback import HeldBack, HeldBackError
from gateway.store.jobs import Job
from gateway.store.keys import keys_of
from gateway.store.line import Alone, Line
from gateway.store.membership import Membership
from gateway.store.seal import Seal
from tests.support.judged import desk

ME, DEAD = nodes.Node(2, "gate-1 5f0c2a9e"), nodes.Node(1, "gate-1 5f0c2a9e")
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
        if work is nodes.enter:
            return ME
        return frozenset({DEAD}) if work is nodes.missing else ()

    async def run_together(self, work: Callable[..., Any], *args: Any) -> Any:
        return await self.run(work, *args)


def make_outbox(store: Store, held_back: Callable[[], HeldBack | None], line: Line | None = None) -> Outbox:
    events = make_events(make_metrics())
    membership = Membership(Path("data"), "1.0.0", keys_of(bytes(32)), store, line or Alone())  # type: ignore[arg-type]
    desks = {"Oakfield Academy": desk()}
    return Outbox({}, desks, Schedule(), Seal.__new__(Seal), store, membership, events, held_back)  # type: ignore[arg-type]


def run_for_a_while(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(module, "TOGETHER_SECONDS", 0)

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
    claims = [args[-2] for work, *args in store.asked if work is jobs.claim_due]
    assert claims[0] == HELD.last_delivery
    assert set(claims[1:]) == {0}, "it looks each time anew"


def test_while_nobody_can_tell_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> HeldBack | None:
        raise HeldBackError("held-back.json: cannot be read")

    store = Store()
    run_for_a_while(make_outbox(store, unreadable), monkeypatch)
    assert [work for work, *_ in store.asked] == [
        nodes.enter,
        nodes.note_key,
        nodes.missing,
        nodes.free_leases,
    ]


def test_on_a_full_disk_it_goes_on_trying_and_claims_nothing_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a dead process had claimed is freed first; freed later, it would be sent twice."""
    store = Store(full=3)
    run_for_a_while(make_outbox(store, lambda: None), monkeypatch)
    asked = [work for work, *_ in store.asked]
    assert asked[:4] == [nodes.enter] * 4
    assert asked[4:8] == [nodes.note_key, nodes.missing, nodes.free_leases, jobs.claim_due]
    assert nodes.free_leases not in asked[7:]


class Unheard(Store):
    """The answer to its first claim is lost."""

    async def run(self, work: Callable[..., Any], *args: Any) -> Any:
        done = await super().run(work, *args)
        if work is jobs.claim_due and [each for each, *_ in self.asked].count(work) == 1:
            raise StorageFaultError("OperationalError", is_full=False)
        return done


def test_after_a_claim_that_nobody_heard_of_it_frees_what_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or it would lie there until its lease ends, for the node lives."""
    store = Unheard()
    run_for_a_while(make_outbox(store, lambda: None), monkeypatch)
    asked = [work for work, *_ in store.asked]
    first = asked.index(jobs.claim_due)
    assert asked[first : first + 3] == [jobs.claim_due, nodes.free_forgotten, jobs.claim_due]
    assert asked.count(nodes.free_forgotten) == 1
    assert store.asked[first + 1][1:] == (ME, frozenset())


class Broken:
    """A line that was never laid."""

    hears = has_place = False

    def take_place(self, node: int) -> None:
        pass

    async def run(self) -> None:
        pass


def test_without_its_place_it_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others would take its claims for those of a dead node."""
    store = Store()
    run_for_a_while(make_outbox(store, lambda: None, Broken()), monkeypatch)
    assert [work for work, *_ in store.asked] == [nodes.enter]


JOB = Job(
    7,
    "B7K2M9P4Q6RX",
    "Oakfield Academy",
    Route.NEXT_HOP,
    Purpose.MESSAGE,
    Envelope("a.teacher@oakfield.sch.uk", ("parent@example.com",)),
    b"Subject: Museum trip\r\n\r\n",
    Headline(),
    1,
    datetime(2026, 11, 20, tzinfo=UTC),
)


class OneJob(Store):
    """Gives it out once. `ours`: whether nobody has taken it over meanwhile; None: nobody can tell."""

    def __init__(self, *, ours: bool | None) -> None:
        super().__init__()
        self._ours = ours

    async def run(self, work: Callable[..., Any], *args: Any) -> Any:
        done = [each for each, *_ in self.asked]
        answer = await super().run(work, *args)
        if work is jobs.claim_due and work not in done:
            return (JOB,)
        if work is jobs.is_claimed:
            assert args == (JOB.id, JOB.attempts)
            if self._ours is None:
                raise StorageFaultError("OperationalError", is_full=False)
            return self._ours
        return answer


@pytest.mark.parametrize(("ours", "goes"), [(True, True), (False, False), (None, False)])
def test_whoever_stood_still_asks_before_it_sends(
    monkeypatch: pytest.MonkeyPatch, ours: bool | None, goes: bool
) -> None:
    """Between its claim and this moment it may have been taken for dead."""
    monkeypatch.setattr(module, "FRESH", timedelta(seconds=-1))
    store = OneJob(ours=ours)
    run_for_a_while(make_outbox(store, lambda: None), monkeypatch)
    asked = [work for work, *_ in store.asked]
    assert asked.count(jobs.is_claimed) == 1
    assert (jobs.settle in asked) is goes, "there is no such way out, which is settled like any attempt"


class Away(OneJob):
    """What came of the attempt cannot be written so many times."""

    def __init__(self, times: int) -> None:
        super().__init__(ours=True)
        self._times = times

    async def run_together(self, work: Callable[..., Any], *args: Any) -> Any:
        answer = await super().run_together(work, *args)
        self._times -= 1
        if self._times >= 0:
            raise StorageFaultError("OperationalError", is_full=False)
        return answer


@pytest.mark.parametrize(("times", "frees"), [(len(RECORD_PAUSES), False), (len(RECORD_PAUSES) + 1, True)])
def test_for_five_minutes_it_tries_to_record_what_it_sent(
    monkeypatch: pytest.MonkeyPatch, times: int, frees: bool
) -> None:
    """A standby has taken over by then. After that the delivery is free, and sent again."""
    assert 300 <= sum(RECORD_PAUSES) < 330
    monkeypatch.setattr(module, "RECORD_PAUSES", (0,) * len(RECORD_PAUSES))
    store = Away(times)
    run_for_a_while(make_outbox(store, lambda: None), monkeypatch)
    settlements = [args for work, *args in store.asked if work is jobs.settle]
    assert len(settlements) == len(RECORD_PAUSES) + 1
    assert len({settlement for _, settlement, _ in settlements}) == 1
    assert (nodes.free_forgotten in [work for work, *_ in store.asked]) is frees


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
