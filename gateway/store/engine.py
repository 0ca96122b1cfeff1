"""Which database is in use, and what each kind of it does in a way of its own."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, cast

from django.db import connection, connections

from gateway.store.bell import Bell
from gateway.store.line import Line
from gateway.store.place import Storage, StoreError
from gateway.store.sqlite import Sqlite

_STORAGE = "STORAGE"  # beside what Django itself is told of the database


class Engine(Protocol):
    """A kind of database, at one place. What fails raises StoreError, or Django's errors once it is open."""

    @property
    def name(self) -> str:
        """How sentences for the administrator begin."""
        ...

    @property
    def trouble(self) -> str:
        """What is the matter where it cannot be opened, as the end of a sentence."""
        ...

    @property
    def remedy(self) -> str:
        """What to do where stored mail is damaged, as the end of a sentence."""
        ...

    def told(self) -> dict[str, object]:
        """What Django is told of it. Raises StoreError."""
        ...

    def exists(self) -> bool:
        """Whether there is a database of an installation, without opening it. Raises StoreError."""
        ...

    def must_be_durable(self) -> None:
        """Raises StoreError where a commit may be forgotten after a power cut."""
        ...

    def cautions(self) -> Iterator[str]:
        """What is amiss with it though it works, each as a sentence."""
        ...

    def upgrading(self, *, beside: bool) -> AbstractContextManager[None]:
        """While tables are changed no gateway works on them. Raises StoreError where one does.

        beside: those that are at work may be, where several machines share the database
        """
        ...

    def keep_aside(self, last_migration: str) -> None:
        """As it was before this version touched it, where the copy is ours to make. Raises StoreError."""
        ...

    def note_version(self, release: str) -> None:
        """Which version made the tables as they are, such as 1.2.3."""
        ...

    def made_by(self) -> str:
        """That version in words; "a later version of Schoolgate" where nobody has noted it."""
        ...

    def opened(self) -> None:
        """What there is to do each time when it has been opened."""
        ...

    def touch(self) -> None:
        """Within a transaction: fails where nothing can be written, and leaves nothing."""
        ...

    def damage(self) -> Iterator[str]:
        """The database's own words for what it finds broken; none of what is in it."""
        ...

    def size(self) -> int:
        """In bytes."""
        ...

    def line(self, bell: Bell, failed: Callable[[str], None]) -> Line:
        """To the others at work on it; `failed` is told the kind of error when it is lost."""
        ...

    def places_held(self) -> frozenset[int]:
        """The nodes that live; that of this process is among them, or nobody asks for it."""
        ...


def use_storage(storage: Storage) -> None:
    """Says which database it is, before the first connection of a thread. Raises StoreError."""
    told = engine_of(storage).told()
    close_storage()
    del connections["default"]  # it is of the kind that was in use before
    connections.settings["default"].update({**told, _STORAGE: storage})


def close_storage() -> None:
    """The connections of this thread, and those that no thread has in hand."""
    connections.close_all()
    if connection.vendor == "postgresql":
        cast(Any, connection).close_pool()


def storage_in_use() -> Storage:
    """What `use_storage` said last in this process."""
    storage: Storage = connections.settings["default"][_STORAGE]
    return storage


def engine_in_use() -> Engine:
    return engine_of(storage_in_use())


def engine_of(storage: Storage) -> Engine:
    """Raises StoreError where what it needs is not installed."""
    if not storage.database_url:
        return Sqlite(storage)
    try:
        server = importlib.import_module("gateway.store.postgresql.server")
        importlib.import_module("psycopg_pool")  # which Django asks for late
    except ImportError:
        raise StoreError(
            "storage.database_url: what speaks to PostgreSQL is not installed; run: "
            f'{sys.executable} -m pip install "psycopg[binary,pool]"'
        ) from None
    engine: Engine = server.Postgresql(storage)
    return engine


def is_read_only() -> bool:
    """Whether nothing can be written to the database that is in use."""
    return storage_in_use().read_only
