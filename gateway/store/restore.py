"""Restores a back-up into an empty place; the database appears there last, whole and opened with its key."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gateway.errors import SetupError
from gateway.store import heldback
from gateway.store.archive import KEY, Archive, read_archive
from gateway.store.connect import RESTORING, lock_server, looking_into, prepare_directory
from gateway.store.copying import sync
from gateway.store.heldback import HeldBack, hold_back
from gateway.store.integrity import faults_in_store
from gateway.store.manifest import Manifest, UnsoundError, contents_of
from gateway.store.place import Storage
from gateway.store.seal import KeyFileError
from gateway.store.sqlite import DATABASE
from gateway.store.tables import are_current

_OURS = {"lock", "lost+found", RESTORING, heldback.FILE}  # what an empty storage directory may have in it


class RestoreError(SetupError):
    """One sentence about why nothing was restored."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there now. `complaints`: what was wrong with it in the back-up already."""

    manifest: Manifest
    key_file: Path
    complaints: tuple[str, ...]


def verify_backup(file: Path, key_file: Path | None = None, given_key: Path | None = None) -> Manifest:
    """Unpacks it where nobody sees it, and looks whether all is there and the key opens it.

    That is the given one, or the one in the back-up, or the one in `key_file`; where there is none, none is
    tried. Raises RestoreError, UnsoundError, StoreError or KeyFileError.
    """
    archive = _opened(file)
    try:
        with tempfile.TemporaryDirectory(prefix="schoolgate-") as folder:
            place = Path(folder)
            _unpack(archive, place)
            key = given_key or (place / KEY if archive.has(KEY) else key_file)
            complaints = _opened_with(place, key) if key else ()
    except OSError:
        raise RestoreError(
            f"{tempfile.gettempdir()}: the back-up cannot be unpacked there to be looked at; make room for "
            f"{archive.megabytes} MB, or name another place in $TMPDIR"
        ) from None
    for complaint in complaints:
        raise UnsoundError(f"{file}: is as it was written, but what was backed up is not whole: {complaint}")
    return archive.manifest


def restore(file: Path, directory: Path, key_file: Path, given_key: Path | None = None) -> Restored:
    """`key_file`: where the key belongs; `given_key`: where it is now, if not there and not in the back-up.

    Killed at any moment it leaves no database, or the whole one. Raises RestoreError, UnsoundError,
    StoreError or KeyFileError.
    """
    archive = _opened(file)
    _must_be_empty(directory, key_file)  # before its mode is changed
    prepare_directory(directory)
    lock = lock_server(directory)
    try:
        with _staging(directory) as staging:
            _unpack(archive, staging)
            key = _key(archive, staging, key_file, given_key)
            complaints = _opened_with(staging, key)
            if key != key_file:
                _put_key(key, key_file)
            (staging / KEY).unlink(missing_ok=True)
            _must_be_empty(directory, key_file)
            contents = archive.manifest.contents
            hold_back(directory, HeldBack(archive.manifest.made_at, contents.last_delivery))
            sync(staging / DATABASE)
            (staging / DATABASE).rename(directory / DATABASE)
            sync(directory)
    except OSError:
        raise RestoreError(
            f"{directory}: the back-up cannot be written there; is there room for {archive.megabytes} MB?"
        ) from None
    finally:
        lock.file.close()
    return Restored(archive.manifest, key_file, complaints)


def _opened(file: Path) -> Archive:
    """Raises RestoreError or UnsoundError."""
    try:
        return read_archive(file)
    except OSError:
        raise RestoreError(f"{file}: cannot be read; is that the name of a back-up?") from None


def _must_be_empty(directory: Path, key_file: Path) -> None:
    """Or not there. Raises RestoreError."""
    if not directory.exists():
        return
    allowed = _OURS | {each.name for each in (key_file, _unfinished(key_file)) if each.parent == directory}
    try:
        found = sorted(each.name for each in directory.iterdir() if each.name not in allowed)
    except OSError:
        raise RestoreError(f"{directory}: cannot be looked into, or is no directory") from None
    if found:
        raise RestoreError(
            f'{directory}: "{found[0]}" is in it, and a back-up is restored into an empty place only; name a '
            "new directory with --to, or stop the gateway and move away what is there"
        )


@contextmanager
def _staging(directory: Path) -> Iterator[Path]:
    """A folder beside the place of the database. A start of the gateway refuses while it is there."""
    staging = directory / RESTORING
    with suppress(FileNotFoundError):
        shutil.rmtree(staging)
    staging.mkdir(mode=0o700)
    sync(directory)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _unpack(archive: Archive, place: Path) -> None:
    """Raises UnsoundError where anything is not as the manifest says, or OSError."""
    for entry in archive.manifest.files:
        archive.unpack(entry.name, place / entry.name)
    try:
        contents = contents_of(place / DATABASE)
    except sqlite3.Error:
        raise UnsoundError(f"{archive.file}: its database cannot be read") from None
    except UnsoundError as error:
        raise UnsoundError(f"{archive.file}: {error}") from None
    if contents != archive.manifest.contents:
        raise UnsoundError(f"{archive.file}: its database does not hold what its manifest says")


def _key(archive: Archive, staging: Path, key_file: Path, given_key: Path | None) -> Path:
    """Where a key is that might be the right one. Raises KeyFileError, or RestoreError: none is replaced."""
    if given_key is not None and key_file.exists():
        raise RestoreError(f"{key_file}: a key file is there already; leave out --key, or move that one away")
    given = given_key or key_file
    if given.exists():
        return given
    if archive.has(KEY):
        return staging / KEY
    raise KeyFileError(
        f"{given}: the key is not there, and it is not in the back-up either; without it "
        "nothing in the back-up can be read: put the key file there, or name it with --key FILE"
    )


def _opened_with(staging: Path, key: Path) -> tuple[str, ...]:
    """What is wrong with it; of one that an earlier version wrote, only the key is tried.

    Raises KeyFileError or StoreError.
    """
    with looking_into(Storage(staging), key) as seal:
        return tuple(faults_in_store(seal)) if seal is not None and are_current() else ()


def _put_key(key: Path, key_file: Path) -> None:
    """Whole or not at all, of mode 0600. Raises KeyFileError."""
    unfinished = _unfinished(key_file)
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(0o600)
        unfinished.write_bytes(key.read_bytes())
        sync(unfinished)
        unfinished.rename(key_file)
        sync(key_file.parent)
    except OSError:
        raise KeyFileError(f"{key_file}: the key file cannot be put there") from None


def _unfinished(key_file: Path) -> Path:
    return key_file.with_name(f"{key_file.name}.unfinished")
