"""Keeps the deadlines of held mail: who decides is reminded, others are asked, and at the end it ends."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from gateway.actions.desk import Desk
from gateway.actions.notices.values import Unseen
from gateway.actions.patience import Patience
from gateway.actions.plan import Case, UnseenPlan
from gateway.actions.waiting import plan_waiting
from gateway.events import Events
from gateway.policy.reach import SecureReach
from gateway.review.expiring import expire
from gateway.store.cases import StaleCaseError, find_case, write_ruling
from gateway.store.deadlines import (
    OpenCase,
    overdue_cases,
    unreminded_cases,
    unseen_cases,
    write_unseen,
    write_waiting,
)
from gateway.store.faults import StorageFaultError
from gateway.store.kept import forget_kept
from gateway.store.readers import others_to_ask
from gateway.store.retention import Retention, forget_old
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread

BETWEEN_CLEARANCES = timedelta(hours=1)
TOGETHER = timedelta(hours=3)  # what would be reminded of so soon after is in the same mail
CLOCKS = timedelta(hours=1)  # by so much clocks are put forward: a counted hour may be over before it began


class Deadlines:
    """Takes one look after another; what cannot be done in one is tried again in the next.

    reach: whom a school's secure mail reaches now, by its name
    retention: how long what is closed is kept
    rests: whether nothing is to end now: after a restore somebody may have decided already
    """

    def __init__(
        self,
        desks: Mapping[str, Desk],
        reach: Callable[[str], SecureReach],
        seal: Seal,
        store: StoreThread,
        events: Events,
        retention: Retention = Retention(),  # noqa: B008 (frozen)
        rests: Callable[[], bool] = lambda: False,
    ) -> None:
        self._desks = desks
        self._reach = reach
        self._seal = seal
        self._store = store
        self._events = events
        self._retention = retention
        self._rests = rests
        self._cleared_at: datetime | None = None

    async def run(self) -> None:
        """Until cancelled."""
        pause = min(desk.patience.between_looks for desk in self._desks.values())
        while True:
            await self.look(datetime.now(UTC))
            await asyncio.sleep(pause.total_seconds())

    async def look(self, now: datetime) -> None:
        """Ends what is over its deadline, reminds of what soon will be, and forgets what is old enough."""
        if self._rests():
            return
        try:
            await self._store.run(forget_kept, now)
            await self._expire(now)
            await self._remind(now)
            await self._ask_others(now)
            await self._clear(now)
        except StorageFaultError as fault:
            self._events.deadlines_failed(fault.kind)

    async def _expire(self, now: datetime) -> None:
        for case_id in await self._store.run(overdue_cases, now):
            with self._by_itself():
                case = await self._store.run(find_case, self._seal, case_id)
                plan = expire(case, self._desk(case.school), self._reach(case.school), now)
                await self._store.run(write_ruling, self._seal, plan, now)
                self._events.case_expired(case_id)

    async def _remind(self, now: datetime) -> None:
        for school, cases in (await self._soon_over(now)).items():
            for plan in plan_waiting(cases, self._desk(school), now):
                with self._by_itself():
                    await self._store.run(write_waiting, self._seal, plan, now)
                    self._events.cases_waiting(len(plan.cases))

    async def _soon_over(self, now: datetime) -> dict[str, list[Case]]:
        """The cases of each school of which somebody has to be reminded."""
        latest = max(desk.patience.reminding(now) for desk in self._desks.values())
        due = await self._store.run(unreminded_cases, now, latest + TOGETHER)
        schools: dict[str, list[Case]] = {}
        for school, waiting in _by_school(due).items():
            until = self._desk(school).patience.reminding(now)
            if any(each.deadline <= until for each in waiting):
                for each in waiting:
                    if each.deadline <= until + TOGETHER:
                        with self._by_itself():
                            case = await self._store.run(find_case, self._seal, each.id)
                            schools.setdefault(school, []).append(case)
        return schools

    async def _ask_others(self, now: datetime) -> None:
        """Of what nobody has looked at, those who may decide in the lead's place are told."""
        asking = [desk.patience.ask_others for desk in self._desks.values() if desk.patience.ask_others]
        if not asking:
            return
        earliest = now - timedelta(days=min(asking)) + CLOCKS
        unseen = await self._store.run(unseen_cases, earliest + _soon(min(asking)))
        for school, cases in _by_school(unseen).items():
            due = _due_unseen(cases, self._desk(school).patience, now)
            if due:
                await self._ask(school, due, now)

    async def _ask(self, school: str, cases: Sequence[OpenCase], now: datetime) -> None:
        desk = self._desk(school)
        today = desk.patience.day_of(now)
        lead = desk.house.data_protection_lead
        others = await self._store.run(others_to_ask, school, lead, today)
        if not others:
            return
        first = cases[0]
        deadline = first.deadline.astimezone(desk.patience.zone)
        unseen = Unseen(len(cases), desk.patience.ask_others * 24, deadline)
        plan = UnseenPlan(tuple(each.id for each in cases), desk.unseen(unseen, first.id, others, now))
        with self._by_itself():
            await self._store.run(write_unseen, self._seal, plan, now)
            self._events.others_asked(len(plan.cases))

    async def _clear(self, now: datetime) -> None:
        """A batch of what is older than the school keeps it; where there may be more, at the next look."""
        if self._cleared_at is not None and now - self._cleared_at < BETWEEN_CLEARANCES:
            return
        with self._by_itself():
            if not await self._store.run(forget_old, self._seal, self._retention, now):
                self._cleared_at = now

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        """What is wrong with one case keeps neither the others waiting nor the gateway from its work.

        Lets StorageFaultError through: that is wrong with all of them.
        """
        try:
            yield
        except StorageFaultError:
            raise
        except StaleCaseError:  # a reviewer, the sender or another gateway was faster
            return
        except Exception as error:
            self._events.deadlines_failed(type(error).__name__)

    def _desk(self, school: str) -> Desk:
        return self._desks.get(school) or next(iter(self._desks.values()))


def _by_school(cases: Iterable[OpenCase]) -> dict[str, list[OpenCase]]:
    schools: dict[str, list[OpenCase]] = {}
    for each in cases:
        schools.setdefault(each.school, []).append(each)
    return schools


def _due_unseen(cases: Iterable[OpenCase], patience: Patience, now: datetime) -> list[OpenCase]:
    """All that are due soon after, where one is due now; the one that runs out first comes first."""

    def due_at(case: OpenCase) -> datetime:
        return patience.asking_others(case.opened_at)

    in_order = sorted(cases, key=attrgetter("opened_at"))
    if not patience.ask_others or due_at(in_order[0]) > now:
        return []
    end = bisect_right(in_order, now + _soon(patience.ask_others), key=due_at)
    return sorted(in_order[:end], key=attrgetter("deadline"))


def _soon(days: float) -> timedelta:
    """What would be told of so soon after is told of now; of what has just come nobody is."""
    return min(TOGETHER, timedelta(days=days) / 4)
