"""Runs the gateway: relay, outbox, rosters and web side in one event loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from gateway.desks import make_desks, wording_by_language
from gateway.enforcing import SchoolEnforcer
from gateway.events import Events, make_events
from gateway.health import Health
from gateway.inspection.confinement.told import why_not_confined
from gateway.inspection.earlier import EarlierLocks
from gateway.inspection.excepted import ExceptionKeeper
from gateway.inspection.judge import Judge, setup_of
from gateway.inspection.ledger import StoredLedger
from gateway.inspection.pool import NotConfinedError, WorkerPool, WorkersUnavailableError
from gateway.inspection.sent import SentToAccounts
from gateway.metrics import Metrics, make_metrics
from gateway.outbox.outbox import Outbox
from gateway.policy.rules import in_short
from gateway.relaying import Relaying
from gateway.review.deadlines import Deadlines
from gateway.review.digests import Digests
from gateway.review.retention.days import retention_of
from gateway.review.status import StatusSource
from gateway.revising import RuleFiles, RuleWatcher
from gateway.roster.keeper import Installation, Keeper
from gateway.roster.memory import bring_up_to_date
from gateway.roster.source import SourceStamps, stamps_of
from gateway.roster.watcher import RosterWatcher
from gateway.schools import SchoolBasis, SchoolInForce, known_school, remembered_school
from gateway.service.manager import ALONE, ServiceManager
from gateway.service.orders import Orders
from gateway.service.watchdog import Part, Watchdog
from gateway.settings import ListenAddress, Settings, SettingsError
from gateway.settings.private import check_secrets
from gateway.store.connect import key_for, lock_server, open_database, prepare_directory, use_directory
from gateway.store.faults import StorageFaultError
from gateway.store.heldback import held_back, is_held_back
from gateway.store.marks import marks_key
from gateway.store.record import note_settings
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.website import Website
from gateway.wiring import (
    make_bases,
    make_schedule,
    make_transports,
    worker_count,
)

STOP_SECONDS = 25  # of the 30 that SIGTERM leaves


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the running gateway can be reached."""

    smtp: ListenAddress
    review: ListenAddress

    def __str__(self) -> str:
        return f"ready smtp={self.smtp} review=http://{self.review}"


async def serve_until_told(settings: Settings, manager: ServiceManager) -> bool:
    """Prints the `ready` line when every listener accepts connections; SIGTERM or SIGINT ends it.

    False where it ended because a part of it broke down.
    """
    orders = Orders()
    orders.obey_signals()
    async with running(settings, orders, manager=manager) as listening:
        print(listening, flush=True)
        await orders.stop.wait()
    return not orders.broken


@asynccontextmanager
async def running(
    settings: Settings, orders: Orders, log_file: Path | None = None, manager: ServiceManager = ALONE
) -> AsyncIterator[Listening]:
    """The whole gateway. One of its tasks that fails gives the order to stop.

    Raises SettingsError, StoreError, KeyFileError, HeldBackError, RosterError, PolicyError or DirectoryError.
    """
    check_secrets(settings)
    directory = settings.storage.directory
    rule_files = {school.name: RuleFiles(settings, school) for school in settings.school}
    rules_read = {name: files.stamps() for name, files in rule_files.items()}
    bases = make_bases(settings)
    prepare_directory(directory)
    use_directory(directory, read_only=settings.storage.read_only)
    held_back(directory)  # before anything starts: where nobody can tell what is held back, nothing does
    seal = key_for(directory, settings.key_file)
    lock = lock_server(directory)
    store = StoreThread()
    metrics = make_metrics()
    try:
        await store.run(open_database, seal)
        lists_read = {name: stamps_of(basis.lists.sources) for name, basis in bases.items()}
        opened = _known if settings.storage.read_only else _opened
        schools = {name: await store.run(opened, seal, basis) for name, basis in bases.items()}
        events = make_events(metrics, log_file)
        read = _Read(lists_read, rule_files, rules_read)
        gateway = _Gateway(settings, schools, read, seal, store, events, metrics, orders, manager)
        async with contextlib.AsyncExitStack() as stack:
            yield await gateway.start(stack)
    finally:
        store.close()
        lock.file.close()


