"""Whether the gateway works, and what it depends on: read afresh at each look, in plain sentences."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from gateway.inspection.confinement.confinement import Confinement
from gateway.inspection.confinement.told import look_at_confinement
from gateway.look import Grade, Look
from gateway.policy.unchecked import in_words
from gateway.review.status import ListStatus, SchoolStatus, Status
from gateway.schools import SchoolInForce
from gateway.settings import Settings
from gateway.smtp.server import RelayServer
from gateway.store.connect import DATABASE
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.figures import Figures, read_figures
from gateway.store.heldback import is_held_back
from gateway.store.writing import try_to_write
from gateway.upkeep import (
    LEAST_FREE,
    look_at_certificates,
    look_at_disk,
    look_at_next_hops,
    look_at_own_certificate,
    look_at_partners,
)


class Health:
    """Looks at the relay, the database, the disk and the rosters."""

    def __init__(
        self,
        settings: Settings,
        relay: RelayServer,
        schools: Callable[[], Mapping[str, SchoolInForce]],
        confinement: Callable[[], Confinement],
    ) -> None:
        self._settings = settings
        self._relay = relay
        self._schools = schools
        self._confinement = confinement

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
        elif figures is not None:
            problems.extend(self._why_nothing_is_written())
        now = datetime.now(UTC)
        schools = tuple(_school(name, each, now) for name, each in self._schools().items())
        return Status(schools, tuple(problems), figures)

    def _why_nothing_is_written(self) -> Iterator[str]:
        """Clean mail goes on meanwhile; what would have to be held waits at the school's server."""
        storage = self._settings.storage
        if storage.read_only:
            yield "It is in read-only mode, so nothing can be held and nothing leaves the outbox."
            return
        try:
            with storage_faults():
                try_to_write(storage.directory)
        except StorageFaultError:
            yield "The database cannot be written to, so nothing can be held."
        if is_held_back(storage.directory):
            yield (
                "It was restored from a back-up, and what waited then is held back; "
                "see schoolgate outbox list, then run schoolgate outbox resume."
            )

    def look(self) -> tuple[Look, ...]:
        """At what has to be kept up on this machine. Blocks on the disk."""
        settings, now = self._settings, datetime.now(UTC)
        return (
            look_at_disk(settings),
            _look_at_database(settings.storage.directory / DATABASE),
            look_at_confinement(self._confinement()),
            *look_at_own_certificate(settings),
            *look_at_certificates(settings, now),
            *look_at_partners(settings, now.astimezone().date()),
        )

    async def probe(self) -> tuple[Look, ...]:
        """Tries each server that mail goes to."""
        return tuple([look async for look in look_at_next_hops(self._settings)])


def _school(name: str, school: SchoolInForce, now: datetime) -> SchoolStatus:
    policy = school.basis.policy
    lists = (
        ListStatus(Path(each.source).name, each.counts.pupils, each.written_at) for each in school.records
    )
    passing = (f"{each[0].upper()}{each[1:]}." for each in in_words(policy, now.astimezone().date()))
    complaints = (*passing, *school.complaints(now), *school.basis.notices)
    return SchoolStatus(
        name, school.pupils, school.leavers, policy.title, complaints, len(policy.rules), tuple(lists)
    )


def _look_at_database(file: Path) -> Look:
    size = sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*"))
    return Look("database", Grade.GOOD, f"{max(1, round(size / 1024**2))} MB")
