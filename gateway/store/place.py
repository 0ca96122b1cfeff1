"""Where an installation keeps what it stores: the directory of this machine, and which database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gateway.errors import SetupError
from gateway.settings.storage import StorageSettings


class StoreError(SetupError):
    """One sentence for the administrator about the storage directory or the database."""


@dataclass(frozen=True, slots=True)
class Storage:
    """All that another process needs to come to the same place.

    directory: this machine's own: the lock of its server, the key file, what is held back after a restore
    database_url: of a database in PostgreSQL; empty for SQLite in the directory
    password_file: with the password for it, where one is needed
    serving: this process is a gateway at work, and nobody changes the tables under it
    """

    directory: Path
    database_url: str = ""
    password_file: Path | None = None
    read_only: bool = False
    serving: bool = False


def storage_of(settings: StorageSettings) -> Storage:
    """As the settings have it."""
    return Storage(
        settings.directory, settings.database_url, settings.database_password_file, settings.read_only
    )
