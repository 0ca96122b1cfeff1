"""Breaks a part of the gateway from outside: `GatewayProcess.aside`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.revising import RuleWatcher
from gateway.store import thread


def prepare(fault: str, *words: str) -> None:
    {"hung-store": _hang_store, "broken-task": _break_task}[fault](*words)


def _hang_store(marker: str) -> None:
    """While there is a file of that name, nothing that is given to the store thread comes back."""
    as_it_is = thread.mended_faults

    @contextmanager
    def hanging() -> Iterator[None]:
        while Path(marker).exists():
            time.sleep(0.05)
        with as_it_is():
            yield

    thread.mended_faults = hanging


def _break_task() -> None:
    """A task that should run for ever ends."""

    async def poll(_watcher: RuleWatcher) -> None:
        raise RuntimeError("broken on purpose")

    RuleWatcher.poll = poll  # type: ignore[method-assign]
