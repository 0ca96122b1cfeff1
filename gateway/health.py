"""Whether the gateway works, and what it depends on: read afresh at each look, in plain sentences."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from gateway.inspection.confinement.told import look_at_confinement
from gateway.inspection.pool import WorkerPool
from gateway.look import Grade, Look
from gateway.policy.unchecked import in_words, passes_unchecked
from gateway.review.status import (
    ListStatus,
    RenewalStatus,
    SchoolStatus,
    Status,
    StorageStatus,
    WorkersStatus,
)
from gateway.roster.standing import is_too_old
from gateway.schools import SchoolInForce
from gateway.service.processes import memory_below
from gateway.settings import Settings
from gateway.smtp.server import RelayServer
from gateway.store.engine import engine_in_use
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.figures import Figures, read_figures
from gateway.store.heldback import is_held_back
from gateway.store.keyfile import KeyFileError, read_keys
from gateway.store.missingkey import missing_key
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
        workers: WorkerPool,
    ) -> None:
        self._settings = settings
        self._relay = relay
        self._schools = schools
        self._workers = workers

    def read(self) -> Status:
        """Blocks on the database."""
        problems: list[str] = []
        is_writable = False
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
            faults = tuple(self._why_nothing_is_written())
            is_writable = not faults
            problems += (*faults, *self._what_is_held_back(), *self._what_key_is_missing())
        now = datetime.now(UTC)
        return Status(
            tuple(_school(name, each, now) for name, each in self._schools().items()),
            tuple(problems),
            figures,
            self._workers_status(),
            StorageStatus(free, self._database_bytes() if figures else 0, is_writable),
            RenewalStatus(
                _certificate_ends(self._settings.relay.certificate),
                _key_made_at(self._settings.key_file),
                self._settings.storage.key_days,
            ),
        )

    def _workers_status(self) -> WorkersStatus:
        pool = self._workers
        return WorkersStatus(pool.size, pool.busy, pool.died, pool.late, memory_below(os.getpid()))

    def _database_bytes(self) -> int:
        """0 where nobody can tell."""
        with suppress(StorageFaultError), storage_faults():
            return engine_in_use().size()
        return 0

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

    def _what_is_held_back(self) -> Iterator[str]:
        storage = self._settings.storage
        if not storage.read_only and is_held_back(storage.directory):
            yield (
                "It was restored from a back-up, and what waited then is held back; "
                "see schoolgate outbox list, then run schoolgate outbox resume."
            )

    def _what_key_is_missing(self) -> Iterator[str]:
        """Where a key was rotated on another machine. A file that cannot be read is said elsewhere."""
        file = self._settings.key_file
        with suppress(KeyFileError, StorageFaultError), storage_faults():
            if missing := missing_key(read_keys(file)):
                yield (
                    f"Another gateway seals with key {missing}, which the key file here has not got, so "
                    f"nothing can be held and nothing leaves the outbox; copy that key file to {file}."
                )

    def look(self) -> tuple[Look, ...]:
        """At what has to be kept up on this machine. Blocks on the disk."""
        settings, now = self._settings, datetime.now(UTC)
        return (
            look_at_disk(settings),
            Look("database", Grade.GOOD, f"{max(1, round(self._database_bytes() / 1024**2))} MB"),
            look_at_confinement(self._workers.confinement),
            *look_at_own_certificate(settings),
            *look_at_certificates(settings, now),
            *look_at_partners(settings, now.astimezone().date()),
        )

    async def probe(self) -> tuple[Look, ...]:
        """Tries each server that mail goes to."""
        return tuple([look async for look in look_at_next_hops(self._settings)])


def _school(name: str, school: SchoolInForce, now: datetime) -> SchoolStatus:
    policy = school.basis.policy
    today = now.astimezone().date()
    lists = (
        ListStatus(
            Path(each.source).name,
            each.counts.pupils,
            each.written_at,
            refused=bool(each.refused),
            old=bool(each.counts.pupils) and is_too_old(school.basis.lists, each, now),
        )
        for each in school.records
    )
    passing = (f"{each[0].upper()}{each[1:]}." for each in in_words(policy, today))
    complaints = (*passing, *school.complaints(now), *school.basis.notices)
    return SchoolStatus(
        name,
        school.pupils,
        school.leavers,
        policy.title,
        complaints,
        len(policy.rules),
        tuple(lists),
        rules_refused=bool(school.refused),
        passing=tuple(rule.id for rule in policy.rules if passes_unchecked(rule, today)),
    )


def _certificate_ends(certificate: Path | None) -> datetime | None:
    """None: there is none, or it cannot be read, which is said where it is looked at."""
    if certificate is None:
        return None
    try:
        return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


def _key_made_at(file: Path) -> datetime | None:
    try:
        return read_keys(file).in_use.made_at
    except KeyFileError:  # said when the storage is looked at
        return None
