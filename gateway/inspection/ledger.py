"""Where it is written down what senders have sent: in the database, or for a dry run in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from gateway.events import Events
from gateway.policy.past import LONGEST, Sent
from gateway.policy.verdict import Disposition
from gateway.store.faults import StorageFaultError
from gateway.store.sent import (
    Mailing,
    forget_sent,
    known_addresses,
    remember_addresses,
    remember_sent,
    sent_before,
    settle_sent,
    silenced,
)
from gateway.store.thread import StoreThread

FORGET_EVERY = timedelta(minutes=10)


class Ledger(Protocol):
    """What it is asked and told; by marks alone. Each raises StorageFaultError."""

    async def enter(self, mailing: Mailing) -> tuple[Sent, ...]:
        """Writes the message down, and gives what its sender has sent before."""
        ...

    async def settle(self, message: str, dispositions: Mapping[str, Disposition]) -> None:
        """What became of a message, by account. What goes back to the sender does not count."""
        ...

    async def known(self, message: str, pairs: Iterable[str]) -> frozenset[str]:
        """Those pairs of sender and address that another message made known."""
        ...

    async def learn(self, school: str, message: str, pairs: Iterable[str], today: date) -> None:
        """From the next message on these pairs are known."""
        ...

    async def silenced(self, sender: str, rules: Iterable[str], now: datetime) -> frozenset[str]:
        """The rules of which the lead has been told for this sender."""
        ...


class StoredLedger:
    """In the database, and nowhere else: every process that uses it reads the same."""

    def __init__(
        self, store: StoreThread, events: Events, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._events = events
        self._now = now

    async def enter(self, mailing: Mailing) -> tuple[Sent, ...]:
        return await self._store.run(_enter, mailing)

    async def settle(self, message: str, dispositions: Mapping[str, Disposition]) -> None:
        await self._store.run(settle_sent, message, dispositions)

    async def known(self, message: str, pairs: Iterable[str]) -> frozenset[str]:
        return await self._store.run(known_addresses, message, pairs)

    async def learn(self, school: str, message: str, pairs: Iterable[str], today: date) -> None:
        await self._store.run(remember_addresses, school, message, pairs, today)

    async def silenced(self, sender: str, rules: Iterable[str], now: datetime) -> frozenset[str]:
        return await self._store.run(silenced, sender, rules, now)

    async def run(self) -> None:
        """Forgets what has been kept for long enough, again and again."""
        while True:
            await self.forget()
            await asyncio.sleep(FORGET_EVERY.total_seconds())

    async def forget(self) -> None:
        """Forgets what has been kept for long enough."""
        try:
            await self._store.run(forget_sent, self._now())
        except StorageFaultError as fault:
            self._events.store_failed(fault.kind)


def _enter(mailing: Mailing) -> tuple[Sent, ...]:
    """Entered first: of two messages at the same moment, one at least sees the other."""
    remember_sent(mailing)
    return sent_before(mailing)


class LedgerInMemory:
    """For messages that come in the order of a mailbox, each dated by itself. The lead is told of nothing."""

    def __init__(self) -> None:
        self._sent: dict[str, dict[tuple[str, str], Sent]] = {}  # by sender; by message and account
        self._pairs: dict[str, str] = {}  # and the message that made it known

    async def enter(self, mailing: Mailing) -> tuple[Sent, ...]:
        """What is dated later than the message was not sent before it, wherever it lies in the mailbox."""
        kept = self._sent.setdefault(mailing.sender, {})
        since = mailing.at - LONGEST
        before = tuple(
            each
            for each in kept.values()
            if each.message != mailing.message and since < each.at <= mailing.at
        )
        for sent in mailing.now().values():
            kept.setdefault((sent.message, sent.account), sent)
        return before

    async def settle(self, message: str, dispositions: Mapping[str, Disposition]) -> None:
        returned = {account for account, each in dispositions.items() if each is Disposition.RETURN}
        for kept in self._sent.values():
            for account in returned:
                kept.pop((message, account), None)

    async def known(self, message: str, pairs: Iterable[str]) -> frozenset[str]:
        return frozenset(pair for pair in pairs if self._pairs.get(pair, message) != message)

    async def learn(self, school: str, message: str, pairs: Iterable[str], today: date) -> None:  # noqa: ARG002
        for pair in pairs:
            self._pairs.setdefault(pair, message)

    async def silenced(self, sender: str, rules: Iterable[str], now: datetime) -> frozenset[str]:  # noqa: ARG002
        return frozenset(rules)
