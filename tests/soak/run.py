"""A soak from beginning to end: started, hurt for its time, left to settle, and judged."""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from tests.soak.books import faults_of, read_books
from tests.soak.conductor import Conductor, Track
from tests.soak.disk import small_disk
from tests.soak.faults import SERVERS
from tests.soak.gatekeeper import Death, Gatekeeper
from tests.soak.growth import Limits, Trend, database_costs, growing, trends
from tests.soak.hops import Hop
from tests.soak.judging import Judgement, Ledger, Stored, judge
from tests.soak.launcher import launched
from tests.soak.letters import Hinge, Letter, Way, draw_kind, write_letter
from tests.soak.mailer import Mailer
from tests.soak.meter import Meter, Sample
from tests.soak.reviewer import Reviewer
from tests.soak.schools import NEWCOMERS, write_schools
from tests.soak.stage import Stage
from tests.support.process import GatewayProcess

MOST_OPEN = 300  # letters without a last word, above which no new ones are written
SETTLE_SECONDS = 120.0
LOOK_SECONDS = 0.1
LAUNCHER = "tests.soak.launcher"
PATIENCE = 6  # times as long as it should take, until every fault was tried


@dataclass(frozen=True, slots=True)
class Extent:
    """How long and how hard. `rate`: letters a second; `accepted`: how many have to be, at least.

    `badly`: in what share of the tries the client behaves badly. `calm_seconds`: how long the gateway lives
    between two rounds of kills. `loaded`: the gateway is a fork of a process that has loaded it, to be quick.
    `flaw`: a bug that is put in on purpose.
    """

    seconds: float
    tracks: tuple[Track, ...]
    rate: float = 12.0
    accepted: int = 0
    badly: float = 0.03
    calm_seconds: float = 0.0
    loaded: bool = False
    flaw: str = ""
    sample_seconds: float = 1.0
    disk_megabytes: int = 64
    workers: int = 2
    rulings_killed: bool = True
    settle_seconds: float = SETTLE_SECONDS
    limits: Limits = field(default_factory=Limits)


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
    disk_was_small: bool
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """All that runs during a soak."""

    keeper: Gatekeeper
    stage: Stage
    mailer: Mailer
    meter: Meter
    reviewer: Reviewer
    conductor: Conductor

    @property
    def failures(self) -> list[BaseException]:
        """Faults of the soak's own."""
        parts = (self.keeper, self.mailer, self.meter, self.reviewer, self.conductor)
        return [error for part in parts for error in part.threads.failures]

    def untried(self) -> list[str]:
        """What has not come about yet, and can."""
        return self.conductor.untried() + self.reviewer.untried()


