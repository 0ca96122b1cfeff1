"""A database in PostgreSQL as the store sees it: is it fit, is it durable, who else works on it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg
from django.db import DatabaseError, Error, OperationalError, connection

from gateway.store.bell import Bell
from gateway.store.django_settings import LOCK_SECONDS
from gateway.store.faults import is_locked
from gateway.store.place import Storage, StoreError
from gateway.store.postgresql.address import finds_writable, has_standby, libpq_options, shown
from gateway.store.postgresql.base import AT_WORK, TURN, UPGRADE
from gateway.store.postgresql.line import PostgresLine, places_held
from gateway.store.postgresql.patient import ConnectionAtWork, PatientConnection, patience

OLDEST = 14  # that Django 5.2 works with
MOST_CONNECTIONS = 10  # of one process: the store thread's, and one for each page that is being made
_NOT_SAFE = {"off", "local"}  # local: a standby that takes over may lack what was answered 250
_LIBRARIES = ("psycopg", "psycopg.pool")  # their logs quote the server, with names of users and machines

_HAVE_LOCK = {
    UPGRADE: (
        "is just being brought up to date by another process, here or on another machine; start again when "
        "that is done"
    ),
    AT_WORK: (
        "has to be brought up to date, but a gateway of another version works on it, here or on another "
        "machine; stop that one first"
    ),
}
_HOLDERS = """
    SELECT DISTINCT pid FROM pg_locks WHERE granted AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (
        relation >= 16384
        OR (locktype, objsubid, classid::bigint << 32 | objid::bigint) = ('advisory', 1, %s)
    )
    ORDER BY pid
