"""A reviewer at the shell who releases, returns and deletes what is held, whatever goes wrong meanwhile."""

from __future__ import annotations

import itertools
import random
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.launcher import doomed
from tests.soak.threads import Threads
from tests.support.arrows import RULING
from tests.support.process import GatewayProcess

RULINGS = (("release",), ("return", "--reason", "Please ring instead"), ("delete",))
KILLED = -9


@dataclass
class Reviewer:
    """Rules on a few that wait, then pauses. `with_kills`: at each arrow of a ruling a command is killed."""

    gateways: Sequence[GatewayProcess]  # by whose settings the commands are given, one after the other
    seed: int
    pause: float = 1.0
    most: int = 8  # rulings between two looks
    with_kills: bool = False
    released: set[str] = field(default_factory=set)  # for which a release was given, whatever came of it
    given: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    threads: Threads = field(default_factory=Threads)

    def start(self) -> Reviewer:
        self.threads.start(self._run)
        return self

    def untried(self) -> list[str]:
        """The kills that have not come about yet."""
        wanted = map(_killed_at, RULING) if self.with_kills else ()
        return [each for each in wanted if not self.killed[each]]

    def _run(self) -> None:
        draw = random.Random(self.seed)
        turns = itertools.cycle(self.gateways)
        while not self.threads.over.wait(self.pause):
            gateway = next(turns)
            cases = [str(case["id"]) for case in gateway.cases()]
            chosen = draw.sample(cases, min(len(cases), self.most))
            for arrow in RULING:
                if chosen and _killed_at(arrow) in self.untried():
                    self._rule_and_die(gateway, chosen.pop(), arrow)
            for case in chosen:
                if self.threads.over.is_set():
                    break
                self._rule(gateway, case, draw.choice(RULINGS))

    def _rule(self, gateway: GatewayProcess, case: str, ruling: tuple[str, ...]) -> None:
        """The database may be locked or full just then; then the case is still open."""
        if ruling[0] == "release":
            self.released.add(case)
        done = gateway.command("quarantine", ruling[0], case, *ruling[1:])
        self.given[ruling[0] if done.returncode == 0 else f"{ruling[0]}, not now"] += 1

    def _rule_and_die(self, gateway: GatewayProcess, case: str, arrow: str) -> None:
        self.released.add(case)
        marker: Path = gateway.config.with_name(f"killed-{arrow}")
        words = ["--config", str(gateway.config), "quarantine", "release", case]
        died = subprocess.run([*doomed(arrow, marker), *words], capture_output=True, timeout=60, check=False)
        if died.returncode == KILLED:
            self.killed[_killed_at(arrow)] += 1


def _killed_at(arrow: str) -> str:
    return f"ruling killed at {arrow}"
