"""How the gateway is: the one value behind `/healthz`, `/metrics` and the status page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.metrics import Metrics
from gateway.store.figures import Figures

STATUS = "schoolgate"  # its place in the web scope


@dataclass(frozen=True, slots=True)
class SchoolStatus:
    """One school: whom it looks for, by which policy its mail is judged, and what its lists lack."""

    name: str
    pupils: int
    leavers: int
    policy: str
    complaints: tuple[str, ...] = ()


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
    """Where the views get it from. `read` may block on the database."""

    read: Callable[[], Status]
    metrics: Metrics
