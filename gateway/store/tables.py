"""The tables in the database are brought up to date; where they are already, hardly a look is taken."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import DatabaseError, connection

from gateway.errors import SetupError
from gateway.store.copying import copy_database, size_of, sync
from gateway.store.models import Installation

DAYS_ASIDE = 14  # for so long there is a copy of the database as it was before an upgrade
_ROOM = 16 * 1024**2  # bytes that a copy leaves free


class TablesError(SetupError):
    """One sentence for the administrator about a database of another version."""


def make_tables(finish: Callable[[], None] = lambda: None) -> None:
    """Applies the migrations that are missing; a database that has some already is first copied aside.

    finish: what a migration cannot do, because it takes the key; may be called again after a crash
    Each migration is one transaction: killed in the middle, the next start goes on from the last that was
    finished. Raises TablesError before anything is written, or DatabaseError.
    """
    if are_current():
        return
    database = Path(connection.settings_dict["NAME"])
    applied = _applied()
    if any(_is_later(*each) for each in applied):
        raise TablesError(_too_new(database))
    if applied:
        _copy_aside(database)
    call_command("migrate", verbosity=0, interactive=False)
    finish()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA user_version={_as_number(version('schoolgate'))}")
    Installation.objects.filter(pk=1).update(tables=shipped_tables())


def must_be_current() -> None:
    """Where nothing may be written. Raises TablesError."""
    if not are_current():
        raise TablesError(
            f"{connection.settings_dict['NAME']}: was made by another version of Schoolgate and has to be "
            "brought up to date, which read-only mode does not do; start once without it"
        )


def are_current() -> bool:
    """Whether the tables are those of this version; not where nobody can tell."""
    try:
        return Installation.objects.filter(pk=1, tables=shipped_tables()).exists()
    except DatabaseError:
        return False


def _applied() -> set[tuple[str, str]]:
    """The migrations that the database has behind it, each as app and name. Raises DatabaseError."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _is_later(app: str, name: str) -> bool:
    """Whether it comes after all that this version has of that app. An earlier one may have been dropped."""
    return any(each.label == app and name > _last_of(each) for each in apps.get_app_configs())


@cache
def shipped_tables() -> str:
    """The names of all migrations that this version comes with, as one SHA-256 (hex)."""
    named = (f"{app.label} {name}" for app in apps.get_app_configs() for name in _migrations(app))
    return hashlib.sha256("\n".join(sorted(named)).encode()).hexdigest()


def _migrations(app: AppConfig) -> Iterator[str]:
    return (file.stem for file in Path(app.path, "migrations").glob("*.py"))


def _last_of(app: AppConfig) -> str:
    """Its last migration, such as 0008_review_page."""
    return max((name for name in _migrations(app) if name[0].isdigit()), default="")


def _copy_aside(database: Path) -> None:
    """As it was before this version touched it, once. Raises TablesError."""
    aside = database.with_name(f"{database.name}.before-{_last_of(apps.get_app_config('store'))[:4]}")
    if aside.exists():
        return
    unfinished = aside.with_name(f"{aside.name}.unfinished")
    wanted = size_of(database) + _ROOM
    if shutil.disk_usage(database.parent).free < wanted:
        raise TablesError(
            f"{database}: has to be brought up to date for this version, and for the copy that is made of it "
            f"before there must be {wanted // 1024**2} MB free on its disk; make room and start again"
        )
    try:
        unfinished.unlink(missing_ok=True)
        copy_database(database, unfinished)
        unfinished.rename(aside)
        sync(database.parent)
    except (sqlite3.Error, OSError):
        raise TablesError(f"{aside}: the copy that is made before an upgrade cannot be written") from None


def forget_copies(directory: Path, now: float) -> None:
    """Deletes what was copied aside so long ago: what was deleted since then would never go.

    now: seconds since 1970
    """
    for aside in directory.glob("*.before-*"):
        if now - aside.stat().st_mtime > DAYS_ASIDE * 24 * 3600:
            aside.unlink(missing_ok=True)


def _too_new(database: Path) -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        made_by = _as_words(cursor.fetchone()[0])
    return (
        f"{database}: was brought up to date by {made_by}, and this is Schoolgate {version('schoolgate')}, "
        "which does not know all of its tables; install that version again, or restore a back-up from before "
        "it (schoolgate restore). Nothing was changed"
    )


# SQLite keeps one whole number for its user: https://sqlite.org/pragma.html#pragma_user_version
def _as_number(release: str) -> int:
    """1.2.3 as 1002003."""
    major, minor, patch = (int(each) for each in release.split(".")[:3])
    return (major * 1000 + minor) * 1000 + patch


def _as_words(number: int) -> str:
    if number == 0:
        return "a later version of Schoolgate"
    return f"Schoolgate {number // 10**6}.{number // 1000 % 1000}.{number % 1000}"
