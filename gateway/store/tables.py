"""The tables in the database are brought up to date; where they are already, hardly a look is taken."""

from __future__ import annotations

import hashlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import DatabaseError, connection

from gateway.store.additive import are_additive
from gateway.store.engine import Engine, engine_in_use
from gateway.store.models import Installation
from gateway.store.place import StoreError


def make_tables(finish: Callable[[], None] = lambda: None) -> None:
    """Applies the migrations that are missing; a database that has some already is first copied aside.

    finish: what a migration cannot do, because it takes the key; may be called again after a crash
    Each migration is one transaction: killed in the middle, the next start goes on from the last that was
    finished. Raises StoreError before anything is written, or DatabaseError.
    """
    if are_current():
        return
    must_not_be_later()  # nor made so by another process that was waited for
    engine, fits = engine_in_use(), " ".join(_going_on())
    applied = _applied()
    if applied:
        engine.keep_aside(_last_of(apps.get_app_config("store")))
    call_command("migrate", verbosity=0, interactive=False)
    finish()
    engine.note_version(version("schoolgate"))
    Installation.objects.filter(pk=1).update(tables=shipped_tables(), fits=fits)


def must_not_be_later() -> None:
    """Raises StoreError where a version that does not exist for this one has made the tables."""
    if any(_is_later(*each) for each in _applied()):
        raise StoreError(_too_new(engine_in_use()))


def can_go_on() -> bool:
    """Whether gateways that work on the tables as they are can do so while this version changes them."""
    return bool(_going_on())


def _going_on() -> tuple[str, ...]:
    """The versions of the tables whose programs can work on those of this version, as `shipped_tables`."""
    applied = _applied()
    missing = [(app.label, name) for app in apps.get_app_configs() for name in _migrations(app)]
    missing = [each for each in missing if each not in applied]
    if not applied or not missing or not are_additive(missing):
        return ()
    tables, fits = Installation.objects.values_list("tables", "fits").get(pk=1)
    return (tables, *fits.split())


def must_be_current() -> None:
    """Where nothing may be written. Raises StoreError."""
    if not are_current():
        raise StoreError(
            f"{engine_in_use().name}: was made by another version of Schoolgate and has to be "
            "brought up to date, which read-only mode does not do; start once without it"
        )


def are_current() -> bool:
    """Whether this version can work on the tables as they are; not where nobody can tell."""
    try:
        made = Installation.objects.values_list("tables", "fits").filter(pk=1).first()
    except DatabaseError:
        return False
    return made is not None and is_fit(*made)


def is_fit(tables: str, fits: str) -> bool:
    """Whether this version can work on them: they are its own, or have only been added to."""
    return shipped_tables() in (tables, *fits.split())


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
    if find_spec(f"{app.name}.migrations") is None:
        return
    module = import_module(f"{app.name}.migrations")
    yield from (each.name for each in pkgutil.iter_modules(module.__path__))


def _last_of(app: AppConfig) -> str:
    """Its last migration, such as 0008_review_page."""
    return max((name for name in _migrations(app) if name[0].isdigit()), default="")


def _too_new(engine: Engine) -> str:
    return (
        f"{engine.name}: was brought up to date by {engine.made_by()}, and this is Schoolgate "
        f"{version('schoolgate')}, which does not know all of its tables; install that version again, or "
        f"{engine.remedy} from before it. Nothing was changed"
    )
