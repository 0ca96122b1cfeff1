"""What faults are done to: the gateways, their disk and database, their next hops, rules and lists."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.gatekeeper import Gatekeeper
from tests.soak.hops import Hop
from tests.soak.judging import Span
from tests.soak.letters import Way
from tests.soak.schools import replace_file
from tests.soak.site import Site
from tests.soak.timeline import Timeline

IN_FORCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Change:
    """When a file was changed, and how often the log of each gateway had had the event that this makes."""

    event: str
    counts: tuple[int, ...]
    written: float


@dataclass(frozen=True, slots=True)
class Node:
    """One gateway. `switches`: the folder of its `tests.soak.launcher`."""

    keeper: Gatekeeper
    switches: Path

    @contextmanager
    def switched_on(self, name: str) -> Iterator[Path]:
        switch = self.switches / name
        switch.touch()
        try:
            yield switch
        finally:
            switch.unlink(missing_ok=True)

    def has_taken_up(self, event: str, count: int, written: float) -> bool:
        """Whether its log has the event once more, or it has started anew with what was written."""
        if self.count(event) > count:
            return True
        return self.keeper.began > written and self.keeper.is_up.is_set()

    def count(self, event: str) -> int:
        return self.keeper.gateway.log.read_text(encoding="utf-8").count(event)


@dataclass
class Stage:
    """`folder`: where rules and lists are; `site`: where the storage is."""

    folder: Path
    nodes: tuple[Node, ...]
    site: Site
    hops: Mapping[Way, Hop]
    storage_faults: list[Span] = field(default_factory=list)
    strict: Timeline[bool] = field(default_factory=lambda: Timeline(True))
    listed: Timeline[int] = field(default_factory=lambda: Timeline(0))

    @property
    def is_up(self) -> bool:
        """Whether any of them takes mail."""
        return any(node.keeper.is_up.is_set() for node in self.nodes)

    @contextmanager
    def storage_in_trouble(self, node: int = 0) -> Iterator[None]:
        """What happens in this time, and a while afterwards, may come of it. `node`: as `Span` has it."""
        began = time.monotonic()
        open_end = Span(began, began + 3600, node)
        self.storage_faults.append(open_end)
        try:
            yield
        finally:
            self.storage_faults.remove(open_end)
            self.storage_faults.append(Span(began, time.monotonic(), node))

    def change(self, name: str, content: str, event: str) -> Change:
        """Changes a file that they watch, while none of them starts: before it or after."""
        with ExitStack() as stack:
            for node in self.nodes:
                stack.enter_context(node.keeper.starting)
            counts = tuple(node.count(event) for node in self.nodes)
            replace_file(self.folder / name, content)
            return Change(event, counts, time.monotonic())

    def is_in_force(self, change: Change) -> bool:
        """Waits until each of the gateways has taken it up."""
        left = list(zip(self.nodes, change.counts, strict=True))
        while left and time.monotonic() < change.written + IN_FORCE_SECONDS:
            left = [each for each in left if not each[0].has_taken_up(change.event, each[1], change.written)]
            if left:
                time.sleep(0.1)
        return not left
