"""A database of another version: an earlier one is brought up to date whole, a later one is left alone."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from gateway.actions.plan import CaseState
from gateway.store import connect, copying, models, sqlite
from gateway.store.cases import content_of, find_case
from gateway.store.connect import key_for, lock_server, open_database
from gateway.store.engine import use_storage
from gateway.store.integrity import faults_in_store
from gateway.store.jobs import list_waiting
from gateway.store.kept import find_kept
from gateway.store.place import Storage, StoreError
from gateway.store.record import verify_record
from gateway.store.rosters import list_records, read_pupils
from gateway.store.seal import Seal
from gateway.store.sqlite import DATABASE
from tests.support.earlier import KEPT, LIST, OPEN, RELEASED, RETURNED, write_earlier_storage
from tests.support.killed import Steps, was_killed

SCHOOL = "Oakfield Academy"
ASIDE = f"{DATABASE}.before-"


@pytest.fixture
def earlier(directory: Path) -> Iterator[Path]:
    """Not opened yet."""
    write_earlier_storage(directory)
    use_storage(Storage(directory))
    yield directory
    connections.close_all()


def upgraded(directory: Path) -> Seal:
    use_storage(Storage(directory))
    seal = key_for(Storage(directory), directory / "key")
    open_database(seal)
    return seal


def must_be_whole(seal: Seal) -> None:
    """All that the earlier version had is still there, and is worth as much."""
    assert {row.pk for row in models.Case.objects.filter(state=CaseState.OPEN)} == set(OPEN)
    for case in OPEN:
        assert b"Dear parent" in content_of(seal, case)
        assert "pupil-name-external" in {match.id for match in find_case(seal, case).judged.verdict.rules}
        assert models.Case.objects.get(pk=case).rules.count() == 1, "the index of the queue has it"
    assert models.Case.objects.get(pk=RETURNED).state == CaseState.RETURNED
    assert [each.message for each in list_waiting(seal)] == [RELEASED, RELEASED]
    assert find_kept(seal, KEPT).headline.subject == "Order"
    pupils = {f"{each.forename} {each.surname}" for each in read_pupils(seal, SCHOOL, LIST).pupils}
    assert pupils == {"Grace Bishop", "Zoë O'Neill", "Muhammad Al-Hassan", "Siân Smith-Jones"}
    assert [record.counts.pupils for record in list_records(seal, SCHOOL)] == [4]
    assert [row.number for row in models.Audit.objects.order_by("number")] == list(range(1, 9))
    assert verify_record(seal) is None
    assert list(faults_in_store(seal)) == []


def test_everything_of_an_earlier_version_is_there_and_a_copy_beside_it(earlier: Path) -> None:
    before = rows_of(earlier / DATABASE)
    must_be_whole(upgraded(earlier))
    (aside,) = earlier.glob(f"{ASIDE}*")
    assert rows_of(aside) == before
    assert aside.stat().st_mode & 0o777 == 0o600


def test_a_copy_goes_after_a_fortnight(tmp_path: Path) -> None:
    """What was deleted since would still be in it."""
    aside = tmp_path / f"{ASIDE}0009"
    aside.write_text("an earlier database")
    (tmp_path / DATABASE).write_text("the database")
    written = aside.stat().st_mtime
    sqlite.forget_copies(tmp_path, written + 13.9 * 24 * 3600)
    assert aside.exists()
    sqlite.forget_copies(tmp_path, written + 14.1 * 24 * 3600)
    assert [each.name for each in tmp_path.iterdir()] == [DATABASE]


def test_a_new_database_has_nothing_to_be_copied(seal: Seal, directory: Path) -> None:
    assert not list(directory.glob(f"{ASIDE}*"))


def test_without_room_for_the_copy_nothing_is_changed(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of(earlier / DATABASE)
    monkeypatch.setattr(sqlite, "_ROOM", 2**60)
    with pytest.raises(StoreError, match="make room and start again"):
        upgraded(earlier)
    assert rows_of(earlier / DATABASE) == before


def test_killed_in_the_middle_the_next_start_goes_on(earlier: Path) -> None:
    """Before the copy is on disk, in two migrations, and before the note that all are made."""
    before = rows_of(earlier / DATABASE)
    connections.close_all()
    for place, name, step in (
        (copying, "sync", 1),
        (MigrationRecorder, "record_applied", 1),
        (MigrationRecorder, "record_applied", 4),
        (connect, "begin_record", 1),
    ):

        def work(steps: Steps, place: object = place, name: str = name) -> None:
            setattr(place, name, steps.wrap(getattr(place, name)))
            upgraded(earlier)

        assert was_killed(work, step), f"there was no step {step} of {name}"
    must_be_whole(upgraded(earlier))
    (aside,) = earlier.glob(f"{ASIDE}*")
    assert rows_of(aside) == before


@pytest.fixture
def later(directory: Path, seal: Seal) -> Path:
    """What a version that does not exist yet has left: 1.2.3."""
    connections.close_all()
    with closing(sqlite3.connect(directory / DATABASE)) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_later', '2030-01-01')"
        )
        database.execute("UPDATE store_installation SET tables = 'others'")
        database.execute("PRAGMA user_version=1002003")
        database.commit()
    return directory


def test_a_later_version_is_refused_and_nothing_is_written(later: Path) -> None:
    before = digest_of(later / DATABASE)
    with pytest.raises(StoreError, match=r"was brought up to date by Schoolgate 1\.2\.3, and this is "):
        upgraded(later)
    connections.close_all()
    assert digest_of(later / DATABASE) == before
    assert not list(later.glob(f"{ASIDE}*"))


def test_a_later_version_that_does_not_say_which(later: Path) -> None:
    with closing(sqlite3.connect(later / DATABASE)) as database:
        database.execute("PRAGMA user_version=0")
    with pytest.raises(StoreError, match="by a later version of Schoolgate"):
        upgraded(later)


def test_the_database_says_which_version_made_it(seal: Seal, directory: Path) -> None:
    with closing(sqlite3.connect(directory / DATABASE)) as database:
        (number,) = database.execute("PRAGMA user_version").fetchone()
    assert sqlite.as_words(number) == f"Schoolgate {version('schoolgate')}"


@pytest.mark.parametrize(
    ("release", "number"), [("0.1.0", 1_000), ("1.2.3", 1_002_003), ("12.0.40", 12_000_040)]
)
def test_versions_as_numbers(release: str, number: int) -> None:
    assert sqlite.as_number(release) == number
    assert sqlite.as_words(number) == f"Schoolgate {release}"


def test_in_read_only_mode_an_earlier_one_is_not_touched(earlier: Path) -> None:
    before = rows_of(earlier / DATABASE)
    use_storage(Storage(earlier, read_only=True))
    with pytest.raises(StoreError, match="start once without it"):
        open_database(key_for(Storage(earlier), earlier / "key"))
    use_storage(Storage(earlier))
    assert rows_of(earlier / DATABASE) == before


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {name: opened.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_not_under_a_gateway_of_the_earlier_version(earlier: Path) -> None:
    """A command of the new version is run while the old one still works on the database."""
    before = rows_of(earlier / DATABASE)
    connections.close_all()

    def work(steps: Steps) -> None:
        with pytest.raises(StoreError, match="stop that one first"):
            upgraded(earlier)
        steps.wrap(upgraded)(earlier)

    lock = lock_server(earlier)
    assert was_killed(work, 1)
    assert rows_of(earlier / DATABASE) == before
    lock.file.close()
    must_be_whole(upgraded(earlier))


def test_not_under_one_of_the_same_number_in_another_container(earlier: Path) -> None:
    with (earlier / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(str(os.getpid()))
        lock.flush()
        with pytest.raises(StoreError, match="stop that one first"):
            upgraded(earlier)


def test_a_gateway_brings_its_own_up_to_date(earlier: Path) -> None:
    lock = lock_server(earlier)
    must_be_whole(upgraded(earlier))
    lock.file.close()
