"""Conducts the faults: rounds in an order drawn from the seed, on several tracks side by side."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.soak.stage import Stage
from tests.soak.threads import Threads

Perform = Callable[[Stage, random.Random], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """`perform` does it, waits until it is over, and says whether it came about.

    deadly: the gateway's life ends with it; needs_disk: it cannot be tried without a small disk
    """

    name: str
    perform: Perform
    deadly: bool = False
    needs_disk: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """Faults that come one after the other, with a pause of `least` to `most` seconds between two.

    once: no more of them when each has come about
    """

    name: str
    faults: Sequence[Fault]
    least: float
    most: float
    once: bool = False


@dataclass
class Conductor:
    """Goes on in rounds, each fault once in a round, until told to stop.

    Between two rounds of a track with deadly faults the gateway has `calm_seconds` in which nothing kills it,
    so that its memory can be watched.
    """

    stage: Stage
    tracks: Sequence[Track]
    seed: int
    calm_seconds: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    threads: Threads = field(default_factory=Threads)  # when they are over, so are the faults under way

    def start(self) -> Conductor:
        for track in self.tracks:
            draw = random.Random(f"{self.seed} {track.name}")
            self.threads.start(self._run, track, draw)
        return self

    def untried(self) -> list[str]:
        """What has not come about yet, and can."""
        disk = self.stage.site.disk
        can = (each for track in self.tracks for each in track.faults if disk or not each.needs_disk)
        return [each.name for each in can if not self.done[each.name]]

    def _run(self, track: Track, draw: random.Random) -> None:
        while not self.threads.over.is_set():
            left = [fault for fault in track.faults if not (track.once and self.done[fault.name])]
            if not left:
                return
            self._round(track, draw, left)
            if any(fault.deadly for fault in track.faults):
                self._calm(track, draw)

    def _calm(self, track: Track, draw: random.Random) -> None:
        harmless = [fault for fault in track.faults if not fault.deadly]
        until = time.monotonic() + self.calm_seconds
        while time.monotonic() < until and not self.threads.over.is_set():
            self._round(track, draw, harmless, until)

    def _round(
        self, track: Track, draw: random.Random, faults: Sequence[Fault], until: float | None = None
    ) -> None:
        order = sorted(draw.sample(faults, len(faults)), key=lambda fault: self.done[fault.name] > 0)
        for fault in order:  # what has not come about yet is first
            if self.threads.over.wait(draw.uniform(track.least, track.most)):
                return
            if until is not None and time.monotonic() >= until:
                return
            came = fault.perform(self.stage, draw)
            (self.done if came else self.missed)[fault.name] += 1