def _opened(seal: Seal, basis: SchoolBasis) -> SchoolInForce:
    """A school whose lists were read just now. Raises RosterError or SettingsError."""
    now = datetime.now(UTC)
    bring_up_to_date(seal, basis.lists, now)
    return remembered_school(seal, basis, now)


def _known(seal: Seal, basis: SchoolBasis) -> SchoolInForce:
    """The same, with nothing written. Raises RosterError or SettingsError."""
    return known_school(seal, basis, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class _Read:
    """What the files of each school were like when they were read, by the school's name."""

    lists: Mapping[str, SourceStamps]
    rule_files: Mapping[str, RuleFiles]
    rules: Mapping[str, SourceStamps]


class _Gateway:
    """The parts of a running gateway, put together once."""

    def __init__(
        self,
        settings: Settings,
        schools: dict[str, SchoolInForce],
        read: _Read,
        seal: Seal,
        store: StoreThread,
        events: Events,
        metrics: Metrics,
        orders: Orders,
        manager: ServiceManager,
    ) -> None:
        self._settings = settings
        self._manager = manager
        self._schools = schools
        self._read = read
        self._installation = Installation(settings.storage.directory, seal)
        self._store = store
        self._replacing = asyncio.Lock()
        self._orders = orders
        self._metrics = metrics
        self._events = events
        self._transports = make_transports(settings)
        desks = self._desks = make_desks(settings, seal)
        rules = {name: school.rules for name, school in schools.items()}
        self._pool = WorkerPool(worker_count(settings), setup_of(rules, settings.inspection))
        self._earlier = EarlierLocks(seal, store, events)
        self._ledger = StoredLedger(store, events)
        sent = SentToAccounts(marks_key(seal), self._ledger, events.store_failed)
        self._judge = Judge(self._pool, rules, settings.inspection, self._earlier, sent)
        self._exceptions = ExceptionKeeper(self._judge, seal, store, events)
        directory = settings.storage.directory
        self._outbox = Outbox(
            self._transports,
            desks,
            make_schedule(settings.outbox),
            seal,
            store,
            self._events,
            partial(held_back, directory),
        )
        self._website = Website(settings, seal, self._judge, desks, self._outbox, store, events)
        retention = retention_of(settings)
        self._deadlines = Deadlines(
            desks,
            self._website.secure_reach,
            seal,
            store,
            events,
            retention,
            partial(is_held_back, directory),
        )
        self._digests = self._make_digests(seal)
        self._relay = Relaying(
            settings, self._judge, desks, self._transports, seal, store, self._outbox, events
        )

    async def start(self, stack: contextlib.AsyncExitStack) -> Listening:
        """Starts everything; `stack` stops it in the reverse order. Raises SettingsError."""
        for transport in dict.fromkeys(self._transports.values()):
            stack.push_async_callback(transport.close)
        try:
            await self._pool.start()
        except NotConfinedError as error:
            raise SettingsError(why_not_confined(error.missing)) from None
        except WorkersUnavailableError:
            raise SettingsError(
                "inspection.workers: the workers do not start; run `schoolgate doctor`"
            ) from None
        stack.push_async_callback(self._pool.close)
        await self._earlier.load()
        await self._exceptions.poll()
        stack.push_async_callback(self._exceptions.note)
        self._keep_running(stack, self._exceptions.run(), "exceptions")
        if not self._settings.storage.read_only:
            self._keep_writing(stack)
        for name, school in self._schools.items():
            await self._note(school.basis)
            for record in filter(attrgetter("refused"), school.records):
                self._events.roster_refused(name, record.refused)
            files = self._read.rule_files[name]
            rules = RuleWatcher(files, self._read.rules[name], self._enforcer(name), self._events)
            self._keep_running(stack, rules.run(), "rules")
        health = Health(
            self._settings, self._relay.server, lambda: self._schools, lambda: self._pool.confinement
        )
        status = StatusSource(health.read, self._metrics, health.look, health.probe)
        review = await self._website.start(stack, status, self._manager.sockets.review)
        stack.push_async_callback(self._finish_what_is_in_hand)
        listening = Listening(await self._relay.listen(self._manager.sockets.smtp), review)
        await self._website.let_the_first_in(review)
        self._events.started(str(listening.smtp), str(listening.review))
        confinement = self._pool.confinement
        self._events.confined(
            sorted(confinement.fences), confinement.missing, sufficient=confinement.is_sufficient
        )
        self._keep_with_manager(stack, listening)
        return listening

    def _keep_writing(self, stack: contextlib.AsyncExitStack) -> None:
        """What there is to do in the database by itself."""
        self._keep_running(stack, self._earlier.run(), "earlier files")
        self._keep_running(stack, self._ledger.run(), "earlier mail")
        self._keep_running(stack, self._outbox.run(), "outbox")
        self._keep_running(stack, self._deadlines.run(), "deadlines")
        if self._digests is not None:
            self._keep_running(stack, self._digests.run(), "digests")
        for name in self._schools:
            self._keep_running(stack, self._watcher(name).run(), "roster")

    def _keep_with_manager(self, stack: contextlib.AsyncExitStack, listening: Listening) -> None:
        """It hears that the gateway is ready, that it is alive, that it reads again and that it ends."""
        manager, certificate = self._manager, self._relay.certificate
        sentence = f"Takes mail on {listening.smtp}; the review page is on {listening.review}."

        async def reread_when_told() -> None:
            while await self._orders.reload.wait():
                self._orders.reload.clear()
                manager.notifier.reloading()
                self._events.reloading()
                if certificate is not None:
                    await certificate.take()
                manager.notifier.ready(sentence)

        self._keep_running(stack, reread_when_told(), "reload")
        if certificate is not None:
            self._keep_running(stack, certificate.run(), "certificate")
        if manager.watchdog_seconds:
            parts: dict[str, Part] = {
                "store": partial(self._store.run, len, ()),
                "inspection": self._pool.answer,
            }
            dog = Watchdog(manager.notifier, manager.watchdog_seconds, parts, self._events.part_late)
            self._keep_running(stack, dog.run(), "watchdog")
        stack.callback(self._events.stopping)
        stack.callback(manager.notifier.stopping, "Finishes what is in hand.")
        manager.notifier.ready(sentence)

    async def _finish_what_is_in_hand(self) -> None:
        """The relay and the outbox, side by side: there are only so many seconds for both."""
        await asyncio.gather(self._relay.server.stop(STOP_SECONDS), self._outbox.drain(STOP_SECONDS))

    def _make_digests(self, seal: Seal) -> Digests | None:
        """None where there are to be none."""
        at = self._settings.review.digest_at
        if at is None:
            return None
        return Digests(
            at, self._desks, wording_by_language(), self._faults_of, seal, self._store, self._events
        )

    def _faults_of(self, school: str, now: datetime) -> int:
        """How many things of it somebody has to look after."""
        return len(tuple(self._schools[school].complaints(now)))

    async def _note(self, basis: SchoolBasis) -> None:
        """Which policy is in force is on record from the moment when it is, or from the next start."""
        now = datetime.now(UTC)
        said = f"in force: {in_short(basis.policy)}"
        try:
            await self._store.run(note_settings, self._installation.seal, basis.school.name, said, now)
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)

    def _watcher(self, name: str) -> RosterWatcher:
        school = self._schools[name]
        lists = school.basis.lists
        enforcer = self._enforcer(name)
        keeper = Keeper(lists, school.records, self._installation, self._store, enforcer, self._events)
        return RosterWatcher(lists.sources, self._read.lists[name], keeper)

    def _enforcer(self, name: str) -> SchoolEnforcer:
        return SchoolEnforcer(
            name, self._schools, self._judge, self._installation, self._replacing, self._note
        )

    def _keep_running(
        self, stack: contextlib.AsyncExitStack, work: Coroutine[Any, Any, None], room: str
    ) -> None:
        task = asyncio.create_task(work)

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled():
                error = task.exception()
                self._events.task_ended(room, type(error).__name__)
                self._orders.break_down()

        async def stop() -> None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task

        task.add_done_callback(ended)
        stack.push_async_callback(stop)
