"""The outbox's loop: claims what is due, sends it, writes what came of it; wakes early when told to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from gateway.actions.desk import Desk
from gateway.actions.plan import DeliveryFate, Route
from gateway.actions.settlement import Settlement
from gateway.events import Events
from gateway.outbox.settle import Schedule, settle
from gateway.store import jobs, nodes
from gateway.store.faults import StorageFaultError
from gateway.store.heldback import HeldBack, HeldBackError
from gateway.store.jobs import Job
from gateway.store.membership import Membership
from gateway.store.nodes import MissingKeyError
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.tracing import UNTRACED, Fact, SpanName, Tracer
from gateway.transport.outcome import Outcome
from gateway.transport.pool import Transport
from gateway.transport.reply import Reply

AT_ONCE = 10
RECORD_PAUSES = (1, 3, 8, *[15] * 20)  # seconds: five minutes, in which a standby takes over
FRESH = timedelta(seconds=5)  # whoever stood still for longer than that asks whether its claim is its own
TOGETHER_SECONDS = 0.02  # so long what has become due gathers, and is claimed at once
LOOK_SECONDS = 1.0  # how long a delivery that another process queued (a release from a shell) may lie
NO_ROUTE = Reply(451, ("4.3.5 This way out is no longer set up",))


class Outbox:
    """Sends stored deliveries. An outcome that could not be written may be sent twice, never forgotten."""

    def __init__(
        self,
        transports: Mapping[Route, Transport],
        desks: Mapping[str, Desk],
        schedule: Schedule,
        seal: Seal,
        store: StoreThread,
        membership: Membership,
        events: Events,
        held_back: Callable[[], HeldBack | None] = lambda: None,
        tracer: Tracer = UNTRACED,
    ) -> None:
        """`held_back`: what a restore keeps from being sent. Raises HeldBackError where nobody can tell."""
        self._transports = transports
        self._desks = desks
        self._schedule = schedule
        self._seal = seal
        self._store = store
        self._membership = membership
        self._events = events
        self._held_back = held_back
        self._tracer = tracer
        self._awake = asyncio.Event()
        self._under_way: dict[asyncio.Task[None], int] = {}  # and which delivery each is at
        self._is_unsure = False  # the database may have more as ours than we have in hand
        self._closing = False

    def wake(self) -> None:
        """Something new is due."""
        self._awake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._send_what_is_due()
            self._awake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._awake.wait()
            await asyncio.sleep(TOGETHER_SECONDS)

    async def drain(self, patience_seconds: float) -> None:
        """Takes up nothing new, and gives what is under way so long to finish.

        What a next hop keeps us waiting with is broken off, and due again at the next start.
        """
        self._closing = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=patience_seconds)
        for task in self._under_way:
            task.cancel()

    async def _send_what_is_due(self) -> None:
        free = 0 if self._closing else AT_ONCE - len(self._under_way)
        if free <= 0:
            return
        now = datetime.now(UTC)
        try:
            claimed = await self._claim(free, now)
        except StorageFaultError as fault:
            self._events.outbox_failed(fault.kind)
            return
        except (HeldBackError, MissingKeyError) as error:
            self._events.outbox_failed(type(error).__name__)
            return
        for job in claimed:
            task = asyncio.create_task(self._send(job, now))
            self._under_way[task] = job.id
            task.add_done_callback(self._finished)

    async def _claim(self, most: int, now: datetime) -> tuple[Job, ...]:
        """None while this node has no place. Raises StorageFaultError, HeldBackError or MissingKeyError."""
        node = await self._membership.node()
        if node is None:
            return ()
        if self._is_unsure:
            await self._store.run(nodes.free_forgotten, node, frozenset(self._under_way.values()))
            self._is_unsure = False
        held = self._held_back()
        after = held.last_delivery if held else 0
        try:
            return await self._store.run(jobs.claim_due, self._seal, now, most, after, node.id)
        except StorageFaultError:
            self._is_unsure = True  # it may be done, and its answer lost
            raise

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._awake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._is_unsure = True
            self._events.outbox_failed(type(error).__name__)

    async def _send(self, job: Job, claimed_at: datetime) -> None:
        if datetime.now(UTC) - claimed_at > FRESH and not await self._is_ours(job):
            return
        with self._tracer.span(SpanName.DELIVER) as span:
            span.note(Fact.MESSAGE, job.message)
            span.note(Fact.JOB, job.id)
            await self._deliver(job)

    async def _is_ours(self, job: Job) -> bool:
        """Whether nobody has taken it over; where nobody can tell it is left for another attempt."""
        try:
            return await self._store.run(jobs.is_claimed, job.id, job.attempts)
        except StorageFaultError as fault:
            self._events.outbox_failed(fault.kind)
            self._is_unsure = True
            return False

    async def _deliver(self, job: Job) -> None:
        transport = self._transports.get(job.route)
        if transport is None:
            outcome = Outcome.alike(job.envelope.recipients, NO_ROUTE)
        else:
            outcome = await transport.send(job.envelope, job.content)
        now = datetime.now(UTC)
        desk = self._desks.get(job.school) or next(iter(self._desks.values()))
        settlement = settle(job, outcome, self._schedule, desk, now)
        await self._record(settlement, now)
        self._report(job, settlement)

    async def _record(self, settlement: Settlement, now: datetime) -> None:
        """Tries for a while: what was sent and not recorded would be sent again."""
        for pause in RECORD_PAUSES:
            try:
                await self._store.run_together(jobs.settle, self._seal, settlement, now)
                return
            except StorageFaultError as fault:
                self._events.outbox_failed(fault.kind)
                await asyncio.sleep(pause)
        await self._store.run_together(jobs.settle, self._seal, settlement, now)

    def _report(self, job: Job, settlement: Settlement) -> None:
        fates = [result.fate for result in settlement.results]
        self._events.delivered(
            job.id,
            job.message,
            fates.count(DeliveryFate.SENT),
            fates.count(DeliveryFate.WAITING),
            fates.count(DeliveryFate.FAILED),
        )
