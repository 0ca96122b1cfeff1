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
    """One pupil list: what it is called, how many are on it, and when it was last written.

    refused: what is there now is not taken in
    old: its export may have stopped
    """

    name: str
    pupils: int
    written_at: datetime
    refused: bool = False
    old: bool = False


@dataclass(frozen=True, slots=True)
class SchoolStatus:
    """One school: whom it looks for, by which policy its mail is judged, and what its lists lack.

    rules_refused: its rule files have changed, and cannot be used as they are now
    passing: the ids of the rules that let pass today what could not be checked
    """

    name: str
    pupils: int
    leavers: int
    policy: str
    complaints: tuple[str, ...] = ()
    rules: int = 0
    lists: tuple[ListStatus, ...] = ()
    rules_refused: bool = False
    passing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkersStatus:
    """The inspection workers: how many there are to be, how many have a message in hand.

    died, late: how often, since the start, one broke down or was given up because it took too long
    memory: bytes, of all processes that the gateway has started; what they share is in it for each
    """

    size: int
    busy: int
    died: int
    late: int
    memory: int


@dataclass(frozen=True, slots=True)
class StorageStatus:
    """Where held mail is kept, in bytes."""

    free: int
    used: int
    is_writable: bool


@dataclass(frozen=True, slots=True)
class RenewalStatus:
    """What has to be made anew in time. None: there is none, or it cannot be read.

    certificate_ends: of the relay's own
    key_made_at: of the key in use; `key_days`: how old it is to become, 0 for ever
    """

    certificate_ends: datetime | None = None
    key_made_at: datetime | None = None
    key_days: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that the status page shows. `problems` are sentences; none means it works.

    `complaints` are about pupil lists: mail is judged by the ones before, but somebody must look.
    """

    schools: tuple[SchoolStatus, ...]
    problems: tuple[str, ...]
    figures: Figures | None
    workers: WorkersStatus | None = None
    storage: StorageStatus | None = None
    renewals: RenewalStatus = RenewalStatus()

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
