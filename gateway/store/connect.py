"""Opens the database: one server at a time, every commit on disk before it counts, the right key or none."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection, connections

from gateway.errors import SetupError
from gateway.store.caseindex import index_old_cases
from gateway.store.django_settings import PRAGMAS
from gateway.store.models import Installation, PupilList
from gateway.store.record import begin_record
from gateway.store.seal import KeyFileError, Seal, make_key, read_key
from gateway.store.tables import (
    TablesError,
    are_current,
    forget_copies,
    make_tables,
    must_be_current,
    shipped_tables,
)

SYNCHRONOUS_FULL = 2
DATABASE = "schoolgate.sqlite3"
RESTORING = "restoring"  # the folder of a restore that is not finished
_QUERY_ONLY = "PRAGMA query_only=ON;"  # whoever writes is refused by SQLite itself


class StoreError(SetupError):
    """One sentence for the administrator about the storage directory or the database."""


@dataclass(frozen=True, slots=True)
class ServerLock:
    """Held by the one `serve` that works on a storage directory; gone when its process is."""

    file: IO[str]


def use_directory(directory: Path, *, read_only: bool = False) -> None:
    """Says which directory's database it is, before the first connection."""
    default = connections.settings["default"]
    default["NAME"] = str(directory / DATABASE)
    default["OPTIONS"] = {
        **default["OPTIONS"],
        "init_command": PRAGMAS + (_QUERY_ONLY if read_only else ""),
    }
    connections.close_all()


def is_read_only() -> bool:
    """Whether nothing can be written to the database that is in use."""
    return str(connections.settings["default"]["OPTIONS"]["init_command"]).endswith(_QUERY_ONLY)


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

    Raises KeyFileError, or StoreError where a restore was broken off: a new database would hide it.
    """
    if is_read_only() and not (directory / DATABASE).exists():
        raise StoreError(f"{directory}: there is no database in it, and read-only mode makes none")
    if (directory / RESTORING).exists() and not (directory / DATABASE).exists():
        raise StoreError(
            f"{directory}: a restore into it was not finished; run schoolgate restore again, or empty it"
        )
    if key_file.exists() or (directory / DATABASE).exists():
        return read_key(key_file)
    return make_key(key_file)


def open_database(seal: Seal) -> None:
    """Brings the tables up to date, and checks durability and key. Raises StoreError or KeyFileError."""
    name = _name()
    newest, *older = seal.tokens("web side").accepted
    settings.SECRET_KEY = newest.hex()  # so that sessions outlive a restart
    settings.SECRET_KEY_FALLBACKS = [each.hex() for each in older]
    try:
        if is_read_only():
            must_be_current()
        else:
            if not are_current():
                _must_not_be_at_work(Path(name))
            make_tables(partial(begin_record, seal))
            forget_copies(Path(name).parent, time.time())
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] != SYNCHRONOUS_FULL:
                raise StoreError(
                    f"{name}: SQLite does not write every commit to disk (synchronous is not FULL)"
                )
        installation, _ = Installation.objects.get_or_create(
            id=1, defaults={"key_check": seal.check, "tables": shipped_tables()}
        )
    except TablesError as error:
        raise StoreError(str(error)) from None
    except DatabaseError:
        raise _cannot_be_opened() from None
    _must_fit(seal, installation.key_check, installation.newest_key)
    index_old_cases(seal)
    Path(name).chmod(0o600)


def _must_not_be_at_work(database: Path) -> None:
    """Its tables are never changed under a gateway of an earlier version. Raises StoreError."""
    with (database.parent / "lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            if file.read() == str(os.getpid()):
                return
            raise StoreError(
                f"{database}: has to be brought up to date, but a gateway of an earlier version works on it; "
                "stop that one first"
            ) from None


def _must_fit(seal: Seal, key_check: str, newest_key: str = "") -> None:
    """Raises KeyFileError where the database was sealed with another key.

    newest_key: the name of the one that was in use after the last rotation; empty where there was none
    """
    if key_check != seal.check:
        raise KeyFileError(
            f"{_name()}: was made with another key file; put back the key file that belongs to it"
        )
    if newest_key and seal.keys.known().find(bytes.fromhex(newest_key)) is None:
        raise KeyFileError(
            f"{_name()}: is sealed with key {newest_key}, which the key file does not have; either the file "
            "is from before a rotation, or the database from before a key was retired: put back one that fits"
        )


def _sealed_columns() -> tuple[str, ...]:
    """Those of `_must_fit`; an older version knew of one key only."""
    with connection.cursor() as cursor:
        table = connection.introspection.get_table_description(cursor, Installation._meta.db_table)
    return tuple(each for each in ("key_check", "newest_key") if each in {column.name for column in table})


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
        sealed = Installation.objects.values_list(*_sealed_columns()).first() if remembers else None
        if sealed:
            _must_fit(seal, *sealed)
        yield seal if remembers else None
    except DatabaseError:
        raise _cannot_be_opened() from None
    finally:
        connections.close_all()  # the last one to close it takes SQLite's own files away


def lock_server(directory: Path) -> ServerLock:
    """Raises StoreError where another `serve` works on the directory. The file says which process it is."""
    file = (directory / "lock").open("a", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StoreError(
            f"{directory}: another schoolgate serve is already running on this directory"
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return ServerLock(file)
