"""The rounds: each relay in turn, again and again, so that what changes on the machine changes for all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.mail import BenchMail
from tests.bench.pace import Delays, Extent, LostMailError, at_rate, one_by_one
from tests.bench.peers.relays import Relay
from tests.bench.peers.tree import cpu_seconds
from tests.bench.rounds import held_load, notices_of
from tests.bench.source import Load, Source
from tests.bench.target import Target

_PATIENCE_SECONDS = 120  # until what was accepted has arrived


FULL = Extent(rounds=3, seconds=3, one_by_one=200, warm_up=40, held=200)
QUICK = Extent(rounds=1, seconds=0.2, one_by_one=5, warm_up=5, held=30)


@dataclass(frozen=True, slots=True)
class Row:
    """One relay with one kind of message.

    accepted, delivered: messages a second until all were answered 250, and until all were at the target
    cpu: seconds of processor time a message, of all its processes
    """

    relay: str
    mail: str
    accepted: float
    delivered: float
    idle: Delays
    busy: Delays
    cpu: float


@dataclass
class Bench:
    """All relays in front of one target, and a source that sends to any."""

    source: Source
    target: Target
    relays: tuple[Relay, ...]
    extent: Extent

    def run(self, mails: Sequence[BenchMail]) -> tuple[Row, ...]:
        """Raises LostMailError or LoadError."""
        return tuple(row for mail in mails for row in self._rows(mail))

    def held_rate(self, relay: Relay, mail: BenchMail) -> float:
        """Messages a second until all were answered 250; then what follows from them is waited for."""
        rates = []
        for number in range(self.extent.rounds):
            load = held_load(mail, self.extent.held, number)
            before = self.target.count()
            rates.append(load.count / self.source.send(load, relay.port))
            self._wait_for(before + notices_of(self.extent.held))
        return median(rates)

    def _rows(self, mail: BenchMail) -> list[Row]:
        counts = {relay: self._fitting(relay, mail) for relay in self.relays}
        rates: dict[Relay, list[tuple[float, float, float]]] = {relay: [] for relay in self.relays}
        for _ in range(self.extent.rounds):
            for relay, count in counts.items():
                rates[relay].append(self._round(relay, mail, count))
        return [self._row(relay, mail, rates[relay]) for relay in self.relays]

    def _row(self, relay: Relay, mail: BenchMail, rounds: list[tuple[float, float, float]]) -> Row:
        accepted, delivered, cpu = (median(each) for each in zip(*rounds, strict=True))
        before, count = self.target.count(), self.extent.one_by_one
        idle = asyncio.run(one_by_one(mail.content, relay.port, count))
        paced = max(count, int(delivered / 2 * self.extent.seconds))
        busy = asyncio.run(at_rate(mail.content, relay.port, delivered / 2, paced))
        self._wait_for(before + count + paced)
        return Row(relay.label, mail.label, accepted, delivered, idle, busy, cpu)

    def _fitting(self, relay: Relay, mail: BenchMail) -> int:
        """As many messages as fill the time of a round, by what a few of them take."""
        _, delivered, _ = self._round(relay, mail, self.extent.warm_up)
        return max(self.extent.warm_up, int(delivered * self.extent.seconds))

    def _round(self, relay: Relay, mail: BenchMail, count: int) -> tuple[float, float, float]:
        """Messages a second accepted and delivered, and processor seconds a message."""
        before, used, started = self.target.count(), cpu_seconds(relay.roots), time.perf_counter()
        seconds = self.source.send(Load(mail.content, count), relay.port)
        self._wait_for(before + count)
        delivered = time.perf_counter() - started
        return count / seconds, count / delivered, (cpu_seconds(relay.roots) - used) / count

    def _wait_for(self, count: int) -> None:
        """Until so many have arrived, and not one more."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (arrived := self.target.count()) < count and time.monotonic() < deadline:
            time.sleep(0.002)
        if arrived != count:
            raise LostMailError(f"{count} messages should have arrived, {arrived} did")


def attachment_time(relay: Relay, large: bytes, small: bytes) -> tuple[float, Delays]:
    """Seconds that a large message takes, and what small ones wait meanwhile. Raises LoadError."""
    return asyncio.run(_side_by_side(relay.port, large, small))


async def _side_by_side(port: int, large: bytes, small: bytes) -> tuple[float, Delays]:
    started = time.perf_counter()
    sending = asyncio.create_task(one_by_one(large, port, 1))
    waits: list[float] = []
    while not sending.done():
        waits.append((await one_by_one(small, port, 1)).median)
    await sending
    return time.perf_counter() - started, Delays.of(waits)


def folder_of(directory: str) -> Path:
    """The temporary folder, open to the users as whom mail servers work."""
    folder = Path(directory)
    folder.chmod(0o755)
    return folder
