"""Remembers the locks of protected files that left, so that a password which follows them is noticed.

Of a file only what is needed to try a password is kept, for three days, sealed on disk and in memory.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

from detectors.context import NOTHING_BEFORE, History
from detectors.finding import Protection
from detectors.message import Envelope
from detectors.sending import RecipientClass
from gateway.actions.plan import Judged
from gateway.events import Events
from gateway.policy.verdict import Disposition
from gateway.store.faults import StorageFaultError
from gateway.store.locks import Kept, forget_locks, keep_locks, kept_locks
from gateway.store.seal import BrokenSealError, Seal
from gateway.store.thread import StoreThread

KEPT_FOR = timedelta(hours=72)
MOST_LOCKS = 16  # of one message, and tried on one message
FORGET_EVERY = timedelta(minutes=10)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Earlier(Protocol):
    """What is remembered of a sender's mail of the last days."""

    async def history(self, school: str, envelope: Envelope) -> History:
        """What bears on a message from this sender to these recipients."""
        ...

    async def keep(self, school: str, envelope: Envelope, judged: Judged) -> None:
        """Remember what has to be of a message that is about to leave."""
        ...


class NothingEarlier:
    """For judging a message by itself, with no side effect."""

    async def history(self, school: str, envelope: Envelope) -> History:  # noqa: ARG002
        return NOTHING_BEFORE

    async def keep(self, school: str, envelope: Envelope, judged: Judged) -> None:
        pass


class EarlierLocks:
    """In memory, so that most mail costs a look into a table; on disk, so that a restart forgets none.

    Where others work on the same database each message asks it first for what is new, so that what left by
    one counts on all as soon as it has left; while it cannot be reached, what is in memory has to do.
    """

    def __init__(
        self,
        seal: Seal,
        store: StoreThread,
        events: Events,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        hears: Callable[[], bool] = lambda: False,
    ) -> None:
        """`hears`: whether there may be other gateways on the database, and it is there to be asked."""
        self._hears = hears
        self._seal = seal
        self._store = store
        self._events = events
        self._now = now
        self._key = seal.derived("kept locks")
        self._by_pair: dict[str, list[Kept]] = {}
        self._last = 0  # id up to which all is here that anybody kept
        self._own: set[int] = set()  # ids beyond that

    async def load(self) -> None:
        """What an earlier run kept, and since the last time other gateways. Raises StorageFaultError."""
        for kept in await self._store.run(kept_locks, self._seal, self._now(), self._last):
            if kept.id > self._last and kept.id not in self._own:
                self._remember(kept)
            self._last = max(self._last, kept.id)
        self._own = {each for each in self._own if each > self._last}

    async def history(self, school: str, envelope: Envelope) -> History:
        if self._hears():
            await self._catch_up()
        if not self._by_pair:
            return NOTHING_BEFORE
        now = self._now()
        locks = (
            lock
            for pair in self._pairs(school, envelope.sender, envelope.recipients)
            for kept in reversed(self._by_pair.get(pair, ()))
            if kept.until > now
            for lock in kept.locks
        )
        return History(tuple(dict.fromkeys(locks))[:MOST_LOCKS])

    async def keep(self, school: str, envelope: Envelope, judged: Judged) -> None:
        """Before the message is sent on. Where the disk fails, they are kept in memory alone."""
        locks = tuple(dict.fromkeys(_locks(judged)))[:MOST_LOCKS]
        leaving = _leaving(judged)
        if not locks or not leaving or not envelope.sender:
            return
        pairs = tuple(self._pairs(school, envelope.sender, leaving))
        kept = Kept(school, pairs, locks, self._now() + KEPT_FOR)
        self._remember(kept)
        try:
            self._own.add((await self._store.run(keep_locks, self._seal, kept)).id)
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)

    async def _catch_up(self) -> None:
        """With what has left by other gateways: the password may come by this one. One look at a key."""
        try:
            await self.load()
        except (StorageFaultError, BrokenSealError) as error:
            self._events.store_failed(type(error).__name__)

    async def run(self) -> None:
        """Forgets what has been kept for long enough, again and again."""
        while True:
            await self.forget()
            await asyncio.sleep(FORGET_EVERY.total_seconds())

    async def forget(self) -> None:
        """Forgets what has been kept for long enough."""
        now = self._now()
        current = {pair: [each for each in kept if each.until > now] for pair, kept in self._by_pair.items()}
        self._by_pair = {pair: kept for pair, kept in current.items() if kept}
        try:
            await self._store.run(forget_locks, now)
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)

    def _remember(self, kept: Kept) -> None:
        for pair in kept.pairs:
            self._by_pair.setdefault(pair, []).append(kept)

    def _pairs(self, school: str, sender: str, recipients: tuple[str, ...]) -> Iterator[str]:
        for recipient in recipients:
            pair = "\0".join((school, sender.lower(), recipient.lower()))
            yield hmac.digest(self._key, pair.encode(), hashlib.sha256).hex()


def _locks(judged: Judged) -> Iterator[str]:
    """Of the files that are still shut: one that is open already cannot be given away again."""
    for attachment in judged.report.attachments:
        if attachment.protection is not Protection.NONE and not attachment.password_disclosed:
            yield from attachment.locks


def _leaving(judged: Judged) -> tuple[str, ...]:
    """The recipients outside who get the message, or may get it yet where it is held."""
    return tuple(
        each.address
        for each in judged.verdict.recipients
        if RecipientClass.INTERNAL not in each.classes and each.disposition is not Disposition.RETURN
    )
