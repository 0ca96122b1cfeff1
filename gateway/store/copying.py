"""Copies a database that is in use, as it is at one moment, without keeping its writers waiting."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

PAGES = 256  # at once: 1 MB
PAUSE_SECONDS = 0.005  # after each, so that the disk has time for the relay's commits


def copy_database(source: Path, target: Path) -> None:
    """Makes `target`, of mode 0600, on disk when this returns. Raises sqlite3.Error or OSError."""
    with one_moment(source) as reader:
        copy_moment(reader, target)


@contextmanager
def one_moment(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile. Raises sqlite3.Error.

    In WAL mode its one read transaction keeps no writer out, and without it SQLite would begin a copy again
    whenever another process has written (https://sqlite.org/backup.html).
    """
    with closing(read_only(database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        yield reader


def copy_moment(reader: sqlite3.Connection, target: Path) -> None:
    """Of what the connection sees, as `copy_database` does."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(target)) as writer:
        writer.execute("PRAGMA synchronous=OFF")  # it is written to disk once, at the end
        reader.backup(writer, pages=PAGES, progress=_pause)
        writer.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
    sync(target)


def size_of(database: Path) -> int:
    """With its log, in bytes."""
    log = database.with_name(f"{database.name}-wal")
    return sum(each.stat().st_size for each in (database, log) if each.exists())


def read_only(database: Path) -> sqlite3.Connection:
    """Nothing can be written by this connection. Raises sqlite3.Error."""
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _pause(_status: int, remaining: int, _total: int) -> None:
    if remaining:
        time.sleep(PAUSE_SECONDS)


def sync(path: Path) -> None:
    """A file, or the names in a folder, are on disk when this returns. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
