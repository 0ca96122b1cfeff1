"""Looks at the storage as `doctor` does: whether it opens, and whether all in it is still whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gateway.look import Grade, Look
from gateway.store.connect import (
    DATABASE,
    StoreError,
    key_for,
    looking_into,
    open_database,
    prepare_directory,
    use_directory,
)
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.heldback import HeldBackError, held_back
from gateway.store.integrity import faults_in_store
from gateway.store.seal import KeyFileError


def look_at_storage(directory: Path, key_file: Path, *, read_only: bool) -> Iterator[Look]:
    """Reads all that is held: some seconds for a large database."""
    if not directory.exists():
        yield Look("storage", Grade.GOOD, f"{directory} will be made at the first start")
        return
    try:
        prepare_directory(directory)
        use_directory(directory, read_only=read_only)
        open_database(key_for(directory, key_file))
    except (StoreError, KeyFileError) as error:
        yield Look("storage", Grade.FAULT, str(error))
        return
    yield Look("storage", Grade.GOOD, f"{directory} opens with its key, and every commit goes to disk")
    yield from _look_at_contents(directory, key_file)
    yield from _look_at_what_is_held_back(directory)


def _look_at_contents(directory: Path, key_file: Path) -> Iterator[Look]:
    try:
        with looking_into(directory, key_file) as seal, storage_faults():
            faults = tuple(faults_in_store(seal)) if seal else ()
    except (StoreError, StorageFaultError):
        faults = (
            f"{directory / DATABASE} cannot be read to its end; restore a back-up (schoolgate restore)",
        )
    for fault in faults:
        yield Look("stored mail", Grade.FAULT, fault)
    if not faults:
        yield Look("stored mail", Grade.GOOD, "all of it is whole and opens, and the record holds")


def _look_at_what_is_held_back(directory: Path) -> Iterator[Look]:
    try:
        held = held_back(directory)
    except HeldBackError as error:
        yield Look("held back", Grade.FAULT, str(error))
        return
    if held is not None:
        sentence = (
            f"a back-up of {held.backup_at.astimezone():%d %B %Y %H:%M} was restored; what waited then is "
            "not sent, and no deadline ends: see schoolgate outbox list, then schoolgate outbox resume"
        )
        yield Look("held back", Grade.WARNING, sentence)
