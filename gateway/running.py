"""Runs the gateway: relay, outbox, rosters and web side in one event loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from gateway.actions.desk import Desk
from gateway.desks import host_name, loop_secret, make_desks, wording_by_language
from gateway.enforcing import SchoolEnforcer
from gateway.events import Events, make_events
from gateway.health import Health
from gateway.inspection.earlier import EarlierLocks
from gateway.inspection.excepted import ExceptionKeeper
from gateway.inspection.judge import Judge, setup_of
from gateway.inspection.ledger import StoredLedger
from gateway.inspection.pool import WorkerPool, WorkersUnavailableError
from gateway.inspection.sent import SentToAccounts
from gateway.metrics import Metrics, make_metrics
from gateway.outbox.outbox import Outbox
from gateway.policy.rules import in_short
from gateway.review.deadlines import Deadlines
from gateway.review.digests import Digests
from gateway.review.retention.days import retention_of
from gateway.review.status import StatusSource
from gateway.revising import RuleFiles, RuleWatcher
from gateway.roster.keeper import Installation, Keeper
from gateway.roster.memory import bring_up_to_date
from gateway.roster.source import SourceStamps, stamps_of
from gateway.roster.watcher import RosterWatcher
from gateway.schools import SchoolBasis, SchoolInForce, remembered_school
from gateway.settings import ListenAddress, Settings, SettingsError
from gateway.smtp.handler import RelayHandler
from gateway.smtp.intake import Intake, IntakeSettings
from gateway.smtp.logins import Logins
from gateway.smtp.server import RelayServer
from gateway.store.connect import key_for, lock_server, open_database, prepare_directory, use_directory
from gateway.store.marks import marks_key
from gateway.store.record import note_settings
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.website import Website, cannot_listen
from gateway.wiring import (
    make_access,
    make_bases,
    make_protocol_settings,
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


async def serve_until_told(settings: Settings) -> None:
    """Prints the `ready` line when every listener accepts connections; SIGTERM or SIGINT ends it."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with running(settings, told) as listening:
        print(listening, flush=True)
        await told.wait()


@asynccontextmanager
async def running(
    settings: Settings, stop: asyncio.Event, log_file: Path | None = None
) -> AsyncIterator[Listening]:
    """The whole gateway. `stop` is set when one of its tasks fails: better restarted than half alive.

    Raises SettingsError, StoreError, KeyFileError, RosterError, PolicyError or DirectoryError.
    """
    directory = settings.storage.directory
    rule_files = {school.name: RuleFiles(settings, school) for school in settings.school}
    rules_read = {name: files.stamps() for name, files in rule_files.items()}
    bases = make_bases(settings)
    prepare_directory(directory)
    use_directory(directory)
    seal = key_for(directory, settings.key_file)
    lock = lock_server(directory)
    store = StoreThread()
    metrics = make_metrics()
    try:
        await store.run(open_database, seal)
        lists_read = {name: stamps_of(basis.lists.sources) for name, basis in bases.items()}
        schools = {name: await store.run(_opened, seal, basis) for name, basis in bases.items()}
        events = make_events(metrics, log_file)
        read = _Read(lists_read, rule_files, rules_read)
        gateway = _Gateway(settings, schools, read, seal, store, events, metrics, stop)
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
        stop: asyncio.Event,
    ) -> None:
        self._settings = settings
        self._schools = schools
        self._read = read
        self._installation = Installation(settings.storage.directory, seal)
        self._store = store
        self._replacing = asyncio.Lock()
        self._stop = stop
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
        self._outbox = Outbox(
            self._transports, desks, make_schedule(settings.outbox), seal, store, self._events
        )
        self._website = Website(settings, seal, self._judge, desks, self._outbox, store, events)
        retention = retention_of(settings)
        self._deadlines = Deadlines(desks, self._website.secure_reach, seal, store, events, retention)
        self._digests = self._make_digests(seal)
        self._relay = self._make_relay(desks, seal)

    def _make_relay(self, desks: Mapping[str, Desk], seal: Seal) -> RelayServer:
        """Raises SettingsError."""
        settings, access = self._settings, make_access(self._settings)
        intake = Intake(
            self._judge,
            access,
            desks,
            self._transports,
            seal,
            self._store,
            self._outbox,
            self._events,
            IntakeSettings(host_name(settings), settings.relay.max_hops, loop_secret(seal)),
        )
        handler = RelayHandler(
            intake,
            access,
            Logins(settings.relay.logins) if settings.relay.logins else None,
            self._events,
            max_recipients=settings.relay.max_recipients,
            max_connections=settings.relay.max_connections,
        )
        return RelayServer(handler, make_protocol_settings(settings))

    async def start(self, stack: contextlib.AsyncExitStack) -> Listening:
        """Starts everything; `stack` stops it in the reverse order. Raises SettingsError."""
        for transport in dict.fromkeys(self._transports.values()):
            stack.push_async_callback(transport.close)
        try:
            await self._pool.start()
        except WorkersUnavailableError:
            raise SettingsError(
                "inspection.workers: the workers do not start; run `schoolgate doctor`"
            ) from None
        stack.push_async_callback(self._pool.close)
        await self._earlier.load()
        await self._exceptions.poll()
        stack.push_async_callback(self._exceptions.note)
        self._keep_running(stack, self._earlier.run(), "earlier files")
        self._keep_running(stack, self._ledger.run(), "earlier mail")
        self._keep_running(stack, self._exceptions.run(), "exceptions")
        self._keep_running(stack, self._outbox.run(), "outbox")
        self._keep_running(stack, self._deadlines.run(), "deadlines")
        if self._digests is not None:
            self._keep_running(stack, self._digests.run(), "digests")
        for name, school in self._schools.items():
            await self._note(school.basis)
            for record in filter(attrgetter("refused"), school.records):
                self._events.roster_refused(name, record.refused)
            self._keep_running(stack, self._watcher(name).run(), "roster")
            files = self._read.rule_files[name]
            rules = RuleWatcher(files, self._read.rules[name], self._enforcer(name), self._events)
            self._keep_running(stack, rules.run(), "rules")
        health = Health(self._settings, self._relay, lambda: self._schools)
        status = StatusSource(health.read, self._metrics, health.look, health.probe)
        review = await self._website.start(stack, status)
        stack.push_async_callback(self._finish_what_is_in_hand)
        smtp = [await self._listen(address) for address in self._settings.relay.listen]
        listening = Listening(smtp[0], review)
        await self._website.let_the_first_in(review)
        self._events.started(str(listening.smtp), str(listening.review))
        stack.callback(self._events.stopping)
        return listening

    async def _finish_what_is_in_hand(self) -> None:
        """The relay and the outbox, side by side: there are only so many seconds for both."""
        await asyncio.gather(self._relay.stop(STOP_SECONDS), self._outbox.drain(STOP_SECONDS))

    async def _listen(self, address: ListenAddress) -> ListenAddress:
        try:
            host, port = await self._relay.listen(address.host, address.port)
        except OSError:
            raise SettingsError(cannot_listen("relay.listen", address)) from None
        return ListenAddress(host=host, port=port)

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
        """Which policy is in force is on record from the moment when it is."""
        now = datetime.now(UTC)
        said = f"in force: {in_short(basis.policy)}"
        await self._store.run(note_settings, self._installation.seal, basis.school.name, said, now)

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
                self._stop.set()

        async def stop() -> None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task

        task.add_done_callback(ended)
        stack.push_async_callback(stop)
