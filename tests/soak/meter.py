"""Reads from /proc, all the time, what the gateway and its workers use, and how large the database is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.gatekeeper import Gatekeeper
from tests.soak.threads import Threads
from tests.support.process import workers_of

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sample:
    """`life`: the how-manieth start; `messages`: accepted so far; sizes in bytes; `node`: whose."""

    at: float
    life: int
    messages: int
    rss: int
    fds: int
    threads: int
    children: int
    worker_rss: int  # of the largest
    database: int
    wal: int
    node: int = 1


@dataclass
class Meter:
    """A sample every so many seconds."""

    keeper: Gatekeeper
    sizes: Callable[[], tuple[int, int]]  # of the database and of its log
    messages: Callable[[], int]
    every: float = 1.0
    samples: list[Sample] = field(default_factory=list)
    threads: Threads = field(default_factory=Threads)

    def start(self) -> Meter:
        self.threads.start(self._run)
        return self

    def _run(self) -> None:
        while not self.threads.over.wait(self.every):
            if self.keeper.is_up.is_set():
                life = self.keeper.lives
                try:
                    sample = self._sample(life)
                except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
                    continue
                if sample.rss and self.keeper.is_up.is_set() and self.keeper.lives == life:
                    self.samples.append(sample)

    def _sample(self, life: int) -> Sample:
        pid = self.keeper.gateway.pid
        process = Path(f"/proc/{pid}")
        workers = workers_of(pid)
        database, wal = self.sizes()
        return Sample(
            at=time.monotonic(),
            life=life,
            messages=self.messages(),
            rss=_rss(pid),
            fds=len(list((process / "fd").iterdir())),
            threads=len(list((process / "task").iterdir())),
            children=len(workers),
            worker_rss=max(map(_rss_or_nothing, workers), default=0),
            database=database,
            wal=wal,
            node=self.keeper.node,
        )


def _rss(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def _rss_or_nothing(pid: int) -> int:
    try:
        return _rss(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0
