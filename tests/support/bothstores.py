"""A storage of either kind for a test: SQLite copied, PostgreSQL emptied after each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from gateway.store.connect import key_for, open_database
from gateway.store.engine import close_storage, use_storage
from gateway.store.place import Storage
from gateway.store.seal import Seal
from tests.support.databases import Kind
from tests.support.postgres import cluster, new_database
from tests.support.storage import copy_storage


@contextmanager
def new_storage(directory: Path, kind: Kind) -> Iterator[Storage]:
    """As the first start leaves it, in use by this process."""
    copy_storage(directory)
    storage = Storage(directory, _url() if kind is Kind.POSTGRESQL else "")
    use_storage(storage)
    try:
        yield storage
    finally:
        close_storage()
        if kind is Kind.POSTGRESQL:
            _empty()


def opened(storage: Storage) -> Seal:
    seal = key_for(storage, storage.directory / "key")
    open_database(seal)
    return seal


@cache
def _url() -> str:
    """A database in which somebody has started once, with the key that every copied storage has."""
    return cluster().local_url(_database())


@cache
def _database() -> str:
    name = new_database(cluster())
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage(copy_storage(Path(folder) / "data"), cluster().local_url(name))
        use_storage(storage)
        opened(storage)
        close_storage()
    cluster().as_administrator("CREATE TABLE first_start AS TABLE store_installation", database=name)
    return name


def _empty() -> None:
    """As it was after that start. A copy for each test would take thirty times as long."""
    cluster().as_administrator(*_statements(), database=_database())


@cache
def _statements() -> tuple[str, ...]:
    found = cluster().ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database=_database())
    stay = ("django_", "auth_", "first_start")  # what migrations have written
    tables = [name for (name,) in found if not name.startswith(stay)]
    counted = cluster().ask(
        "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'", database=_database()
    )
    numbers = [name for (name,) in counted if not name.startswith(stay)]
    return (
        "SET session_replication_role = replica",  # in whatever order
        *(f"DELETE FROM {name}" for name in tables),  # noqa: S608
        "INSERT INTO store_installation OVERRIDING SYSTEM VALUE SELECT * FROM first_start",
        f"SELECT {', '.join(f'setval({name!r}, 1, false)' for name in numbers)}",
    )
