"""Read-only mode is kept by SQLite itself; whether anything can be written is known before it has to be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, connections

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.connect import key_for, open_database
from gateway.store.engine import is_read_only, use_storage
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.intake import commit_plan
from gateway.store.place import Storage, StoreError
from gateway.store.seal import Seal
from gateway.store.sqlite import DATABASE
from gateway.store.writing import try_to_write
from tests.support.judged import arrival, desk, judged


@pytest.fixture
def reading(seal: Seal, directory: Path) -> Iterator[Seal]:
    """The same database, opened to be read."""
    use_storage(Storage(directory, read_only=True))
    open_database(seal)
    yield seal
    use_storage(Storage(directory))


def test_nothing_can_be_held(reading: Seal) -> None:
    came = arrival("parent@example.com")
    seen = judged(("parent@example.com", Disposition.HOLD))
    with pytest.raises(StorageFaultError) as caught, storage_faults():
        commit_plan(reading, plan_arrival(came, seen, desk()), came, seen)
    assert not caught.value.is_full
    assert models.Message.objects.count() == 0


def test_it_ends_with_the_next_opening(reading: Seal, directory: Path) -> None:
    assert is_read_only()
    use_storage(Storage(directory))
    assert not is_read_only()
    models.School.objects.create(name="Oakfield Academy")


def test_it_makes_no_database(tmp_path: Path) -> None:
    use_storage(Storage(tmp_path, read_only=True))
    with pytest.raises(StoreError, match="read-only mode makes none"):
        key_for(Storage(tmp_path, read_only=True), tmp_path / "key")
    use_storage(Storage(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_what_can_be_written_leaves_nothing(seal: Seal, directory: Path) -> None:
    before = {each.name for each in directory.iterdir()}
    try_to_write(directory)
    assert {each.name for each in directory.iterdir()} == before


def test_a_database_that_cannot_be_written(reading: Seal, directory: Path) -> None:
    with pytest.raises(DatabaseError):
        try_to_write(directory)


def test_a_disk_that_cannot_be_written(seal: Seal, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        try_to_write(tmp_path / "gone")


def test_a_database_that_somebody_has_locked(seal: Seal, directory: Path) -> None:
    connections["default"].ensure_connection()
    connections["default"].connection.execute("PRAGMA busy_timeout=10")
    with closing(sqlite3.connect(directory / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError):
            try_to_write(directory)
