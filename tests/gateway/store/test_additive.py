"""What a migration may do beside gateways of the version before, and whether those that say so do no more."""

from __future__ import annotations

import pytest
from django.db import models
from django.db.migrations import (
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    Migration,
    RemoveField,
    RunPython,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from gateway.store.additive import is_additive


def migration(*operations: Operation, said: bool = True) -> Migration:
    made = Migration("0999_later", "store")
    made.operations = list(operations)
    made.beside_the_version_before = said  # type: ignore[attr-defined]
    return made


def column(**how: object) -> Operation:
    return AddField("Delivery", "hue", models.CharField(max_length=20, **how))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "operation",
    [
        column(null=True),
        column(db_default="blue"),
        CreateModel("Colour", [("id", models.BigAutoField(primary_key=True))]),
        AddIndex("Delivery", models.Index(fields=["attempts"], name="delivery_attempts")),
    ],
)
def test_what_only_adds(operation: Operation) -> None:
    assert is_additive(migration(operation))
    assert not is_additive(migration(operation, said=False))


@pytest.mark.parametrize(
    "operation",
    [
        column(default="blue"),
        column(),
        RemoveField("Delivery", "attempts"),
        AlterField("Delivery", "attempts", models.BigIntegerField()),
        RunPython(RunPython.noop),
    ],
)
def test_what_does_more(operation: Operation) -> None:
    assert not is_additive(migration(column(null=True), operation))


def test_what_says_so_does_no_more() -> None:
    """Of the migrations that are shipped."""
    shipped = MigrationLoader(None).disk_migrations.values()
    said = [each for each in shipped if getattr(each, "beside_the_version_before", False)]
    assert [each.name for each in said if not is_additive(each)] == []
