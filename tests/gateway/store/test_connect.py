"""Opening the database: durable, with the right key, by one server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from gateway.store.connect import key_for, lock_server, open_database, prepare_directory
from gateway.store.engine import use_storage
from gateway.store.place import Storage, StoreError
from gateway.store.seal import KeyFileError, Seal, make_key


@pytest.fixture
def first_start(directory: Path) -> Iterator[None]:
    """No copy: the directory, key and database are made here."""
    prepare_directory(directory)
    use_storage(Storage(directory))
    open_database(key_for(Storage(directory), directory / "key"))
    yield
    connections.close_all()


def test_every_commit_goes_to_disk(seal: Seal) -> None:
    with connection.cursor() as cursor:
        values = {}
        for name in ("synchronous", "journal_mode", "foreign_keys", "secure_delete"):
            cursor.execute(f"PRAGMA {name}")
            values[name] = cursor.fetchone()[0]

    assert values == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}


def test_nobody_else_may_look(first_start: None, directory: Path) -> None:
    assert directory.stat().st_mode & 0o777 == 0o700
    assert (directory / "schoolgate.sqlite3").stat().st_mode & 0o077 == 0


def test_another_key_does_not_open_it(seal: Seal, directory: Path) -> None:
    (directory / "key").rename(directory / "key.old")
    other = make_key(directory / "key")

    with pytest.raises(KeyFileError, match="another key file"):
        open_database(other)


def test_a_lost_key_is_not_replaced_while_there_is_a_database(seal: Seal, directory: Path) -> None:
    (directory / "key").unlink()

    with pytest.raises(KeyFileError, match="back-up"):
        key_for(Storage(directory), directory / "key")
    assert not (directory / "key").exists()


def test_one_server_at_a_time(seal: Seal, directory: Path) -> None:
    lock = lock_server(directory)
    with pytest.raises(StoreError, match="already running"):
        lock_server(directory)
    lock.file.close()

    lock_server(directory).file.close()


def test_a_file_in_the_directorys_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    with pytest.raises(StoreError, match="cannot be made"):
        prepare_directory(tmp_path / "data")


def test_the_models_and_the_migrations_agree(seal: Seal) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)
