"""Whether the gateway works: read afresh at each look, in plain sentences."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from gateway.review.status import SchoolStatus, Status
from gateway.schools import SchoolInForce
from gateway.settings import Settings
from gateway.smtp.server import RelayServer
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.figures import Figures, read_figures

LEAST_FREE = 2  # times the largest message


class Health:
    """Looks at the relay, the database, the disk and the rosters."""

    def __init__(
        self, settings: Settings, relay: RelayServer, schools: Callable[[], Mapping[str, SchoolInForce]]
    ) -> None:
        self._settings = settings
        self._relay = relay
        self._schools = schools

    def read(self) -> Status:
        """Blocks on the database."""
        problems: list[str] = []
        figures: Figures | None = None
        if not self._relay.is_listening:
            problems.append("The relay does not accept connections.")
        try:
            with storage_faults():
                figures = read_figures()
        except StorageFaultError:
            problems.append("The database cannot be read, so nothing can be held.")
        free = shutil.disk_usage(self._settings.storage.directory).free
        if free < LEAST_FREE * self._settings.relay.max_message_size:
            problems.append(f"Only {free // 1024**2} MB are free on the disk that keeps held mail.")
        now = datetime.now(UTC)
        schools = tuple(
            SchoolStatus(
                name,
                each.pupils,
                each.leavers,
                each.basis.policy.title,
                (*each.complaints(now), *each.basis.notices),
            )
            for name, each in self._schools().items()
        )
        return Status(schools, tuple(problems), figures)
