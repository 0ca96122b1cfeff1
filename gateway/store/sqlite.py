"""SQLite: one file in the storage directory, which this machine's processes share."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from gateway.store.bell import Bell
from gateway.store.copying import copy_database, size_of, sync
from gateway.store.django_settings import LOCK_SECONDS, PRAGMAS
from gateway.store.line import Alone
from gateway.store.place import Storage, StoreError

DATABASE = "schoolgate.sqlite3"
LOCK = "lock"  # the file that the one server on a directory holds
DAYS_ASIDE = 14  # for so long there is a copy of the database as it was before an upgrade
_SYNCHRONOUS_FULL = 2
_QUERY_ONLY = "PRAGMA query_only=ON;"  # whoever writes is refused by SQLite itself
_ROOM = 16 * 1024**2  # bytes that a copy leaves free
_BEGUN = secrets.token_hex(8)  # tells this process from one of the same number in another container


@dataclass(frozen=True, slots=True)
class Sqlite:
    """See `gateway.store.engine.Engine`."""

    storage: Storage

    @property
    def file(self) -> Path:
        return self.storage.directory / DATABASE

    @property
    def name(self) -> str:
        return str(self.file)

    @property
    def trouble(self) -> str:
        return "the database cannot be opened; is the disk full, or the file damaged?"

    @property
    def remedy(self) -> str:
        return "restore a back-up (schoolgate restore)"

    def told(self) -> dict[str, object]:
        pragmas = PRAGMAS + (_QUERY_ONLY if self.storage.read_only else "")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": self.name,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": False,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # what was looked up is still true at the COMMIT
                "init_command": pragmas,
                "timeout": LOCK_SECONDS,
            },
        }

    def exists(self) -> bool:
        return self.file.exists()

    def must_be_durable(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] != _SYNCHRONOUS_FULL:
                raise StoreError(
                    f"{self.name}: SQLite does not write every commit to disk (synchronous is not FULL)"
                )

    def cautions(self) -> Iterator[str]:
        """None: there is one file, and no other that takes over from it."""
        yield from ()

    @contextmanager
    def upgrading(self, *, beside: bool) -> Iterator[None]:  # noqa: ARG002 - it is one machine's
        """The lock of a server tells; that of this process is ours."""
        with (self.storage.directory / LOCK).open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                if file.read() != this_process():
                    raise StoreError(
                        f"{self.name}: has to be brought up to date, but a gateway of an earlier version "
                        "works on it; stop that one first"
                    ) from None
        yield

    def keep_aside(self, last_migration: str) -> None:
        aside = self.file.with_name(f"{DATABASE}.before-{last_migration[:4]}")
        if aside.exists():
            return
        unfinished = aside.with_name(f"{aside.name}.unfinished")
        wanted = size_of(self.file) + _ROOM
        if shutil.disk_usage(self.file.parent).free < wanted:
            raise StoreError(
                f"{self.file}: has to be brought up to date for this version, and for the copy that is made "
                f"of it before there must be {wanted // 1024**2} MB free on its disk; make room and start "
                "again"
            )
        try:
            unfinished.unlink(missing_ok=True)
            copy_database(self.file, unfinished)
            unfinished.rename(aside)
            sync(self.file.parent)
        except (sqlite3.Error, OSError):
            raise StoreError(f"{aside}: the copy that is made before an upgrade cannot be written") from None

    def note_version(self, release: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version={as_number(release)}")

    def made_by(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA user_version")
            return as_words(cursor.fetchone()[0])

    def opened(self) -> None:
        self.file.chmod(0o600)
        if not self.storage.read_only:
            forget_copies(self.file.parent, time.time())

    def touch(self) -> None:
        """That the transaction could begin is enough: it took the lock of writers."""

    def damage(self) -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            yield from (said for (said,) in cursor.fetchall() if said != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"a row of {table} refers to nothing" for table, *_ in cursor.fetchall())

    def size(self) -> int:
        """With what SQLite keeps beside it."""
        size = 0
        for each in self.file.parent.glob(f"{DATABASE}*"):
            with suppress(FileNotFoundError):  # SQLite takes away what it needs no more
                size += each.stat().st_size
        return size

    def line(self, bell: Bell, failed: Callable[[str], None]) -> Alone:  # noqa: ARG002 - nobody rings
        return Alone()

    def places_held(self) -> frozenset[int]:
        """One server works on a directory: every node but its own is an earlier life of it."""
        return frozenset()


def this_process() -> str:
    """What the server's lock has in it."""
    return f"{os.getpid()} {_BEGUN}"


def forget_copies(directory: Path, now: float) -> None:
    """Deletes what was copied aside so long ago: what was deleted since then would never go.

    now: seconds since 1970
    """
    for aside in directory.glob("*.before-*"):
        if now - aside.stat().st_mtime > DAYS_ASIDE * 24 * 3600:
            aside.unlink(missing_ok=True)


# SQLite keeps one whole number for its user: https://sqlite.org/pragma.html#pragma_user_version
def as_number(release: str) -> int:
    """1.2.3 as 1002003."""
    major, minor, patch = (int(each) for each in release.split(".")[:3])
    return (major * 1000 + minor) * 1000 + patch


def as_words(number: int) -> str:
    if number == 0:
        return "a later version of Schoolgate"
    return f"Schoolgate {number // 10**6}.{number // 1000 % 1000}.{number % 1000}"