"""  # of our tables, for PostgreSQL's own have lower numbers, or of the turn to write


@dataclass(frozen=True, slots=True)
class Postgresql:
    """See `gateway.store.engine.Engine`."""

    storage: Storage

    @property
    def name(self) -> str:
        return shown(self.storage.database_url)

    @property
    def trouble(self) -> str:
        return (
            "the database cannot be reached, or does not let this user in; "
            f"what the server says to it: psql '{self.storage.database_url}'"
        )

    @property
    def remedy(self) -> str:
        return "restore a back-up with PostgreSQL's own tools"

    def told(self) -> dict[str, object]:
        for name in _LIBRARIES:
            logging.getLogger(name).disabled = True
        options: dict[str, object] = dict(libpq_options(self.storage))
        options["pool"] = {
            "min_size": 1,
            "max_size": MOST_CONNECTIONS,
            "timeout": LOCK_SECONDS,
            "reconnect_timeout": LOCK_SECONDS,  # then whoever needs one next tries again, at once
            "connection_class": ConnectionAtWork if self.storage.serving else PatientConnection,
        }
        return {
            "ENGINE": "gateway.store.postgresql",
            "NAME": options.pop("dbname"),
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    def exists(self) -> bool:
        """By a connection of its own, which also tells at once whether there is such a server."""
        try:
            with PatientConnection.connect(**libpq_options(self.storage)) as server:  # type: ignore[arg-type]
                self._must_be_fit(server.info)
                found = server.execute("SELECT to_regclass('store_installation') IS NOT NULL").fetchone()
        except psycopg.Error:
            raise StoreError(f"{self.name}: {self.trouble}") from None
        return bool(found and found[0])

    def _must_be_fit(self, server: psycopg.ConnectionInfo) -> None:
        """Raises StoreError."""
        if server.server_version // 10000 < OLDEST:
            raise StoreError(
                f"{self.name}: is PostgreSQL {server.server_version // 10000}; {OLDEST} or later is needed"
            )
        if server.parameter_status("server_encoding") != "UTF8":
            raise StoreError(
                f"{self.name}: its encoding is not UTF-8, so names would be lost; make the database anew: "
                "createdb --encoding=UTF8 --template=template0"
            )

    def must_be_durable(self) -> None:
        if self._setting("fsync") == "off":
            raise StoreError(
                f"{self.name}: PostgreSQL does not write commits to disk (fsync is off); set fsync = on there"
            )
        if self._setting("synchronous_commit") in _NOT_SAFE:
            raise StoreError(
                f"{self.name}: PostgreSQL may forget the last commits (synchronous_commit is "
                f"{self._setting('synchronous_commit')}); set synchronous_commit = on for this user"
            )

    def cautions(self) -> Iterator[str]:
        if not has_standby(self.storage):
            return
        if not finds_writable(self.storage):
            yield (
                f"{self.name}: names several servers, but not that the one that takes writers is meant: one "
                "that only reads would be as good; add target_session_attrs=read-write"
            )
        if not self._setting("synchronous_standby_names"):
            yield (
                f"{self.name}: a server that takes over may lack the last messages that were answered 250, "
                "for PostgreSQL does not wait for it; set synchronous_standby_names there"
            )

    def _setting(self, name: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            return str(cursor.fetchone()[0])

    @contextmanager
    def upgrading(self, *, beside: bool) -> Iterator[None]:
        """Another process that does the same is waited for, for as long as for any lock."""
        locks = [UPGRADE] if beside else [UPGRADE, AT_WORK]
        with connection.cursor() as cursor:
            for lock in locks:
                try:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
                except OperationalError as error:
                    if not is_locked(error):
                        raise
                    cursor.execute("SELECT pg_advisory_unlock_all()")
                    raise StoreError(f"{self.name}: {_HAVE_LOCK[lock]}") from None
            try:
                with patience():  # an index on a large table takes as long as it takes
                    yield
            except DatabaseError as error:
                if is_locked(error):
                    raise StoreError(self._who_is_in_the_way()) from None
                raise
            finally:
                with suppress(Error):  # it goes with the connection, too
                    for lock in locks:
                        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])

    def _who_is_in_the_way(self) -> str:
        """Of an upgrade whose change of a table waited in vain. Processes of the server, by their numbers."""
        with connection.cursor() as cursor:
            cursor.execute(_HOLDERS, [TURN])
            holders = [str(pid) for (pid,) in cursor.fetchall()]
        known = f"; it is one of these processes of PostgreSQL: {', '.join(holders)}" if holders else ""
        return (
            f"{self.name}: has to be brought up to date, but another session (a dump, a report, a command) "
            f"has had one of its tables, or the turn to write, for more than {LOCK_SECONDS} seconds{known}. "
            "Wait until it is done, or end it with pg_terminate_backend, and start again: the upgrade then "
            "goes on where it stopped"
        )

    def keep_aside(self, last_migration: str) -> None:
        """Nothing: its administrator backs it up, and each migration is one transaction."""

    def note_version(self, release: str) -> None:
        with connection.cursor() as cursor:
            comment = psycopg.sql.SQL("COMMENT ON TABLE store_installation IS {}")
            cursor.execute(comment.format(psycopg.sql.Literal(f"Schoolgate {release}")))

    def made_by(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT obj_description('store_installation'::regclass)")
            return str(cursor.fetchone()[0] or "a later version of Schoolgate")

    def opened(self) -> None:
        """Nothing: the rights to it are PostgreSQL's."""

    def touch(self) -> None:
        """A message in the log of what is written, which nobody reads: its COMMIT has to get to the disk."""
        if self._setting("transaction_read_only") == "on":
            raise OperationalError("read-only")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_logical_emit_message(true, 'schoolgate', '')")

    def damage(self) -> Iterator[str]:
        """None that can be told from here; where PostgreSQL finds any, it refuses to read."""
        yield from ()

    def size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def line(self, bell: Bell, failed: Callable[[str], None]) -> PostgresLine:
        return PostgresLine(self.storage, bell, failed)

    def places_held(self) -> frozenset[int]:
        with connection.cursor() as cursor:
            cursor.execute(*places_held())
            return frozenset(node for (node,) in cursor.fetchall())
