"""A reviewer at the shell who releases, returns and deletes what is held, whatever goes wrong meanwhile."""

from __future__ import annotations

import random
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.launcher import doomed
from tests.support.arrows import RULING
from tests.support.process import GatewayProcess

RULINGS = (("release",), ("return", "--reason", "Please ring instead"), ("delete",))
KILLED = -9


@dataclass
class Reviewer:
    """Rules on `share` of what waits each time, then pauses. At times the command itself is killed."""

    gateway: GatewayProcess
    seed: int
    pause: float = 1.0
    most: int = 8  # rulings between two looks
    with_kills: bool = False
    released: set[str] = field(default_factory=set)  # for which a release was given, whatever came of it
    given: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    failures: list[BaseException] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> Reviewer:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        draw = random.Random(self.seed)
        to_kill = list(RULING) if self.with_kills else []
        try:
            while not self._stop.wait(self.pause):
                cases = [str(case["id"]) for case in self.gateway.cases()]
                chosen = draw.sample(cases, min(len(cases), self.most))
                if chosen and to_kill:
                    self._rule_and_die(chosen.pop(), to_kill.pop())
                for case in chosen:
                    if self._stop.is_set():
                        break
                    self._rule(case, draw.choice(RULINGS))
        except BaseException as error:  # a thread's own end would be silent
            self.failures.append(error)
            raise

    def _rule(self, case: str, ruling: tuple[str, ...]) -> None:
        """The database may be locked or full just then; then the case is still open."""
        if ruling[0] == "release":
            self.released.add(case)
        done = self.gateway.command("quarantine", ruling[0], case, *ruling[1:])
        self.given[ruling[0] if done.returncode == 0 else f"{ruling[0]}, not now"] += 1

    def _rule_and_die(self, case: str, arrow: str) -> None:
        self.released.add(case)
        marker: Path = self.gateway.config.with_name(f"killed-{arrow}")
        words = ["--config", str(self.gateway.config), "quarantine", "release", case]
        died = subprocess.run([*doomed(arrow, marker), *words], capture_output=True, timeout=60, check=False)
        if died.returncode == KILLED:
            self.killed[f"ruling killed at {arrow}"] += 1
