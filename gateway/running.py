"""Runs the gateway: relay, outbox, rosters and web side in one event loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from gateway.actions.plan import Route
from gateway.desks import make_desks, wording_by_language
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
from gateway.relaying import Relaying
from gateway.review.deadlines import Deadlines
from gateway.review.digests import Digests
from gateway.review.retention.days import retention_of
from gateway.review.status import StatusSource
from gateway.roster.keeper import Installation
from gateway.schools import SchoolInForce
from gateway.service.lasting import LastingTasks
from gateway.service.manager import ALONE, ServiceManager
from gateway.service.orders import Orders
from gateway.service.watchdog import Part, Watchdog
from gateway.settings import ListenAddress, Settings, SettingsError
from gateway.settings.private import check_secrets
from gateway.store.bell import Bell, Ring
from gateway.store.connect import (
    cannot_be_opened,
    key_for,
    lock_server,
    open_database,
    prepare_directory,
    stay_at_work,
)
from gateway.store.engine import close_storage, engine_in_use, storage_in_use, use_storage
from gateway.store.faults import StorageFaultError
from gateway.store.heldback import held_back, is_held_back
from gateway.store.marks import marks_key
from gateway.store.membership import Membership
from gateway.store.place import storage_of
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.tracing import Tracer, begin_collecting
from gateway.transport.observed import observe
from gateway.transport.pool import Transport
from gateway.watching import SchoolRead, SchoolWatch, open_schools, read_schools
from gateway.website import Website
from gateway.wiring import make_schedule, make_transports, worker_count

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

    False where it ended because a part of it broke down. Raises what `running` does, and StoreError where the
    database goes away between two steps of the start.
    """
    orders = Orders()
    orders.obey_signals()
    try:
        async with running(settings, orders, manager=manager) as listening:
            print(listening, flush=True)
            await orders.stop.wait()
    except StorageFaultError as fault:
        raise cannot_be_opened(locked=fault.is_locked) from None
    return not orders.broken


@asynccontextmanager
async def running(
    settings: Settings, orders: Orders, log_file: Path | None = None, manager: ServiceManager = ALONE
) -> AsyncIterator[Listening]:
    """The whole gateway. One of its tasks that fails gives the order to stop.

    Raises SettingsError, StoreError, KeyFileError, HeldBackError, RosterError, PolicyError, DirectoryError or
    CollectorError.
    """
    check_secrets(settings)
    directory = settings.storage.directory
    read = read_schools(settings)
    prepare_directory(directory)
    use_storage(storage_of(settings.storage))
    held_back(directory)  # before anything starts: where nobody can tell what is held back, nothing does
    seal = key_for(storage_in_use(), settings.key_file)
    lock = lock_server(directory)
    store = StoreThread()
    metrics = make_metrics()
    try:
        await store.run(open_database, seal)
        await store.run(stay_at_work)
        schools = await open_schools(read, seal, store, read_only=settings.storage.read_only)
        events = make_events(metrics, log_file, as_json=settings.log.format == "json")
        collecting = begin_collecting(settings.tracing.endpoint, events.tracing_failed)
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(collecting.end)
            tracer = collecting.tracer
            gateway = _Gateway(settings, schools, read, seal, store, events, metrics, orders, manager, tracer)
            listening = await gateway.start(stack)
            gc.collect()
            gc.freeze()  # what is there now stays: no later look for garbage goes through it
            yield listening
    finally:
        store.close()
        close_storage()
        lock.file.close()


