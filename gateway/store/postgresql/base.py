"""Django's backend for PostgreSQL, with transactions that take turns.

SQLite's IMMEDIATE transactions are what the functions of the store rely on: one writer at a time, and what
was looked up stays true until COMMIT. Here the outermost `atomic` waits for an advisory lock and has it until
its end, so that each of those functions is right as it stands. A single statement outside of a transaction
takes no turn; nor does what is read outside of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as DjangoWrapper
from psycopg import Connection, Error, OperationalError
from psycopg_pool import PoolTimeout

from gateway.store.django_settings import LOCK_SECONDS
from gateway.store.postgresql.patient import ServerSilentError, patience

# Advisory locks are numbers that all who use a database agree on (PostgreSQL documentation, 13.3.5).
TURN = int.from_bytes(b"sg turn ")  # held by the one transaction that writes
AT_WORK = int.from_bytes(b"sg works")  # shared by gateways at work; exclusive while tables are changed
UPGRADE = int.from_bytes(b"sg upgrd")  # held by the one process that changes tables
CHANNEL = "schoolgate"  # of notifications: PostgreSQL keeps those of each database apart


class DatabaseWrapper(DjangoWrapper):
    """The name and the module's are Django's: ENGINE = "gateway.store.postgresql"."""

    _takes_turns = True

    @contextmanager
    def without_turn(self) -> Iterator[None]:
        """For transactions that keep out of each other's way by locks of their own."""
        before, self._takes_turns = self._takes_turns, False
        try:
            yield
        finally:
            self._takes_turns = before

    def tell(self, said: str) -> None:
        """All gateways that listen (`line`); at COMMIT, where there is a transaction."""
        with self.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, said])

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """One of the pool, which asks it first whether it still lives; of a silent server none does."""
        try:
            with patience(LOCK_SECONDS):
                found: Connection[Any] = super().get_new_connection(conn_params)
        except PoolTimeout:
            raise ServerSilentError("no connection in time") from None
        return found

    def _set_autocommit(self, autocommit: bool) -> None:
        """Django begins each outermost `atomic` by switching it off."""
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # django-stubs lack it
        if not autocommit and self._takes_turns:
            with self.wrap_database_errors:
                self._wait_for_turn()

    def _wait_for_turn(self) -> None:
        """Raises psycopg's LockNotAvailable after `lock_timeout`; then there is no transaction."""
        try:
            self.connection.execute(f"SELECT pg_advisory_xact_lock({TURN})")
        except Error:
            with suppress(Error):  # where it is lost there is nothing to be undone
                self.connection.rollback()
                self.connection.autocommit = True
            raise

    def _configure_connection(self, connection: Connection[Any]) -> bool:
        """Each new one of a gateway at work says so, and looks whether it still knows the tables."""
        to_commit: bool = super()._configure_connection(connection)  # type: ignore[misc]
        if self.settings_dict["STORAGE"].serving:
            _join_those_at_work(connection)
        return to_commit


def _join_those_at_work(connection: Connection[Any]) -> None:
    """Until the connection ends. Raises OperationalError: the pool then has one connection less."""
    from gateway.store.tables import is_fit  # noqa: PLC0415 - its models are loaded after backends

    row = connection.execute(
        "SELECT pg_try_advisory_lock_shared(%s), tables, fits FROM store_installation WHERE id = 1",
        [AT_WORK],
    ).fetchone()
    if row is None or not row[0] or not is_fit(*row[1:]):
        raise OperationalError("the tables are changed, or were, by another version")
