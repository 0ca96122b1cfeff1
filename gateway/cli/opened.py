"""The installation as a command sees it: its settings, its store, its desks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import click

from gateway.actions.desk import Desk
from gateway.cli.common import CommandError, settings_of
from gateway.desks import make_desks
from gateway.settings import Settings
from gateway.store.connect import key_for, open_database, prepare_directory
from gateway.store.engine import use_storage
from gateway.store.place import storage_of
from gateway.store.seal import Seal


@dataclass(frozen=True, slots=True)
class Opened:
    """An installation whose database is open."""

    settings: Settings
    seal: Seal
    desks: Mapping[str, Desk]


def open_store(context: click.Context, *, reads: bool = False) -> Opened:
    """`reads`: the command writes nothing, and works in read-only mode too.

    Raises StoreError, KeyFileError, SettingsError or CommandError.
    """
    settings = settings_of(context)
    storage = storage_of(settings.storage)
    if storage.read_only and not reads:
        raise CommandError(
            "storage.read_only is set, and this command writes; take it out of the settings first"
        )
    prepare_directory(storage.directory)
    use_storage(storage)
    seal = key_for(storage, settings.key_file)
    open_database(seal)
    return Opened(settings, seal, make_desks(settings, seal))
