"""What faults are done to: the gateway, its disk and database, its next hops, its rules and lists."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gateway.store.sqlite import DATABASE
from tests.soak.gatekeeper import Gatekeeper
from tests.soak.hops import Hop
from tests.soak.judging import Span
from tests.soak.letters import Way
from tests.soak.timeline import Timeline

IN_FORCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How often the log had an event, and how often the gateway had ended."""

    event: str
    count: int
    deaths: int


@dataclass
class Stage:
    """`switches`: the folder of `tests.soak.launcher`; `disk`: where the storage is, if it can be filled."""

    keeper: Gatekeeper
    switches: Path
    storage: Path
    disk: Path | None
    hops: Mapping[Way, Hop]
    storage_faults: list[Span] = field(default_factory=list)
    strict: Timeline[bool] = field(default_factory=lambda: Timeline(True))
    listed: Timeline[int] = field(default_factory=lambda: Timeline(0))

    @property
    def folder(self) -> Path:
        """Where the settings are."""
        return self.keeper.gateway.config.parent

    @property
    def database(self) -> Path:
        return self.storage / DATABASE

    @contextmanager
    def switched_on(self, name: str) -> Iterator[Path]:
        switch = self.switches / name
        switch.touch()
        try:
            yield switch
        finally:
            switch.unlink(missing_ok=True)

    @contextmanager
    def storage_in_trouble(self) -> Iterator[None]:
        """What happens in this time, and a while afterwards, may come of it."""
        began = time.monotonic()
        open_end = Span(began, began + 3600)
        self.storage_faults.append(open_end)
        try:
            yield
        finally:
            self.storage_faults.remove(open_end)
            self.storage_faults.append(Span(began, time.monotonic()))

    def mark(self, event: str) -> Mark:
        """Taken right before a file is changed, while the gateway is up to see it."""
        self.keeper.is_up.wait(60)
        return Mark(event, self._count(event), len(self.keeper.deaths))

    def is_in_force(self, mark: Mark) -> bool:
        """Waits until the log has the event once more, or the gateway has started anew with what is there."""
        until = time.monotonic() + IN_FORCE_SECONDS
        while time.monotonic() < until:
            if self._count(mark.event) > mark.count:
                return True
            if len(self.keeper.deaths) > mark.deaths:
                return self.keeper.is_up.wait(60)
            time.sleep(0.1)
        return False

    def _count(self, event: str) -> int:
        return self.keeper.gateway.log.read_text(encoding="utf-8").count(event)
