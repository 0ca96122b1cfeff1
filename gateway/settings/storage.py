"""Where held mail is kept: the directory, and the address of a database in PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, Field, model_validator

from gateway.settings.fields import LocalPath, SettingsTable

_EXAMPLE = '"postgresql://schoolgate@db.oakfield.sch.uk:5432/schoolgate"'
_SECRETS = {"password", "sslpassword"}


def postgresql_url(value: str) -> str:
    """As libpq reads it (PostgreSQL documentation, 34.1.1.2); empty for SQLite. Raises ValueError.

    Never with a password: the configuration is read by more people than may read held mail.
    """
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ValueError(f"must be the address of a database in PostgreSQL, such as {_EXAMPLE}")
    user, at, _ = parts.netloc.rpartition("@")
    if (at and ":" in user) or _SECRETS & {name for name, _ in parse_qsl(parts.query)}:
        raise ValueError(
            "has a password in it; put that into a file of mode 0600 and name the file in "
            "storage.database_password_file, or use PGPASSFILE"
        )
    return value


class StorageSettings(SettingsTable):
    """Where held mail and the database are kept."""

    directory: LocalPath = Field(default=Path("data"), validate_default=True)
    key_file: LocalPath | None = None
    key_days: int = Field(default=365, ge=0)  # 0: nobody is reminded
    database_url: Annotated[str, AfterValidator(postgresql_url)] = ""
    database_password_file: LocalPath | None = None
    read_only: bool = False

    @model_validator(mode="after")
    def _password_for_something(self) -> StorageSettings:
        if self.database_password_file and not self.database_url:
            raise ValueError("database_password_file is for the database that database_url names: set both")
        return self
