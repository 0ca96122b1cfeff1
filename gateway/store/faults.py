"""What the rest of the gateway hears when the disk or the database fails: one error, no text of it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

_FULL = {errno.ENOSPC, errno.EDQUOT}
_DISK_FULL, _LOCKED = "53100", "55P03"  # PostgreSQL documentation, appendix A


class StorageFaultError(Exception):
    """Nothing was written, or nobody knows. `kind` is the error's class, for the log.

    is_full: there is no room
    is_silence: the database was waited for, and said nothing
    is_locked: it answers, but another had for too long what this one needed
    """

    def __init__(
        self, kind: str, *, is_full: bool, is_silence: bool = False, is_locked: bool = False
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.is_full = is_full
        self.is_silence = is_silence
        self.is_locked = is_locked


@contextmanager
def storage_faults() -> Iterator[None]:
    """Whatever the database or the disk raises inside comes out as StorageFaultError."""
    try:
        yield
    except (Error, OSError) as error:
        is_silence = getattr(error.__cause__, "is_silence", False)
        raise StorageFaultError(
            type(error).__name__, is_full=_is_full(error), is_silence=is_silence, is_locked=is_locked(error)
        ) from None


@contextmanager
def mended_faults() -> Iterator[None]:
    """The same, and a connection that is of no more use is closed: what comes next connects anew."""
    try:
        with storage_faults():
            yield
    except StorageFaultError:
        connection.close_if_unusable_or_obsolete()
        raise


def is_locked(error: BaseException) -> bool:
    """Whether it was raised because the wait for a lock was over."""
    before = error.__cause__ or error.__context__  # a migration says why in words of its own
    if before is None:
        return False
    if isinstance(before, sqlite3.Error):
        return before.sqlite_errorcode == sqlite3.SQLITE_BUSY
    return getattr(before, "sqlstate", None) == _LOCKED or is_locked(before)


def _is_full(error: Exception) -> bool:
    cause = error.__cause__ if isinstance(error, Error) else error
    if getattr(cause, "sqlstate", None) == _DISK_FULL:
        return True
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode == sqlite3.SQLITE_FULL
    return isinstance(cause, OSError) and cause.errno in _FULL
