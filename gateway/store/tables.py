"""The tables in the database are brought up to date; where they are already, hardly a look is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError

from gateway.store.models import Installation


def make_tables() -> None:
    """Applies the migrations that are missing. Raises DatabaseError."""
    if _made() == shipped_tables():
        return
    call_command("migrate", verbosity=0, interactive=False)
    Installation.objects.filter(pk=1).update(tables=shipped_tables())


def _made() -> str:
    """Which tables there are; empty where nobody can tell."""
    try:
        return Installation.objects.values_list("tables", flat=True).get(pk=1)
    except (DatabaseError, Installation.DoesNotExist):
        return ""


@cache
def shipped_tables() -> str:
    """The names of all migrations that this version comes with, as one SHA-256 (hex)."""
    return hashlib.sha256("\n".join(sorted(_migrations())).encode()).hexdigest()


def _migrations() -> Iterator[str]:
    for app in apps.get_app_configs():
        for file in Path(app.path, "migrations").glob("*.py"):
            yield f"{app.label} {file.stem}"
