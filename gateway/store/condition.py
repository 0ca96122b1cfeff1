"""Looks at the storage as `doctor` does: whether it opens, and whether all in it is still whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.db import Error

from gateway.look import Grade, Look
from gateway.store.clocks import look_at_clock, seconds_ahead
from gateway.store.connect import key_for, looking_into, open_database, prepare_directory
from gateway.store.engine import engine_in_use, use_storage
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.heldback import HeldBackError, held_back
from gateway.store.integrity import faults_in_store
from gateway.store.nodes import Sign, signs
from gateway.store.place import Storage, StoreError
from gateway.store.seal import KeyFileError


def look_at_storage(storage: Storage, key_file: Path) -> Iterator[Look]:
    """Reads all that is held: some seconds for a large database."""
    directory = storage.directory
    if not directory.exists():
        yield Look("storage", Grade.GOOD, f"{directory} will be made at the first start")
        return
    try:
        prepare_directory(directory)
        use_storage(storage)
        open_database(key_for(storage, key_file))
        engine = engine_in_use()
    except (StoreError, KeyFileError) as error:
        yield Look("storage", Grade.FAULT, str(error))
        return
    place = engine.name if storage.database_url else directory
    sentence = f"{place} opens with its key, and every commit goes to disk"
    yield Look("storage", Grade.GOOD, sentence)
    with suppress(Error):  # where it cannot be asked any more, that is said below
        yield from [Look("standby", Grade.WARNING, caution) for caution in engine.cautions()]
    if storage.database_url:
        with suppress(Error):
            yield look_at_gateways(signs())
            yield look_at_clock(seconds_ahead())
        sentence = (
            "is PostgreSQL's (pg_dump, continuous archiving), before an upgrade too, for none is made then; "
            "keep a copy of the key file beside it"
        )
        yield Look("back-up", Grade.GOOD, sentence)
    yield from _look_at_contents(storage, key_file)
    yield from _look_at_what_is_held_back(directory)


def look_at_gateways(seen: tuple[Sign, ...]) -> Look:
    """Those that share the database: who is at work, who has gone, whether an upgrade reached all of them."""
    at_work = [each for each in seen if each.is_at_work]
    if not at_work:
        return Look("gateways", Grade.GOOD, "none is at work on this database now")
    sentence = "at work on this database: " + ", ".join(f"{each.name} ({each.release})" for each in at_work)
    gone = [
        f"{each.name}, last seen {each.seen_at.astimezone():%d %B %H:%M}"
        for each in seen
        if not each.is_at_work
    ]
    if gone:
        sentence += f"; not any more: {'; '.join(gone)} (one that is gone for good is forgotten after a week)"
    elif len({each.release for each in at_work}) > 1:
        sentence += "; the upgrade has not reached all of them"
    else:
        return Look("gateways", Grade.GOOD, sentence)
    return Look("gateways", Grade.WARNING, sentence)


def _look_at_contents(storage: Storage, key_file: Path) -> Iterator[Look]:
    try:
        with looking_into(storage, key_file) as seal, storage_faults():
            faults = tuple(faults_in_store(seal)) if seal else ()
    except (StoreError, StorageFaultError):
        engine = engine_in_use()
        faults = (f"{engine.name} cannot be read to its end; {engine.remedy}",)
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
