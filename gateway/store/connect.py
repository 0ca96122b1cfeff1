"""Opens the database: one server at a time, every commit on disk before it counts, the right key or none."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import Error, connection, connections

from gateway.store.caseindex import index_old_cases
from gateway.store.django_settings import LOCK_SECONDS
from gateway.store.engine import engine_in_use, engine_of, is_read_only, storage_in_use, use_storage
from gateway.store.faults import is_locked
from gateway.store.models import Installation, PupilList
from gateway.store.place import Storage, StoreError
from gateway.store.record import begin_record
from gateway.store.seal import KeyFileError, Seal, make_key, read_key
from gateway.store.sqlite import LOCK, this_process
from gateway.store.tables import (
    are_current,
    can_go_on,
    make_tables,
    must_be_current,
    must_not_be_later,
    shipped_tables,
)

RESTORING = "restoring"  # the folder of a restore that is not finished


@dataclass(frozen=True, slots=True)
class ServerLock:
    """Held by the one `serve` that works on a storage directory; gone when its process is."""

    file: IO[str]


def prepare_directory(directory: Path) -> None:
    """The storage directory, for this user only. Raises StoreError."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o700)
    except OSError:
        raise StoreError(f"{directory}: the storage directory cannot be made or is not yours") from None
    if not os.access(directory, os.W_OK | os.X_OK):
        raise StoreError(f"{directory}: the storage directory cannot be written to")


def key_for(storage: Storage, key_file: Path) -> Seal:
    """The installation's key; made at the first start, never when there is already a database.

    Raises KeyFileError, or StoreError where a restore was broken off: a new database would hide it.
    """
    engine = engine_of(storage)
    exists = engine.exists()
    if storage.read_only and not exists:
        raise StoreError(f"{engine.name}: there is no database yet, and read-only mode makes none")
    if (storage.directory / RESTORING).exists() and not exists:
        raise StoreError(
            f"{storage.directory}: a restore into it was not finished; run schoolgate restore again, or "
            "empty it"
        )
    if key_file.exists() or exists:
        return read_key(key_file)
    return make_key(key_file)


def open_database(seal: Seal) -> None:
    """Brings the tables up to date, and checks durability and key. Raises StoreError or KeyFileError."""
    engine = engine_in_use()
    newest, *older = seal.tokens("web side").accepted
    settings.SECRET_KEY = newest.hex()  # so that sessions outlive a restart
    settings.SECRET_KEY_FALLBACKS = [each.hex() for each in older]
    try:
        engine.must_be_durable()
        if is_read_only():
            must_be_current()
        elif not are_current():
            must_not_be_later()
            with engine.upgrading(beside=can_go_on()):
                make_tables(partial(begin_record, seal))
        installation, _ = Installation.objects.get_or_create(
            id=1, defaults={"key_check": seal.check, "tables": shipped_tables()}
        )
    except Error as error:
        raise cannot_be_opened(locked=is_locked(error)) from None
    _must_fit(seal, installation.key_check, installation.newest_key)
    index_old_cases(seal)
    engine.opened()


def stay_at_work() -> None:
    """From now on this process is a gateway that works on the open database. Raises StoreError.

    Another version does not change the tables under it, on whichever machine that is.
    """
    use_storage(replace(storage_in_use(), serving=True))
    try:
        connection.ensure_connection()
    except Error:
        raise cannot_be_opened() from None


def _must_fit(seal: Seal, key_check: str, newest_key: str = "") -> None:
    """Raises KeyFileError where the database was sealed with another key.

    newest_key: the name of the one that was in use after the last rotation; empty where there was none, and
    all is sealed with the first
    """
    name, keys = engine_in_use().name, seal.keys.known()
    if key_check != seal.check:
        raise KeyFileError(
            f"{name}: was made with another key file; put back the key file that belongs to it"
        )
    if not newest_key and not keys.has_first:
        raise KeyFileError(
            f"{name}: is from before the keys were rotated, and the key file no longer has its key; put "
            "back the key file from before that key was retired"
        )
    if newest_key and keys.find(bytes.fromhex(newest_key)) is None:
        raise KeyFileError(
            f"{name}: is sealed with key {newest_key}, which the key file does not have; either the file "
            "is from before a rotation, or the database from before a key was retired: put back one that fits"
        )


def _sealed_columns() -> tuple[str, ...]:
    """Those of `_must_fit`; an older version knew of one key only."""
    with connection.cursor() as cursor:
        table = connection.introspection.get_table_description(cursor, Installation._meta.db_table)
    return tuple(each for each in ("key_check", "newest_key") if each in {column.name for column in table})


def cannot_be_opened(*, locked: bool = False) -> StoreError:
    """What is to be raised where the database that is in use fails before anything works.

    locked: it answers, but another process was not done with it in time
    """
    engine = engine_in_use()
    if locked:
        return StoreError(
            f"{engine.name}: another process has written to the database for more than {LOCK_SECONDS} "
            "seconds; wait until it is done, or end it, and start again"
        )
    return StoreError(f"{engine.name}: {engine.trouble}")


@contextmanager
def looking_into(storage: Storage, key_file: Path) -> Iterator[Seal | None]:
    """Opens a database that is there as it is, makes nothing and changes nothing.

    None where there is no database, or one of an older version that remembers no pupils yet. Raises
    StoreError or KeyFileError.
    """
    if not engine_of(storage).exists():
        yield None
        return
    seal = read_key(key_file)
    use_storage(storage)
    try:
        remembers = PupilList._meta.db_table in connection.introspection.table_names()
        sealed = Installation.objects.values_list(*_sealed_columns()).first() if remembers else None
        if sealed:
            _must_fit(seal, *sealed)
        yield seal if remembers else None
    except Error:
        raise cannot_be_opened() from None
    finally:
        connections.close_all()  # the last one to close it takes SQLite's own files away


def lock_server(directory: Path) -> ServerLock:
    """Raises StoreError where another `serve` works on the directory. The file says which process it is."""
    file = (directory / LOCK).open("a", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StoreError(
            f"{directory}: another schoolgate serve is already running on this directory"
        ) from None
    file.truncate(0)
    file.write(this_process())
    file.flush()
    return ServerLock(file)
