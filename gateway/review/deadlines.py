"""Keeps the deadlines of held mail: who decides is reminded, and what nobody decides on is given back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from gateway.actions.desk import Desk
from gateway.actions.patience import Patience
from gateway.actions.plan import Case
from gateway.actions.waiting import plan_waiting
from gateway.events import Events
from gateway.review.ruling import expire
from gateway.store.cases import StaleCaseError, find_case, write_ruling
from gateway.store.deadlines import overdue_cases, unreminded_cases, write_waiting
from gateway.store.faults import StorageFaultError
from gateway.store.kept import forget_kept
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread

TOGETHER = timedelta(hours=3)  # what would be reminded of so soon after is in the same mail


class Deadlines:
    """Takes one look after another; what cannot be done in one is tried again in the next."""

    def __init__(
        self, desks: Mapping[str, Desk], patience: Patience, seal: Seal, store: StoreThread, events: Events
    ) -> None:
        self._desks = desks
        self._patience = patience
        self._seal = seal
        self._store = store
        self._events = events

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look(datetime.now(UTC))
            await asyncio.sleep(self._patience.between_looks.total_seconds())

    async def look(self, now: datetime) -> None:
        """Gives back what is over its deadline, reminds of what soon will be, and forgets what was kept."""
        try:
            await self._store.run(forget_kept, now)
            await self._expire(now)
            await self._remind(now)
        except StorageFaultError as fault:
            self._events.deadlines_failed(fault.kind)

    async def _expire(self, now: datetime) -> None:
        for case_id in await self._store.run(overdue_cases, now):
            with self._by_itself():
                case = await self._store.run(find_case, self._seal, case_id)
                await self._store.run(write_ruling, self._seal, expire(case, self._desk(case), now), now)
                self._events.case_expired(case_id)

    async def _remind(self, now: datetime) -> None:
        for cases in (await self._soon_over(now)).values():
            for plan in plan_waiting(cases, self._desk(cases[0]), now):
                with self._by_itself():
                    await self._store.run(write_waiting, self._seal, plan, now)
                    self._events.cases_waiting(len(plan.cases))

    async def _soon_over(self, now: datetime) -> dict[str, list[Case]]:
        """The cases of each school of which somebody has to be reminded."""
        until = self._patience.reminding(now)
        schools: dict[str, list[Case]] = {}
        if await self._store.run(unreminded_cases, now, until):
            for case_id in await self._store.run(unreminded_cases, now, until + TOGETHER):
                with self._by_itself():
                    case = await self._store.run(find_case, self._seal, case_id)
                    schools.setdefault(case.school, []).append(case)
        return schools

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

    def _desk(self, case: Case) -> Desk:
        return self._desks.get(case.school) or next(iter(self._desks.values()))
