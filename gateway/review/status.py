"""How the gateway is: what stands behind `/healthz`, `/metrics` and the status page."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.look import Look
from gateway.metrics import Metrics
from gateway.store.figures import Figures

STATUS = "schoolgate"  # its place in the web scope


@dataclass(frozen=True, slots=True)
class ListStatus:
    """One pupil list: what it is called, how many are on it, and when it was last written."""

    name: str
    pupils: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class SchoolStatus:
    """One school: whom it looks for, by which policy its mail is judged, and what its lists lack."""

    name: str
    pupils: int
    leavers: int
    policy: str
    complaints: tuple[str, ...] = ()
    rules: int = 0
    lists: tuple[ListStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that the status page shows. `problems` are sentences; none means it works.

    `complaints` are about pupil lists: mail is judged by the ones before, but somebody must look.
    """

    schools: tuple[SchoolStatus, ...]
    problems: tuple[str, ...]
    figures: Figures | None

    @property
    def complaints(self) -> tuple[str, ...]:
        return tuple(
            f"{school.name}: {complaint}" for school in self.schools for complaint in school.complaints
        )


@dataclass(frozen=True, slots=True)
class StatusSource:
    """Where the views get it from.

    read: quick; may block on the database
    look: at what has to be kept up, such as certificates and room; blocks on the disk
    probe: tries the servers that mail goes to; takes seconds, in the gateway's event loop
    """

    read: Callable[[], Status]
    metrics: Metrics
    look: Callable[[], tuple[Look, ...]] = tuple
    probe: Callable[[], Coroutine[Any, Any, tuple[Look, ...]]] | None = None