class _Gateway:
    """The parts of a running gateway, put together once."""

    def __init__(
        self,
        settings: Settings,
        schools: dict[str, SchoolInForce],
        read: Mapping[str, SchoolRead],
        seal: Seal,
        store: StoreThread,
        events: Events,
        metrics: Metrics,
        orders: Orders,
        manager: ServiceManager,
        tracer: Tracer,
    ) -> None:
        self._settings = settings
        self._manager = manager
        self._schools = schools
        self._store = store
        self._orders = orders
        self._metrics = metrics
        self._events = events
        self._transports = make_transports(settings)
        observed = observe(self._transports, metrics, tracer)
        desks = self._desks = make_desks(settings, seal)
        rules = {name: school.rules for name, school in schools.items()}
        self._pool = WorkerPool(worker_count(settings), setup_of(rules, settings.inspection))
        bell = self._bell = Bell()
        line = self._line = engine_in_use().line(bell, events.store_failed)
        self._earlier = EarlierLocks(seal, store, events, hears=lambda: line.hears)
        self._ledger = StoredLedger(store, events)
        sent = SentToAccounts(marks_key(seal), self._ledger, events.store_failed)
        self._judge = Judge(self._pool, rules, settings.inspection, self._earlier, sent, tracer)
        rung = bell.ear(Ring.EXCEPTIONS)
        self._exceptions = ExceptionKeeper(self._judge, seal, store, events, pause=rung.wait)
        installation = Installation(storage_of(settings.storage), seal)
        self._watch = SchoolWatch(schools, read, self._judge, installation, store, bell, events)
        self._outbox = self._make_outbox(observed, seal, tracer)
        bell.call(Ring.OUTBOX, lambda _said: self._outbox.wake())
        self._website = Website(settings, seal, self._judge, desks, self._outbox, store, bell, events)
        self._deadlines = self._make_deadlines(seal)
        self._digests = self._make_digests(seal)
        self._relay = Relaying(
            settings, self._judge, desks, observed, seal, store, self._outbox, events, tracer
        )

    async def start(self, stack: contextlib.AsyncExitStack) -> Listening:
        """Starts everything; `stack` stops it in the reverse order. Raises SettingsError."""
        tasks = LastingTasks(stack, self._orders, self._events.task_ended)
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
        tasks.keep(self._exceptions.run(), "exceptions")
        tasks.keep(self._line.run(), "line")
        if not self._settings.storage.read_only:
            self._keep_writing(tasks)
        await self._watch.begin(tasks)
        health = Health(self._settings, self._relay.server, lambda: self._schools, self._pool)
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
        self._keep_with_manager(stack, tasks, listening)
        return listening

    def _keep_writing(self, tasks: LastingTasks) -> None:
        """What there is to do in the database by itself."""
        tasks.keep(self._earlier.run(), "earlier files")
        tasks.keep(self._ledger.run(), "earlier mail")
        tasks.keep(self._outbox.run(), "outbox")
        tasks.keep(self._deadlines.run(), "deadlines")
        if self._digests is not None:
            tasks.keep(self._digests.run(), "digests")
        self._watch.watch_lists(tasks)

    def _keep_with_manager(
        self, stack: contextlib.AsyncExitStack, tasks: LastingTasks, listening: Listening
    ) -> None:
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

        tasks.keep(reread_when_told(), "reload")
        if certificate is not None:
            tasks.keep(certificate.run(), "certificate")
        if manager.watchdog_seconds:
            parts: dict[str, Part] = {
                "store": self._store.answer,
                "inspection": self._pool.answer,
            }
            dog = Watchdog(manager.notifier, manager.watchdog_seconds, parts, self._events.part_late)
            tasks.keep(dog.run(), "watchdog")
        stack.callback(self._events.stopping)
        stack.callback(manager.notifier.stopping, "Finishes what is in hand.")
        manager.notifier.ready(sentence)

    async def _finish_what_is_in_hand(self) -> None:
        """The relay and the outbox, side by side: there are only so many seconds for both."""
        await asyncio.gather(self._relay.server.stop(STOP_SECONDS), self._outbox.drain(STOP_SECONDS))

    def _make_outbox(self, transports: Mapping[Route, Transport], seal: Seal, tracer: Tracer) -> Outbox:
        directory = self._settings.storage.directory
        return Outbox(
            transports,
            self._desks,
            make_schedule(self._settings.outbox),
            seal,
            self._store,
            Membership(directory, version("schoolgate"), seal.keys, self._store, self._line),
            self._events,
            partial(held_back, directory),
            tracer,
        )

    def _make_deadlines(self, seal: Seal) -> Deadlines:
        return Deadlines(
            self._desks,
            self._website.secure_reach,
            seal,
            self._store,
            self._events,
            retention_of(self._settings),
            partial(is_held_back, self._settings.storage.directory),
        )

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
