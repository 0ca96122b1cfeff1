"""A soak from beginning to end: started, hurt for its time, left to settle, and judged."""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from tests.soak.gatekeeper import Death
from tests.soak.growth import Trend, database_costs, growing, trends
from tests.soak.judging import Judgement, Ledger, Stored, judge
from tests.soak.letters import Hinge, Letter, draw_kind, write_letter
from tests.soak.meter import Sample
from tests.soak.parts import Extent, Parts, start
from tests.soak.schools import NEWCOMERS
from tests.support.process import GatewayProcess

MOST_OPEN = 300  # letters without a last word, above which no new ones are written
LOOK_SECONDS = 0.1
PATIENCE = 6  # times as long as it should take, until every fault was tried


@dataclass(frozen=True, slots=True)
class Figures:
    """What a soak comes to: fine where there are no complaints."""

    seed: int
    seconds: float
    settled_seconds: float
    letters: Counter[str]
    answers: Counter[str]
    faults: Counter[str]
    missed: Counter[str]
    deaths: tuple[Death, ...]
    failed_starts: Counter[str]
    rulings: Counter[str]
    deliveries: Counter[str]
    notices: int
    judgement: Judgement
    samples: tuple[Sample, ...]
    trends: tuple[Trend, ...]
    costs: tuple[float, float]
    stored: int
    sent_by: Counter[int]  # letters, by the number of the node
    disk_was_small: bool
    nodes: int  # that share a database in PostgreSQL; 0: one on SQLite
    complaints: tuple[str, ...]


class Soak:
    """One run in a folder of its own."""

    def __init__(self, folder: Path, seed: int, extent: Extent) -> None:
        self._folder = folder
        self._seed = seed
        self._extent = extent
        self._draw = random.Random(seed)
        self._letters: list[Letter] = []
        self._complaints: list[str] = []

    def run(self) -> Figures:
        with ExitStack() as stack:
            parts = start(stack, self._folder, self._seed, self._extent)
            began = time.monotonic()
            self._hurt(parts)
            ended = time.monotonic()
            self._settle(parts)
            return self._figures(parts, ended - began, time.monotonic() - ended)

    def _hurt(self, parts: Parts) -> None:
        """Letters at a steady rate, as long as the faults go on."""
        began = due = time.monotonic()
        while not self._is_over(parts, time.monotonic() - began):
            self._write(parts)
            due = max(due + 1 / self._extent.rate, time.monotonic() - 1)
            time.sleep(max(0.0, due - time.monotonic()))
            while parts.mailer.open > MOST_OPEN and not parts.failures:
                time.sleep(LOOK_SECONDS)
        parts.reviewer.threads.stop()
        self._complaints += [f"it never came about: {name}" for name in parts.untried()]

    def _is_over(self, parts: Parts, seconds: float) -> bool:
        """Not while a fault is under way: what a server does wrong takes mail to come about."""
        faults = parts.conductor.threads
        if self._is_enough(parts, seconds):
            faults.over.set()
        return faults.over.is_set() and not faults.are_alive

    def _is_enough(self, parts: Parts, seconds: float) -> bool:
        """When the time is up, but not before every fault was tried, if that is possible at all."""
        if parts.failures:
            return True
        if seconds < self._extent.seconds:
            return False
        done = not parts.untried() and parts.mailer.accepted >= self._extent.accepted
        return done or seconds > self._extent.seconds * PATIENCE

    def _write(self, parts: Parts) -> None:
        kind = draw_kind(self._draw)
        newcomer = 0
        if kind.hinge is Hinge.ROSTER:  # the last who joined the list, or the next who will
            listed = parts.stage.listed.last
            newcomer = min(max(0, listed - self._draw.randrange(2)), len(NEWCOMERS) - 1)
        letter, content = write_letter(len(self._letters), kind, newcomer)
        self._letters.append(letter)
        parts.mailer.post(letter, content)

    def _settle(self, parts: Parts) -> None:
        """Nothing goes wrong any more. A last restart gives the outbox what a broken attempt had claimed.

        Of several nodes none is restarted: what one has left they have to find by themselves.
        """
        gateways, mailer, seconds = parts.gateways, parts.mailer, self._extent.settle_seconds
        mailer.badly = 0.0
        until = time.monotonic() + seconds
        if not self._extent.nodes and (parts.deaths or parts.stage.storage_faults):
            parts.keepers[0].restart()
        while (mailer.open or not all(map(_is_idle, gateways))) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        if time.monotonic() >= until:
            left = len(gateways[0].waiting())
            self._complaints.append(
                f"after {seconds:.0f} s without faults {mailer.open} letters and {left} deliveries still wait"
            )
        for meter in parts.meters:
            meter.threads.stop()
        verified = gateways[0].command("audit", "verify")
        if verified.returncode != 0:
            self._complaints.append(f"audit verify: {verified.stderr.strip()}")

    def _figures(self, parts: Parts, seconds: float, settled: float) -> Figures:
        stage, mailer, samples = parts.stage, parts.mailer, parts.samples
        hops = stage.hops.values()
        stored = stage.site.read()
        judgement = judge(_ledger(self._letters, parts, stored))
        complaints = [
            *(f"the soak itself broke: {error!r}" for error in parts.failures),
            *self._complaints,
            *stage.site.faults(),
            *growing(samples, self._extent.limits),
            *(f"{hop.name} was sent {hop.strays} messages that nobody wrote" for hop in hops if hop.strays),
            *judgement.complaints,
        ]
        manners = Counter(str(each.manner) for each in mailer.attempts if each.manner)
        unreachable = Counter({"connection not taken": mailer.unreachable})
        return Figures(
            seed=self._seed,
            seconds=seconds,
            settled_seconds=settled,
            letters=Counter(letter.kind for letter in self._letters),
            answers=Counter(_said(each.code) for each in mailer.attempts) + unreachable,
            faults=parts.conductor.done + parts.reviewer.killed + manners,
            missed=parts.conductor.missed,
            deaths=tuple(parts.deaths),
            failed_starts=sum((each.failed_starts for each in parts.keepers), Counter()),
            rulings=parts.reviewer.given,
            deliveries=Counter({hop.name: len(hop.receipts) for hop in hops}),
            notices=sum(len(hop.notices) for hop in hops),
            judgement=judgement,
            samples=tuple(samples),
            trends=tuple(trends(samples, self._extent.limits)),
            costs=database_costs(samples),
            stored=len(stored),
            sent_by=Counter(each.node for hop in hops for each in hop.receipts),
            disk_was_small=stage.site.disk is not None,
            nodes=self._extent.nodes,
            complaints=tuple(complaints),
        )


def _ledger(letters: list[Letter], parts: Parts, stored: list[Stored]) -> Ledger:
    stage, hops = parts.stage, parts.stage.hops.values()
    return Ledger(
        letters=letters,
        attempts=parts.mailer.attempts,
        receipts=sorted((each for hop in hops for each in hop.receipts), key=attrgetter("at")),
        notices=[each for hop in hops for each in hop.notices],
        stored=stored,
        deaths=parts.deaths,
        storage_faults=stage.storage_faults,
        released=frozenset(parts.reviewer.released),
        strict=stage.strict,
        listed=stage.listed,
    )


def _is_idle(gateway: GatewayProcess) -> bool:
    try:
        return gateway.is_idle()
    except OSError:
        return False


def _said(code: int) -> str:
    return str(code) if code else "no answer"