def _start(
    stack: ExitStack, folder: Path, seed: int, extent: Extent, disk: Path, *, is_small: bool
) -> _Parts:
    """Starts everything; `stack` stops it in the reverse order."""
    hops = {way: Hop(way, seed).start() for way in SERVERS}
    for hop in hops.values():
        stack.callback(hop.stop)
    storage, switches = disk / "data", folder / "switches"
    switches.mkdir()
    outside, home, secure = (hops[way].url for way in (Way.OUTSIDE, Way.HOME, Way.SECURE))
    config = write_schools(folder, outside, home, secure, storage, extent.workers)
    if extent.loaded:
        gateway = GatewayProcess(config, aside=(LAUNCHER, str(switches), extent.flaw))
    else:
        gateway = GatewayProcess(config, launched(switches, extent.flaw))
    keeper = Gatekeeper(gateway).start()
    stack.callback(keeper.stop)
    stage = Stage(keeper, switches, storage, disk if is_small else None, hops)
    mailer = Mailer(gateway, seed=seed, badly=extent.badly).start()
    stack.callback(mailer.stop)
    meter = Meter(keeper, stage.database, lambda: mailer.accepted, extent.sample_seconds).start()
    stack.callback(meter.threads.stop)
    reviewer = Reviewer(gateway, seed, with_kills=extent.rulings_killed).start()
    stack.callback(reviewer.threads.stop)
    conductor = Conductor(stage, extent.tracks, seed, extent.calm_seconds).start()
    stack.callback(conductor.threads.stop)
    return _Parts(keeper, stage, mailer, meter, reviewer, conductor)


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
            disk = self._folder / "disk"
            is_small = stack.enter_context(small_disk(disk, self._extent.disk_megabytes))
            parts = _start(stack, self._folder, self._seed, self._extent, disk, is_small=is_small)
            began = time.monotonic()
            self._hurt(parts)
            ended = time.monotonic()
            self._settle(parts)
            return self._figures(parts, ended - began, time.monotonic() - ended)

    def _hurt(self, parts: _Parts) -> None:
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

    def _is_over(self, parts: _Parts, seconds: float) -> bool:
        """Not while a fault is under way: what a server does wrong takes mail to come about."""
        faults = parts.conductor.threads
        if self._is_enough(parts, seconds):
            faults.over.set()
        return faults.over.is_set() and not faults.are_alive

    def _is_enough(self, parts: _Parts, seconds: float) -> bool:
        """When the time is up, but not before every fault was tried, if that is possible at all."""
        if parts.failures:
            return True
        if seconds < self._extent.seconds:
            return False
        done = not parts.untried() and parts.mailer.accepted >= self._extent.accepted
        return done or seconds > self._extent.seconds * PATIENCE

    def _write(self, parts: _Parts) -> None:
        kind = draw_kind(self._draw)
        newcomer = 0
        if kind.hinge is Hinge.ROSTER:  # the last who joined the list, or the next who will
            listed = parts.stage.listed.last
            newcomer = min(max(0, listed - self._draw.randrange(2)), len(NEWCOMERS) - 1)
        letter, content = write_letter(len(self._letters), kind, newcomer)
        self._letters.append(letter)
        parts.mailer.post(letter, content)

    def _settle(self, parts: _Parts) -> None:
        """Nothing goes wrong any more. A last restart gives the outbox what a broken attempt had claimed."""
        keeper, mailer, seconds = parts.keeper, parts.mailer, self._extent.settle_seconds
        mailer.badly = 0.0
        until = time.monotonic() + seconds
        if keeper.deaths or parts.stage.storage_faults:
            keeper.restart()
        while (mailer.open or not _is_idle(keeper.gateway)) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        if time.monotonic() >= until:
            left = len(keeper.gateway.waiting())
            self._complaints.append(
                f"after {seconds:.0f} s without faults {mailer.open} letters and {left} deliveries still wait"
            )
        parts.meter.threads.stop()
        verified = keeper.gateway.command("audit", "verify")
        if verified.returncode != 0:
            self._complaints.append(f"audit verify: {verified.stderr.strip()}")

    def _figures(self, parts: _Parts, seconds: float, settled: float) -> Figures:
        stage, mailer, samples = parts.stage, parts.mailer, parts.meter.samples
        hops = stage.hops.values()
        stored = read_books(stage.storage)
        judgement = judge(_ledger(self._letters, parts, stored))
        complaints = [
            *(f"the soak itself broke: {error!r}" for error in parts.failures),
            *self._complaints,
            *faults_of(stage.storage),
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
            deaths=tuple(parts.keeper.deaths),
            failed_starts=parts.keeper.failed_starts,
            rulings=parts.reviewer.given,
            deliveries=Counter({hop.name: len(hop.receipts) for hop in hops}),
            notices=sum(len(hop.notices) for hop in hops),
            judgement=judgement,
            samples=tuple(samples),
            trends=tuple(trends(samples, self._extent.limits)),
            costs=database_costs(samples),
            stored=len(stored),
            disk_was_small=stage.disk is not None,
            complaints=tuple(complaints),
        )


def _ledger(letters: list[Letter], parts: _Parts, stored: list[Stored]) -> Ledger:
    stage, hops = parts.stage, parts.stage.hops.values()
    return Ledger(
        letters=letters,
        attempts=parts.mailer.attempts,
        receipts=sorted((each for hop in hops for each in hop.receipts), key=attrgetter("at")),
        notices=[each for hop in hops for each in hop.notices],
        stored=stored,
        deaths=parts.keeper.deaths,
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
