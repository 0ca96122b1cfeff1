"""Backs up an installation while its gateway runs: one file, whole or not there at all."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gateway.errors import SetupError
from gateway.store.archive import KEY, write_archive
from gateway.store.copying import copy_database, copy_moment, one_moment, size_of, sync
from gateway.store.keyfile import read_keys
from gateway.store.manifest import Manifest, UnsoundError, contents_of, entry_of, make_manifest
from gateway.store.onestep import write_private
from gateway.store.sqlite import DATABASE

_UNFINISHED = ".schoolgate-backup-"
_OURS = f"schoolgate-{'[0-9]' * 8}T{'[0-9]' * 6}Z.tar"
_ROOM = 16 * 1024**2  # bytes that a back-up leaves free


class BackupError(SetupError):
    """One sentence about a back-up that cannot be made."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A back-up that is on disk, and those that were removed for it."""

    file: Path
    size: int
    manifest: Manifest
    removed: tuple[Path, ...] = ()


def back_up(directory: Path, key_file: Path | None, where: Path, keep: int | None = None) -> Backup:
    """`where`: a folder, or the name of a new file. Blocks; the gateway goes on meanwhile.

    key_file: None leaves the key out; keep: so many back-ups of ours in the folder, the newest
    Raises BackupError, UnsoundError or KeyFileError.
    """
    folder = where if where.is_dir() else where.parent
    target = folder / f"schoolgate-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar" if where.is_dir() else where
    _must_be_possible(directory, folder)
    if key_file is not None:
        read_keys(key_file)
    try:
        with _own_place(folder) as place:
            _must_be_new(target)
            manifest = _write(directory / DATABASE, key_file, place)
            (place / "archive").rename(target)
            sync(folder)
            removed = _remove_beyond(target, keep) if keep else ()
    except UnsoundError as error:
        raise UnsoundError(
            f"{directory}: no back-up was made, {error}; keep those there are, and see schoolgate doctor"
        ) from None
    except (OSError, sqlite3.Error):
        raise BackupError(
            f"{target}: the back-up cannot be written; is there room for twice the database "
            f"({size_of(directory / DATABASE) // 1024**2} MB), and may you write there?"
        ) from None
    return Backup(target, target.stat().st_size, manifest, removed)


def _must_be_possible(directory: Path, folder: Path) -> None:
    """Raises BackupError."""
    if not (directory / DATABASE).exists():
        raise BackupError(f"{directory}: there is no database in it yet, and nothing to back up")
    if not folder.is_dir():
        raise BackupError(f"{folder}: there is no such folder")
    wanted = 2 * size_of(directory / DATABASE) + _ROOM
    if shutil.disk_usage(folder).free < wanted:
        raise BackupError(f"{folder}: {wanted // 1024**2} MB have to be free there for a back-up; make room")


def _must_be_new(target: Path) -> None:
    """While nobody else makes a back-up there. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target}: is there already; name a new file, or a folder")


def _write(database: Path, key_file: Path | None, place: Path) -> Manifest:
    """Makes the file `archive` in `place`. Raises OSError, sqlite3.Error or UnsoundError."""
    files = [place / DATABASE]
    if key_file is None:
        copy_database(database, files[0])
    else:
        files.append(place / KEY)
        _copy_both(database, key_file, *files)
    manifest = make_manifest(tuple(map(entry_of, files)), contents_of(files[0]))
    write_archive(place / "archive", manifest, files)
    return manifest


def _copy_both(database: Path, key_file: Path, database_copy: Path, key_copy: Path) -> None:
    """As they are at one moment: while the database is copied keys may be made, and retired.

    Keys never come back. So where the file is the same on both sides of the moment, it was so at the moment.
    """
    while True:
        keys = key_file.read_bytes()
        with one_moment(database) as opened:
            if key_file.read_bytes() == keys:
                write_private(key_copy, keys)
                copy_moment(opened, database_copy)
                return


@contextmanager
def _own_place(folder: Path) -> Iterator[Path]:
    """A folder in it that is gone afterwards; what a killed back-up has left there goes too.

    Raises BackupError while another back-up is made there, or OSError.
    """
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"{folder}: another back-up is being made there") from None
        for left in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)  # another user's stays: it must not stop ours for good
        place = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(lock)


def _remove_beyond(made: Path, keep: int) -> tuple[Path, ...]:
    """The oldest of those that were named by us, but never the new one. Raises BackupError.

    Their names are in the order of their dates, except for those that were made while the clock was wrong.
    """
    others = sorted(each for each in made.parent.glob(_OURS) if each.name != made.name)
    superfluous = others[: max(0, len(others) + 1 - keep)]
    for each in superfluous:
        try:
            each.unlink(missing_ok=True)
        except OSError:
            raise BackupError(
                f"{each}: cannot be removed, and {made} was made beside it; remove it"
            ) from None
    return tuple(superfluous)
