"""A back-up and the keys: with them it has all that it needs, without them it says which are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from django.db import connections

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition
from gateway.store import backup
from gateway.store.backup import back_up
from gateway.store.cases import content_of, list_cases
from gateway.store.connect import looking_into
from gateway.store.intake import commit_plan
from gateway.store.keys import Key
from gateway.store.manifest import UnsoundError
from gateway.store.place import Storage
from gateway.store.restore import restore, verify_backup
from gateway.store.rotation import make_new_key, retire_key, seal_anew
from gateway.store.seal import KeyFileError, Seal, make_key
from gateway.store.sealed import IN_DATABASE
from tests.support.judged import arrival, desk, judged
from tests.support.keys import make_older

SHELL = "root (shell)"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def held(seal: Seal) -> Seal:
    """One message is held."""
    came = arrival("parent@example.com", message_id="HELD")
    seen = judged(("parent@example.com", Disposition.HOLD))
    commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)
    return seal


@pytest.fixture
def key_file(directory: Path) -> Path:
    return directory / "key"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "backups"
    place.mkdir()
    return place


def rotate(seal: Seal, key_file: Path) -> Key:
    """All is sealed anew; gives the old key, which could go now."""
    old = seal.keys.current().in_use
    make_new_key(seal, key_file, SHELL, now())
    list(seal_anew(seal, IN_DATABASE, pause=lambda _: None))
    make_older(key_file, timedelta(minutes=2))
    return old


def rotate_and_retire(seal: Seal, key_file: Path) -> None:
    old = rotate(seal, key_file)
    retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())
    connections.close_all()


def text_in(directory: Path, key_file: Path) -> bytes:
    """Of the one message that is held there."""
    with looking_into(Storage(directory), key_file) as seal:
        assert seal is not None
        (case,) = list_cases(seal)
        return content_of(seal, case.id)


def test_it_has_its_key_though_that_is_retired_while_it_is_made(
    held: Seal, key_file: Path, directory: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backup.copy_moment

    def slow(opened: Connection, target: Path) -> None:
        rotate_and_retire(held, key_file)
        copy(opened, target)

    monkeypatch.setattr(backup, "copy_moment", slow)
    file = back_up(directory, key_file, folder).file

    new = tmp_path / "new"
    assert restore(file, new, new / "key").complaints == ()
    assert text_in(new, new / "key") == text_in(directory, key_file)


def test_it_has_a_key_that_is_made_just_before_it(
    held: Seal, key_file: Path, directory: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_moment, rotated = backup.one_moment, []

    @contextmanager
    def late(database: Path) -> Iterator[Connection]:
        if not rotated:
            rotated.append(rotate(held, key_file))
        with one_moment(database) as opened:
            yield opened

    monkeypatch.setattr(backup, "one_moment", late)
    file = back_up(directory, key_file, folder).file

    new = tmp_path / "new"
    assert restore(file, new, new / "key").complaints == ()
    assert text_in(new, new / "key") == text_in(directory, key_file)


def test_none_is_made_with_a_key_file_that_is_none(held: Seal, directory: Path, folder: Path) -> None:
    with pytest.raises(KeyFileError, match="the key file is missing"):
        back_up(directory, directory / "nothing", folder)
    assert list(folder.iterdir()) == []


def test_one_from_before_a_rotation_needs_the_key_file_from_before(
    held: Seal, key_file: Path, directory: Path, folder: Path, tmp_path: Path
) -> None:
    file, text = back_up(directory, None, folder).file, text_in(directory, key_file)
    (tmp_path / "kept").write_bytes(key_file.read_bytes())
    (tmp_path / "kept").chmod(0o600)
    rotate_and_retire(held, key_file)

    new = tmp_path / "new"
    for refused in (lambda: verify_backup(file, key_file), lambda: restore(file, new, new / "key", key_file)):
        with pytest.raises(KeyFileError, match="put back the key file from before that key was retired"):
            refused()
    assert not (new / "schoolgate.sqlite3").exists()
    verify_backup(file, tmp_path / "kept")
    assert restore(file, new, new / "key", tmp_path / "kept").complaints == ()
    assert text_in(new, new / "key") == text


def test_one_from_the_middle_of_a_rotation_says_what_does_not_open(
    held: Seal, key_file: Path, directory: Path, folder: Path, tmp_path: Path
) -> None:
    old = held.keys.current().in_use
    make_new_key(held, key_file, SHELL, now())
    file = back_up(directory, None, folder).file
    list(seal_anew(held, IN_DATABASE, pause=lambda _: None))
    make_older(key_file, timedelta(minutes=2))
    retire_key(held, key_file, old.name, IN_DATABASE, SHELL, now())
    connections.close_all()

    with pytest.raises(UnsoundError, match=r"not whole: \d+ values are damaged, or sealed with a key"):
        verify_backup(file, key_file)
    new = tmp_path / "new"
    complaints = restore(file, new, new / "key", key_file).complaints
    assert "sealed with a key that the key file does not have" in complaints[0]


def test_its_own_key_is_the_one_that_is_tried(
    held: Seal, key_file: Path, directory: Path, folder: Path, tmp_path: Path
) -> None:
    file = back_up(directory, key_file, folder).file
    make_key(tmp_path / "other")
    verify_backup(file, tmp_path / "other")
    with pytest.raises(KeyFileError, match="made with another key file"):
        verify_backup(file, tmp_path / "other", given_key=tmp_path / "other")
