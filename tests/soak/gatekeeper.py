"""Keeps the gateway running as systemd does: whatever ends it, it is started again, and the end is noted."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from tests.soak.threads import Threads
from tests.support.process import GatewayProcess

LOOK_SECONDS = 0.02
PAUSE_SECONDS = 0.5  # between two starts that came to nothing
STOP_SECONDS = 30  # that the gateway has after SIGTERM


class Cause(StrEnum):
    """Who ended it."""

    KILLED = "SIGKILL"
    ARROW = "SIGKILL at an arrow"
    STOPPED = "SIGTERM"
    ITSELF = "by itself"
    UNREADY = "by itself, before it was ready"


@dataclass(frozen=True, slots=True)
class Death:
    """One end of a gateway. `seconds`: from SIGTERM to the end; `status`: of the process; `node`: which."""

    at: float
    cause: Cause
    status: int
    seconds: float = 0.0
    node: int = 1


@dataclass
class Gatekeeper:
    """`lives` counts the starts; `is_up`: the gateway takes mail; `may_rise`: it is started again.

    began: when its last start did; only then it read what is in files; starting: held while it does
    """

    gateway: GatewayProcess
    node: int = 1
    deaths: list[Death] = field(default_factory=list)
    failed_starts: Counter[str] = field(default_factory=Counter)  # not by a kill; by the log's last line
    lives: int = 0
    began: float = 0.0
    is_up: threading.Event = field(default_factory=threading.Event)
    may_rise: threading.Event = field(default_factory=threading.Event)
    starting: threading.Lock = field(default_factory=threading.Lock)
    threads: Threads = field(default_factory=Threads)
    _ordered: tuple[Cause, float] | None = None

    def start(self) -> Gatekeeper:
        """Fails where the gateway does not even start the first time."""
        self.gateway.start()
        self.may_rise.set()
        self._note_start()
        self.threads.start(self._watch)
        return self

    def kill(self) -> None:
        self._end(Cause.KILLED, signal.SIGKILL)

    def restart(self) -> None:
        """SIGTERM, and it is started again. If it does not end in time it is killed, as its status says."""
        count = len(self.deaths) + 1
        self._end(Cause.STOPPED, signal.SIGTERM)
        self.await_death(count, STOP_SECONDS + 5)
        if len(self.deaths) < count:
            os.kill(self.gateway.pid, signal.SIGKILL)
            self.await_death(count, STOP_SECONDS)

    def expect_arrow(self) -> None:
        """An order is out: who dies now does so at an arrow."""
        self._ordered = Cause.ARROW, time.monotonic()

    def forget_arrow(self) -> None:
        self._ordered = None

    def await_death(self, count: int, seconds: float) -> bool:
        """Whether it ended for the so-manieth time, and came back."""
        return self.await_end(count, seconds) and self.is_up.wait(60)

    def await_end(self, count: int, seconds: float) -> bool:
        """Whether it ended for the so-manieth time."""
        deadline = time.monotonic() + seconds
        while len(self.deaths) < count and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        return len(self.deaths) >= count

    def stop(self) -> int:
        """For good; the exit status."""
        self.threads.stop()
        return self.gateway.stop()

    def _end(self, cause: Cause, number: signal.Signals) -> None:
        self.is_up.wait(60)
        self._ordered = cause, time.monotonic()
        with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
            os.kill(self.gateway.pid, number)

    def _watch(self) -> None:
        while not self.threads.over.is_set():
            status = self.gateway.has_ended()
            if status is None:
                time.sleep(LOOK_SECONDS)
                continue
            self.is_up.clear()
            now = time.monotonic()
            cause, since = self._ordered or (Cause.ITSELF, now)
            self._ordered = None
            self.deaths.append(Death(now, cause, status, now - since, self.node))
            self._rise()

    def _rise(self) -> None:
        while not self.threads.over.is_set():
            if not self.may_rise.wait(PAUSE_SECONDS):
                continue
            if self._has_started():
                return
            time.sleep(PAUSE_SECONDS)

    def _has_started(self) -> bool:
        with self.starting:
            self.began = time.monotonic()
            try:
                self.gateway.start()
            except AssertionError:  # it was not ready: killed already, or its storage is in trouble
                self._note_failure()
                return False
            self._note_start()
            return True

    def _note_failure(self) -> None:
        """What is killed before it is ready may have sent something already."""
        status, now = self.gateway.wait_for_end(STOP_SECONDS), time.monotonic()
        if self._ordered is not None and status == -signal.SIGKILL:
            cause, since = self._ordered
            self._ordered = None
        else:
            cause, since = Cause.UNREADY, now
            lines = self.gateway.log.read_text(encoding="utf-8").splitlines()
            self.failed_starts[lines[-1] if lines else ""] += 1
        self.deaths.append(Death(now, cause, status, now - since, self.node))

    def _note_start(self) -> None:
        self.lives += 1
        self.is_up.set()
