"""How the gateway is: the one value behind `/healthz`, `/metrics` and the status page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.metrics import Metrics
from gateway.store.figures import Figures


@dataclass(frozen=True, slots=True)
class SchoolStatus:
    """One school: how many pupils are looked for, and by which policy its mail is judged."""

    name: str
    pupils: int
    policy: str
    roster_problem: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that the status page shows. `problems` are sentences; none means it works."""

    schools: tuple[SchoolStatus, ...]
    problems: tuple[str, ...]
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class StatusSource:
    """Where the views get it from. `read` may block on the database."""

    read: Callable[[], Status]
    metrics: Metrics
