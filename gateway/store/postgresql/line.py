"""Holds a node's place in PostgreSQL, by a lock of the session on a connection of its own, and listens there.

Such a lock is truer than a heartbeat in a row: it is gone in the moment when a process dies, and within half
a minute when its machine does or the network between (the keepalives of `address`), and nothing is written
for it. A clock that is wrong, a slow disk or a full queue of writers makes nobody look dead. A process that
stands still keeps it, and so it should: whoever goes on a minute later must not find its mail sent by
another. What it has in hand is free when its lease ends, or when its watchdog has ended it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg

from gateway.store.bell import Bell
from gateway.store.django_settings import LOCK_SECONDS
from gateway.store.place import Storage, StoreError
from gateway.store.postgresql.address import libpq_options
from gateway.store.postgresql.base import CHANNEL

PLACE = int.from_bytes(b"sgnd")  # the first number of such a lock; the second is the node's
_PAUSE = 1.0  # seconds, before a line that was lost is laid anew
_WAIT, _BEAT = 0.1, 5.0  # seconds between two looks: while the place is to be taken, and while it is held
_HELD = """
    SELECT objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # PostgreSQL documentation, 52.12: what stands where for an advisory lock of two numbers

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


def places_held() -> tuple[str, list[int]]:
    """The question which nodes hold their places, and its values."""
    return _HELD, [PLACE]


class PostgresLine:
    """See `gateway.store.line.Line`."""

    def __init__(self, storage: Storage, bell: Bell, failed: Callable[[str], None]) -> None:
        """`failed` is told the kind of error when the line is lost, and not again before it is back."""
        self._storage = storage
        self._bell = bell
        self._failed = failed
        self._node: int | None = None
        self._placed: int | None = None
        self._is_down = False
        self.hears = False

    @property
    def has_place(self) -> bool:
        return self._node is not None and self._placed == self._node

    def take_place(self, node: int) -> None:
        self._node = node

    async def run(self) -> None:
        while True:
            try:
                await self._hold()
            except (psycopg.Error, OSError, TimeoutError, StoreError) as error:
                if not self._is_down:
                    self._failed(type(error).__name__)
                self._is_down = True
            finally:
                self._placed, self.hears = None, False
            await asyncio.sleep(_PAUSE)

    async def _hold(self) -> None:
        """Until it is lost. Raises psycopg.Error, OSError, TimeoutError or StoreError."""
        options: dict[str, Any] = dict(libpq_options(self._storage))  # how long it waits is in them
        connection = await psycopg.AsyncConnection.connect(autocommit=True, **options)
        try:
            async with asyncio.timeout(LOCK_SECONDS):
                await connection.execute(f"LISTEN {CHANNEL}")
            self.hears = True
            self._bell.all()
            while True:
                async with asyncio.timeout(LOCK_SECONDS):
                    await self._talk(connection)
                self._is_down = False
                async for heard in connection.notifies(timeout=_BEAT if self.has_place else _WAIT):
                    self._bell.rung(heard.payload)
        finally:
            with suppress(psycopg.Error, OSError):
                await connection.close()

    async def _talk(self, connection: Connection) -> None:
        """Takes the place, or hears that the connection still holds it."""
        if self._node is None or self.has_place:
            await connection.execute("SELECT")
            return
        node = self._node
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [PLACE, node])
        if await cursor.fetchone() == (True,):
            self._placed = node
