"""The installation as a command sees it: its settings, its store, its desks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import click

from gateway.actions.desk import Desk
from gateway.cli.common import settings_of
from gateway.desks import make_desks
from gateway.settings import Settings
from gateway.store.connect import key_for, open_database, prepare_directory, use_directory
from gateway.store.seal import Seal


@dataclass(frozen=True, slots=True)
class Opened:
    """An installation whose database is open."""

    settings: Settings
    seal: Seal
    desks: Mapping[str, Desk]


def open_store(context: click.Context) -> Opened:
    """Raises StoreError, KeyFileError or SettingsError."""
    settings = settings_of(context)
    directory = settings.storage.directory
    prepare_directory(directory)
    use_directory(directory)
    seal = key_for(directory, settings.key_file)
    open_database(seal)
    return Opened(settings, seal, make_desks(settings, seal))
