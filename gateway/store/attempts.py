"""Attempts to sign in are counted for all gateways on a database together, and one-time codes count once.

It is a cache as Django knows them, because that is what the libraries ask. On SQLite one process does all
of the signing in, and its memory is enough; there, and where nothing may be written, nothing is.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.db import connection

from gateway.store.engine import is_read_only

_ADD = """
    INSERT INTO store_attempt (key, value, expires_at) VALUES (%s, %s, now() + %s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at
"""
_IF_OVER = "WHERE store_attempt.expires_at <= now()"
_GET = "SELECT value FROM store_attempt WHERE key = %s AND expires_at > now()"
_DELETE = "DELETE FROM store_attempt WHERE key = %s"
_TIDY = """
    DELETE FROM store_attempt WHERE key IN (
        SELECT key FROM store_attempt WHERE expires_at <= now() LIMIT 100 FOR UPDATE SKIP LOCKED
    )
"""


class SharedAttempts(LocMemCache):
    """Values are what JSON knows; nothing in it is ever a pickle. Timeouts are seconds."""

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        if not _is_shared():
            return bool(super().add(key, value, timeout, version))
        return bool(_done(_ADD + _IF_OVER, [self._name(key, version), json.dumps(value), timeout]))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if not _is_shared():
            return super().get(key, default, version)
        with connection.cursor() as cursor:
            cursor.execute(_GET, [self._name(key, version)])
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        if not _is_shared():
            super().set(key, value, timeout, version)
            return
        _done(_TIDY, [])
        _done(_ADD, [self._name(key, version), json.dumps(value), timeout])

    def delete(self, key: Any, version: int | None = None) -> bool:
        if not _is_shared():
            return bool(super().delete(key, version))
        return bool(_done(_DELETE, [self._name(key, version)]))

    def clear(self) -> None:
        super().clear()
        if _is_shared():
            _done("DELETE FROM store_attempt", [])

    def _name(self, key: Any, version: int | None) -> str:
        """A hash: of the addresses that somebody comes from none is kept."""
        return hashlib.sha256(self.make_key(key, version).encode()).hexdigest()


def _is_shared() -> bool:
    return connection.vendor == "postgresql" and not is_read_only()


def _done(statement: str, values: list[str | int | float]) -> int:
    """How many rows it was done to. One statement by itself waits for no turn (`gateway.store.turns`)."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
