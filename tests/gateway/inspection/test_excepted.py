"""The judge is told of exceptions that anybody makes, and the database of how often they counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from gateway.actions.arrival import plan_arrival
from gateway.events import make_events
from gateway.inspection import excepted
from gateway.inspection.excepted import ExceptionKeeper, bring_into_force
from gateway.metrics import make_metrics
from gateway.policy.exceptions import Exceptions, Kind, RuleException
from gateway.policy.verdict import Disposition
from gateway.store.exceptions import find_exception, make_exception, revoke_exception
from gateway.store.intake import commit_plan
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from tests.support.judged import NOW, RULE, TEACHER, arrival, desk, judged
from tests.support.storage import open_storage

LEAD, PARENT = "dpl@oakfield.sch.uk", "parent@example.com"


@dataclass
class Judge:
    """Notes what it is told, and has used each exception as often as it is said."""

    told: list[Mapping[str, Exceptions]] = field(default_factory=list)
    uses: dict[int, int] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None

    def replace_exceptions(self, exceptions: Mapping[str, Exceptions]) -> None:
        self.meanwhile()
        self.told.append(exceptions)

    def take_uses(self) -> Mapping[int, int]:
        uses, self.uses = self.uses, {}
        return uses


@pytest.fixture
def seal(tmp_path: Path) -> Iterator[Seal]:
    yield open_storage(tmp_path / "data")
    connections.close_all()


def made(seal: Seal, *, recipient: str = PARENT) -> int:
    message_id = f"CASE{abs(hash(recipient)):X}"[:12]
    came, seen = arrival(recipient, message_id=message_id), judged((recipient, Disposition.HOLD))
    case = commit_plan(seal, plan_arrival(came, seen, desk()), came, seen).id
    exception = RuleException(0, Kind.FINE, frozenset({RULE.id}), date.max, TEACHER, recipient)
    return make_exception(seal, exception, case, "", "Agreed with the family", LEAD, NOW)


def test_what_is_new_is_brought_into_force_once(seal: Seal) -> None:
    judge = Judge()
    state = bring_into_force(seal, judge)
    made_id = made(seal)
    later = bring_into_force(seal, judge, state)
    assert bring_into_force(seal, judge, later) == later
    assert len(judge.told) == 2
    revoke_exception(seal, made_id, LEAD, NOW)
    bring_into_force(seal, judge, later)
    assert [bool(each) for each in judge.told] == [False, True, False]


def test_what_is_made_meanwhile_is_not_lost(seal: Seal) -> None:
    judge = Judge()

    def meanwhile() -> None:
        judge.meanwhile = lambda: None
        made(seal, recipient="other@example.com")

    made(seal)
    judge.meanwhile = meanwhile
    bring_into_force(seal, judge)
    assert [len(each["Oakfield Academy"].every) for each in judge.told] == [1, 2]


async def test_uses_are_written_once_a_minute(seal: Seal) -> None:
    judge, store, now = Judge(), StoreThread(), [NOW]
    keeper = ExceptionKeeper(judge, seal, store, make_events(make_metrics()), lambda: now[0])
    try:
        made_id = await store.run(made, seal)
        judge.uses = {made_id: 3}
        now[0] += timedelta(seconds=59)
        await keeper.poll()
        assert judge.uses == {made_id: 3}
        now[0] += timedelta(seconds=1)
        await keeper.poll()
        assert judge.uses == {}
        found = await store.run(find_exception, seal, made_id)
        assert found is not None
        assert (found.uses, found.last_used) == (3, _local(now[0]))
        await store.run(connections.close_all)
    finally:
        store.close()


def _local(when: datetime) -> date:
    return when.astimezone().date()


async def test_it_keeps_looking(seal: Seal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excepted, "INTERVAL", 0.01)
    judge, store = Judge(), StoreThread()
    keeper = ExceptionKeeper(judge, seal, store, make_events(make_metrics()))
    running = asyncio.create_task(keeper.run())
    try:
        await store.run(made, seal)
        async with asyncio.timeout(5):
            while not (judge.told and judge.told[-1]):
                await asyncio.sleep(0.01)
        await store.run(connections.close_all)
    finally:
        running.cancel()
        store.close()
