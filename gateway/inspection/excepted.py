"""Has mail judged by the exceptions in the database, and notes there how often each has counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from gateway.events import Events
from gateway.policy.exceptions import Exceptions
from gateway.store.bell import unrung
from gateway.store.exceptions import State, count_uses, exceptions_in_force, state_of_exceptions
from gateway.store.faults import StorageFaultError
from gateway.store.seal import BrokenSealError, Seal
from gateway.store.thread import StoreThread

INTERVAL = 2.0  # seconds
NOTE_EVERY = timedelta(minutes=1)


class Excepting(Protocol):
    """Who judges the schools' mail."""

    def replace_exceptions(self, exceptions: Mapping[str, Exceptions]) -> None:
        """Judges by these from now on. From any thread."""

    def take_uses(self) -> Mapping[int, int]:
        """For how many messages each exception has counted, by its id, since this was last asked."""
        ...


def bring_into_force(seal: Seal, judge: Excepting, known: State | None = None) -> State:
    """What the database has becomes what mail is judged by; from any thread, and from several at once.

    known: what is in force for sure. Whoever comes last looks once more, so nobody is left with less than
    what the database has.
    """
    while (state := state_of_exceptions()) != known:
        judge.replace_exceptions(exceptions_in_force(seal, datetime.now(UTC).astimezone().date()))
        known = state
    return state


class ExceptionKeeper:
    """Notices exceptions that another process has made or revoked."""

    def __init__(
        self,
        judge: Excepting,
        seal: Seal,
        store: StoreThread,
        events: Events,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: Callable[[float], Awaitable[object]] = unrung,
    ) -> None:
        """`pause`: for so many seconds, or until another process has rung."""
        self._pause = pause
        self._judge = judge
        self._seal = seal
        self._store = store
        self._events = events
        self._now = now
        self._state: State | None = None
        self._noted_at = now()

    async def run(self) -> None:
        """Polls until it is cancelled."""
        while True:
            await self._pause(INTERVAL)
            await self.poll()

    async def poll(self) -> None:
        """Looks once; costs next to nothing where nothing has changed."""
        try:
            self._state = await self._store.run(bring_into_force, self._seal, self._judge, self._state)
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)
            return
        except BrokenSealError as error:  # by a key that was not copied here yet: what was in force stays
            self._events.store_failed(type(error).__name__)
            return
        if self._now() - self._noted_at >= NOTE_EVERY:
            await self.note()

    async def note(self) -> None:
        """Writes down for how many messages each has counted."""
        self._noted_at = self._now()
        uses = self._judge.take_uses()
        if not uses:
            return
        try:
            await self._store.run(count_uses, uses, self._noted_at.astimezone().date())
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)
