"""Opens the database: one server at a time, every commit on disk before it counts, the right key or none."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection, connections

from gateway.errors import SetupError
from gateway.store.caseindex import index_old_cases
from gateway.store.models import Installation, PupilList
from gateway.store.seal import KeyFileError, Seal, make_key, read_key
from gateway.store.tables import make_tables, shipped_tables

SYNCHRONOUS_FULL = 2
DATABASE = "schoolgate.sqlite3"


class StoreError(SetupError):
    """One sentence for the administrator about the storage directory or the database."""


@dataclass(frozen=True, slots=True)
class ServerLock:
    """Held by the one `serve` that works on a storage directory; gone when its process is."""

    file: IO[str]


def use_directory(directory: Path) -> None:
    """Says which directory's database it is, before the first connection."""
    connections.settings["default"]["NAME"] = str(directory / DATABASE)
    connections.close_all()


def prepare_directory(directory: Path) -> None:
    """The storage directory, for this user only. Raises StoreError."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o700)
    except OSError:
        raise StoreError(f"{directory}: the storage directory cannot be made or is not yours") from None
    if not os.access(directory, os.W_OK | os.X_OK):
        raise StoreError(f"{directory}: the storage directory cannot be written to")


def key_for(directory: Path, key_file: Path) -> Seal:
    """The installation's key; made at the first start, never when there is already a database.

    Raises KeyFileError.
    """
    if key_file.exists() or (directory / DATABASE).exists():
        return read_key(key_file)
    return make_key(key_file)


def open_database(seal: Seal) -> None:
    """Brings the tables up to date, and checks durability and key. Raises StoreError or KeyFileError."""
    name = _name()
    settings.SECRET_KEY = seal.derived("web side").hex()  # so that sessions outlive a restart
    try:
        make_tables()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] != SYNCHRONOUS_FULL:
                raise StoreError(
                    f"{name}: SQLite does not write every commit to disk (synchronous is not FULL)"
                )
        installation, _ = Installation.objects.get_or_create(
            id=1, defaults={"key_check": seal.check, "tables": shipped_tables()}
        )
    except DatabaseError:
        raise _cannot_be_opened() from None
    _must_fit(seal, installation.key_check)
    index_old_cases(seal)
    Path(name).chmod(0o600)


def _must_fit(seal: Seal, key_check: str | None) -> None:
    """Raises KeyFileError where the database was sealed with another key; None of one that is new."""
    if key_check is not None and key_check != seal.check:
        raise KeyFileError(
            f"{_name()}: was made with another key file; put back the key file that belongs to it"
        )


def _cannot_be_opened() -> StoreError:
    return StoreError(f"{_name()}: the database cannot be opened; is the disk full, or the file damaged?")


def _name() -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def looking_into(directory: Path, key_file: Path) -> Iterator[Seal | None]:
    """Opens a database that is there as it is, makes nothing and changes nothing.

    None where there is no database, or one of an older version that remembers no pupils yet. Raises
    StoreError or KeyFileError.
    """
    if not (directory / DATABASE).exists():
        yield None
        return
    seal = read_key(key_file)
    use_directory(directory)
    try:
        remembers = PupilList._meta.db_table in connection.introspection.table_names()
        checks = Installation.objects.values_list("key_check", flat=True)
        _must_fit(seal, checks.first() if remembers else None)
        yield seal if remembers else None
    except DatabaseError:
        raise _cannot_be_opened() from None
    finally:
        connections.close_all()  # the last one to close it takes SQLite's own files away


def lock_server(directory: Path) -> ServerLock:
    """Raises StoreError where another `serve` works on the directory."""
    file = (directory / "lock").open("w", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StoreError(
            f"{directory}: another schoolgate serve is already running on this directory"
        ) from None
    return ServerLock(file)
