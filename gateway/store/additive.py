"""Which migrations the version before can go on working beside: then nodes are upgraded one after the other.

A migration says so of itself (`beside_the_version_before = True`), and it is believed only where each of its
operations adds something that a program need not know: a table, an index, a column that a row may lack. A
column needs null or a default of the database's own: Django's defaults are unknown to the version before.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.migrations import AddField, AddIndex, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED


def are_additive(names: Iterable[tuple[str, str]]) -> bool:
    """All of these migrations, each by its app and name."""
    known = MigrationLoader(None).disk_migrations
    return all(is_additive(known[each]) for each in names)


def is_additive(migration: Migration) -> bool:
    said = getattr(migration, "beside_the_version_before", False)
    return said and all(_adds_only(each) for each in migration.operations)


def _adds_only(operation: Operation) -> bool:
    if isinstance(operation, AddField):
        return operation.field.null or operation.field.db_default is not NOT_PROVIDED
    return isinstance(operation, (CreateModel, AddIndex))
