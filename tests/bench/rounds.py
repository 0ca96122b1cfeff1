"""The rounds of the bench: straight and through the gateway in turn, every message accounted for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from gateway.actions.flood import MOST_AN_HOUR
from tests.bench.mail import SENDER, BenchMail
from tests.bench.pace import Delays, Extent, LostMailError, one_by_one
from tests.bench.source import Load, Source
from tests.bench.target import Target
from tests.bench.usage import Usage
from tests.support.process import GatewayProcess

FULL = Extent(rounds=3, seconds=2, one_by_one=300, warm_up=20, held=200)
QUICK = Extent(rounds=1, seconds=0.1, one_by_one=10, warm_up=5, held=30)
COMPARED = Extent(rounds=5, seconds=1, one_by_one=0, warm_up=20, held=100)


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second."""

    straight: float
    gateway: float

    @property
    def ratio(self) -> float:
        return self.gateway / self.straight


@dataclass(frozen=True, slots=True)
class Row:
    """Everything about one kind of message. `cpu` is the gateway's and its workers' seconds a message."""

    label: str
    new: Rates
    kept: Rates
    straight_delays: Delays
    delays: Delays
    cpu: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What the bench found. `held` is a rate; `sent` and `arrived` count every message and notice."""

    rows: tuple[Row, ...]
    held: float
    usage: Usage
    sent: int
    arrived: int


@dataclass
class Bench:
    """One gateway in front of one target, and a source that sends to either."""

    source: Source
    target: Target
    gateway: GatewayProcess
    extent: Extent
    patience_seconds: float = 60  # until what was accepted has arrived
    sent: int = 0
    _held: int = 0  # messages
    _usage: Usage = field(init=False)

    def __post_init__(self) -> None:
        self._usage = Usage(self.gateway.pid)

    def run(self, clean: Sequence[BenchMail], held: BenchMail) -> Figures:
        """Raises LostMailError or LoadError."""
        rows = tuple(self._row(mail) for mail in clean)
        held_rate = self._held_rate(held)
        self._usage.cpu_seconds()
        return Figures(rows, held_rate, self._usage, self.sent, self.target.count())

    def shares(self, clean: Sequence[BenchMail], held: BenchMail) -> dict[str, float]:
        """Of each kind, the gateway's rate as a share of the straight one; of held mail, of the first kind's.

        Raises LostMailError or LoadError.
        """
        rates = {mail.label: self._rates(mail, kept=False)[0] for mail in clean}
        shares = {label: each.ratio for label, each in rates.items()}
        return {**shares, held.label: self._held_rate(held) / rates[clean[0].label].straight}

    def _row(self, mail: BenchMail) -> Row:
        new, cpu = self._rates(mail, kept=False)
        kept, _ = self._rates(mail, kept=True)
        return Row(
            mail.label,
            new,
            kept,
            self._delays(mail, self.target.port),
            self._delays(mail, self.gateway.port),
            cpu,
        )

    def _rates(self, mail: BenchMail, *, kept: bool) -> tuple[Rates, float]:
        """The medians of the rates, and the CPU seconds that a message cost the gateway."""
        ports = (self.target.port, self.gateway.port)
        loads = [self._fitting(Load(mail.content, self.extent.warm_up, kept), port) for port in ports]
        rates: tuple[list[float], list[float]] = ([], [])
        used = self._usage.cpu_seconds()
        for _ in range(self.extent.rounds):
            for port, load, found in zip(ports, loads, rates, strict=True):
                found.append(load.count / self._send(load, port))
        used = self._usage.cpu_seconds() - used
        return Rates(*map(median, rates)), used / (loads[1].count * self.extent.rounds)

    def _fitting(self, warm_up: Load, port: int) -> Load:
        """As many messages as fill the time of a round, by what a few of them take."""
        seconds = self._send(warm_up, port)
        count = int(warm_up.count / seconds * self.extent.seconds)
        return Load(warm_up.content, max(warm_up.count, count), warm_up.kept)

    def _send(self, load: Load, port: int) -> float:
        seconds = self.source.send(load, port)
        self._account(load.count)
        return seconds

    def _delays(self, mail: BenchMail, port: int) -> Delays:
        delays = asyncio.run(one_by_one(mail.content, port, self.extent.one_by_one))
        self._account(self.extent.one_by_one)
        return delays

    def _held_rate(self, mail: BenchMail) -> float:
        """Accepted messages a second; afterwards each is a case, and its notices have arrived."""
        rates = []
        for _ in range(self.extent.rounds):
            load = held_load(mail, self.extent.held, self._held)
            rates.append(load.count / self.source.send(load, self.gateway.port))
            self._held += load.count
            self._account(notices_of(load.count))
        cases = len(self.gateway.cases())
        if cases != self._held:
            raise LostMailError(f"{self._held} held messages were accepted, {cases} are cases")
        return median(rates)

    def _account(self, count: int) -> None:
        """Waits until all that was sent is at the target, and not one message more."""
        self.sent += count
        deadline = time.monotonic() + self.patience_seconds
        while (arrived := self.target.count()) < self.sent and time.monotonic() < deadline:
            time.sleep(0.01)
        if arrived != self.sent:
            raise LostMailError(f"{self.sent} messages were accepted, {arrived} arrived")


def held_load(mail: BenchMail, count: int, number: int) -> Load:
    """So many messages that are held, by a teacher of their own: they are told of so many an hour.

    number: another for each such load, as the same messages again would be taken for another try
    """
    sender = f"{number}.{SENDER}"
    content = mail.content.replace(SENDER.encode(), sender.encode()) + b"%d\r\n" % number
    return Load(content, count, numbered=True, sender=sender)


def notices_of(count: int) -> int:
    """How many follow from so many held messages of one teacher: to the lead of each, and to the teacher."""
    return count + min(count, MOST_AN_HOUR + 1)
