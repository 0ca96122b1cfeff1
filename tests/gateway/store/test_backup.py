"""A back-up is of one moment, whole or not there, and keeps nobody waiting; restored, it is what it was."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition
from gateway.store import archive, backup, copying, heldback, models, restore
from gateway.store.archive import read_archive
from gateway.store.backup import BackupError, back_up
from gateway.store.connect import key_for, lock_server, looking_into, open_database
from gateway.store.copying import copy_database
from gateway.store.engine import use_storage
from gateway.store.heldback import HeldBackError, held_back
from gateway.store.intake import commit_plan
from gateway.store.jobs import claim_due
from gateway.store.manifest import UnsoundError
from gateway.store.place import Storage, StoreError
from gateway.store.restore import RestoreError, verify_backup
from gateway.store.seal import KeyFileError, Seal, make_key
from gateway.store.sqlite import DATABASE
from tests.support.judged import arrival, desk, judged
from tests.support.killed import Steps, killed_at_each_step, was_killed

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def hold(seal: Seal, message_id: str) -> None:
    """One held message; the notices about it wait to be sent."""
    came = arrival("parent@example.com", message_id=message_id)
    seen = judged(("parent@example.com", Disposition.HOLD))
    commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)


@pytest.fixture
def held(seal: Seal) -> Seal:
    """Three messages are held, and no connection is open: forks of this process open their own."""
    for name in ("FIRST", "SECOND", "THIRD"):
        hold(seal, name)
    connections.close_all()
    return seal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "backups"
    place.mkdir()
    return place


@pytest.fixture
def saved(held: Seal, directory: Path, folder: Path) -> Path:
    """A back-up without the key."""
    return back_up(directory, None, folder).file


def everything(directory: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with closing(sqlite3.connect(directory / DATABASE)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608


def left_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_restored_back_up_is_what_it_was(saved: Path, directory: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    restored = restore.restore(saved, new, new / "key", directory / "key")
    assert restored.complaints == ()
    assert everything(new) == everything(directory)
    assert (new / "key").read_bytes() == (directory / "key").read_bytes()
    for file in new.iterdir():
        assert file.stat().st_mode & 0o077 == 0 or file.name == "lock"
    assert left_in(new) == ["held-back.json", "key", "lock", DATABASE]


def test_nobody_else_may_read_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600


def test_no_word_of_a_message_is_in_it(saved: Path) -> None:
    content = saved.read_bytes()
    assert b"Grace Bishop" not in content
    assert b"forgotten her kit" not in content


def test_the_key_is_in_it_only_when_asked_for(held: Seal, directory: Path, folder: Path) -> None:
    secret = (directory / "key").read_bytes()
    without = back_up(directory, None, folder / "without.tar").file
    with_key = back_up(directory, directory / "key", folder / "with.tar").file
    assert secret not in without.read_bytes()
    assert secret in with_key.read_bytes()


def test_with_its_key_it_can_be_restored_anywhere(
    held: Seal, directory: Path, folder: Path, tmp_path: Path
) -> None:
    file = back_up(directory, directory / "key", folder).file
    new = tmp_path / "new"
    restore.restore(file, new, new / "key")
    with looking_into(Storage(new), new / "key") as seal:
        assert seal is not None
        assert models.Case.objects.count() == 3
    assert (new / "key").stat().st_mode & 0o777 == 0o600


def test_it_is_of_one_moment_while_others_write(seal: Seal, directory: Path, folder: Path) -> None:
    """Pairs of rows are written all the time, each in one transaction: a back-up never has half of one."""
    database = directory / DATABASE
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("CREATE TABLE pair (content BLOB)")
        writer.executemany("INSERT INTO pair VALUES (randomblob(100000))", [()] * 200)
    done = threading.Event()
    written = [0]

    def write() -> None:
        with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as writer:
            while not done.is_set():
                writer.execute("BEGIN IMMEDIATE")
                writer.execute("INSERT INTO pair VALUES (randomblob(2000))")
                writer.execute("INSERT INTO pair VALUES (randomblob(2000))")
                writer.execute("COMMIT")
                written[0] += 1

    writing = threading.Thread(target=write)
    writing.start()
    before = written[0]
    rows = back_up(directory, None, folder).manifest.contents.rows["pair"]
    during = written[0] - before
    done.set()
    writing.join()
    assert during > 0, "nobody was kept waiting: a writer that finds the database locked ends with an error"
    assert rows % 2 == 0
    assert 200 + 2 * before <= rows <= 200 + 2 * written[0]


def test_killed_at_any_step_it_leaves_no_half_of_a_back_up(held: Seal, directory: Path, folder: Path) -> None:
    def work(steps: Steps) -> None:
        for module, name in (
            (backup, "copy_database"),
            (copying, "sync"),
            (backup, "entry_of"),
            (backup, "contents_of"),
            (backup, "write_archive"),
            (archive, "encode_manifest"),
            (backup, "sync"),
        ):
            setattr(module, name, steps.wrap(getattr(module, name)))
        back_up(directory, None, folder)

    for step in killed_at_each_step(work):
        finished = [each for each in folder.iterdir() if not each.name.startswith(".")]
        for each in finished:
            verify_backup(each, directory / "key")
            each.unlink()
        assert step < 20
    assert [each for each in left_in(folder) if each.startswith(".")] == [], "the next one has tidied up"
    verify_backup(next(folder.iterdir()), directory / "key")


def test_only_our_own_oldest_go(
    held: Seal, directory: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"schoolgate-2026010{day}T000000Z.tar" for day in (1, 2, 3)]
    for name in (*names, "schoolgate-letter.tar", "notes.txt"):
        (folder / name).write_text("")
    made = back_up(directory, None, folder, keep=2)
    assert [each.name for each in made.removed] == names[:2]
    assert left_in(folder) == sorted([names[2], made.file.name, "schoolgate-letter.tar", "notes.txt"])


def test_the_new_one_stays_though_the_clock_went_back(held: Seal, directory: Path, folder: Path) -> None:
    ahead = [folder / f"schoolgate-2999010{day}T000000Z.tar" for day in (1, 2)]
    for each in ahead:
        each.write_text("")
    made = back_up(directory, None, folder, keep=2)
    assert made.removed == (ahead[0],)
    assert left_in(folder) == [made.file.name, ahead[1].name]
    newer = back_up(directory, None, folder / "schoolgate-20200101T000000Z.tar", keep=1)
    assert left_in(folder) == [newer.file.name]


def test_an_older_one_that_cannot_be_removed_is_named(held: Seal, directory: Path, folder: Path) -> None:
    (folder / "schoolgate-20260101T000000Z.tar").mkdir()
    with pytest.raises(BackupError, match=r"20260101T000000Z\.tar: cannot be removed, and .* was made"):
        back_up(directory, None, folder, keep=1)
    (made,) = (each for each in folder.iterdir() if each.is_file())
    verify_backup(made)


def test_what_appears_under_its_name_meanwhile_is_not_replaced(
    held: Seal, directory: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = backup._must_be_possible

    def slow(*places: Path) -> None:
        look(*places)
        (folder / "school.tar").write_text("another's")

    monkeypatch.setattr(backup, "_must_be_possible", slow)
    with pytest.raises(BackupError, match="is there already"):
        back_up(directory, None, folder / "school.tar")
    assert (folder / "school.tar").read_text() == "another's"


def test_leftovers_that_cannot_be_removed_keep_none_from_being_made(
    held: Seal, directory: Path, folder: Path
) -> None:
    (folder / ".schoolgate-backup-linked").symlink_to(directory)
    verify_backup(back_up(directory, None, folder).file, directory / "key")
    assert (directory / DATABASE).exists()


def test_a_damaged_database_pushes_no_sound_back_up_out(saved: Path, directory: Path, folder: Path) -> None:
    older = saved.rename(folder / "schoolgate-20260101T000000Z.tar")
    _damage(directory / DATABASE)
    with pytest.raises(
        (UnsoundError, BackupError), match=r"no back-up was made|the back-up cannot be written"
    ):
        back_up(directory, None, folder, keep=1)
    assert left_in(folder) == [older.name]


def _damage(database: Path) -> None:
    """Bytes in the middle, as a dying disk leaves them."""
    with database.open("r+b") as file:
        for page in range(20, 60):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)


@pytest.mark.parametrize("where", ["there already", "no such folder", "no room", "at work"])
def test_what_keeps_it_from_being_made_is_said(
    held: Seal, directory: Path, folder: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, said = folder, "another back-up is being made there"
    if where == "there already":
        target, said = folder / "old.tar", "is there already"
        target.write_text("mine")
    elif where == "no such folder":
        target, said = folder / "no" / "new.tar", "there is no such folder"
    elif where == "no room":
        said = "MB have to be free there"
        monkeypatch.setattr(backup, "_ROOM", 2**60)
    at_work = backup._own_place(folder) if where == "at work" else nullcontext()
    with at_work, pytest.raises(BackupError, match=said):
        back_up(directory, None, target)
    assert left_in(folder) == (["old.tar"] if where == "there already" else [])


def test_no_place_but_an_empty_one(saved: Path, directory: Path, tmp_path: Path) -> None:
    before = everything(directory)
    with pytest.raises(RestoreError, match=r'"schoolgate\.sqlite3" is in it'):
        restore.restore(saved, directory, directory / "key")
    assert everything(directory) == before
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("mine")
    (tmp_path / "letters").chmod(0o755)
    with pytest.raises(RestoreError, match='"letter'):
        restore.restore(saved, tmp_path / "letters", directory / "key")
    assert left_in(tmp_path / "letters") == ["letter.txt"]
    assert (tmp_path / "letters").stat().st_mode & 0o777 == 0o755
    with pytest.raises(RestoreError, match="is no directory"):
        restore.restore(saved, tmp_path / "letters" / "letter.txt", directory / "key")


def test_a_database_that_appears_meanwhile_is_not_replaced(
    saved: Path, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, put_key = tmp_path / "new", restore._put_key

    def slow(key: Path, key_file: Path) -> None:
        put_key(key, key_file)
        (new / DATABASE).write_text("another's")

    monkeypatch.setattr(restore, "_put_key", slow)
    with pytest.raises(RestoreError, match="is in it"):
        restore.restore(saved, new, new / "key", directory / "key")
    assert (new / DATABASE).read_text() == "another's"


def test_not_where_a_gateway_runs(saved: Path, directory: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    lock = lock_server(new)
    with pytest.raises(StoreError, match="already running"):
        restore.restore(saved, new, new / "key", directory / "key")
    lock.file.close()
    assert left_in(new) == ["lock"]


def no_key(directory: Path, tmp_path: Path) -> Path | None:
    return None


def wrong_key(directory: Path, tmp_path: Path) -> Path | None:
    make_key(tmp_path / "other")
    return tmp_path / "other"


def no_key_at_all(directory: Path, tmp_path: Path) -> Path | None:
    (tmp_path / "letter").write_text("Dear Sir")
    (tmp_path / "letter").chmod(0o600)
    return tmp_path / "letter"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (no_key, "the key is not there, and it is not in the back-up either"),
        (wrong_key, "was made with another key file"),
        (no_key_at_all, "not a Schoolgate key file"),
    ],
)
def test_without_its_key_nothing_is_restored(
    saved: Path,
    directory: Path,
    tmp_path: Path,
    key: Callable[[Path, Path], Path | None],
    said: str,
) -> None:
    new = tmp_path / "new"
    with pytest.raises(KeyFileError, match=said):
        restore.restore(saved, new, new / "key", key(directory, tmp_path))
    assert left_in(new) == ["lock"]


def test_a_key_that_is_there_is_not_replaced(saved: Path, directory: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    make_key(new / "key")
    mine = (new / "key").read_bytes()
    with pytest.raises(RestoreError, match="a key file is there already"):
        restore.restore(saved, new, new / "key", directory / "key")
    with pytest.raises(KeyFileError, match="another key file"):
        restore.restore(saved, new, new / "key")
    assert (new / "key").read_bytes() == mine


def test_a_manifest_that_lies_about_the_database(saved: Path, directory: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    assert content.count(b'"open_cases": 3') == 1
    saved.write_bytes(content.replace(b'"open_cases": 3', b'"open_cases": 4'))
    with pytest.raises(UnsoundError, match="does not hold what its manifest says"):
        verify_backup(saved, None)
    with pytest.raises(UnsoundError, match="does not hold what its manifest says"):
        restore.restore(saved, tmp_path / "new", directory / "key")
    assert left_in(tmp_path / "new") == ["lock"]


def test_killed_at_any_step_a_restore_leaves_no_database_or_all_of_it(
    saved: Path, directory: Path, tmp_path: Path
) -> None:
    """Until then no gateway starts there, and the restore can be run again."""
    new, before = tmp_path / "new", everything(directory)

    def given_key() -> Path | None:
        return None if (new / "key").exists() else directory / "key"

    def work(steps: Steps) -> None:
        for module, name in (
            (restore, "_unpack"),
            (restore, "contents_of"),
            (restore, "_opened_with"),
            (restore, "_put_key"),
            (restore, "hold_back"),
            (heldback, "sync"),
            (restore, "sync"),
        ):
            setattr(module, name, steps.wrap(getattr(module, name)))
        restore.restore(saved, new, new / "key", given_key())

    ends = []
    for step in killed_at_each_step(work):
        assert step < 30
        ends.append(is_whole := (new / DATABASE).exists())
        if is_whole:
            assert everything(new) == before
            assert held_back(new) is not None
        else:
            with pytest.raises(StoreError, match="a restore into it was not finished"):
                key_for(Storage(new), new / "key")
            restore.restore(saved, new, new / "key", given_key())
            assert everything(new) == before
        shutil.rmtree(new)  # each time all steps are taken
    assert ends == [False] * (len(ends) - 1) + [True]
    assert len(ends) > 10


@pytest.fixture
def reopened(saved: Path, directory: Path, tmp_path: Path) -> Iterator[tuple[Seal, Path]]:
    """Restored, and open."""
    new = tmp_path / "new"
    restore.restore(saved, new, new / "key", directory / "key")
    use_storage(Storage(new))
    seal = key_for(Storage(new), new / "key")
    open_database(seal)
    yield seal, new
    connections.close_all()


def test_what_waited_is_held_back_and_what_is_new_is_sent(reopened: tuple[Seal, Path]) -> None:
    seal, new = reopened
    held = held_back(new)
    assert held is not None
    waiting = models.Delivery.objects.exclude(due_at=None).count()
    assert waiting > 0
    assert claim_due(seal, LATER, 100, held.last_delivery) == ()
    hold(seal, "FOURTH")
    fresh = claim_due(seal, LATER, 100, held.last_delivery)
    assert {job.message for job in fresh} == {"FOURTH"}

    assert heldback.resume(seal, new, held, "root (shell)", LATER) == waiting

    assert held_back(new) is None
    assert {job.message for job in claim_due(seal, LATER, 100)} == {"FIRST", "SECOND", "THIRD"}
    entry = models.Audit.objects.order_by("-number")[0]
    assert (entry.actor, entry.action) == ("root (shell)", "resumed")
    assert entry.note.endswith(f"UTC; {waiting} deliveries go out")


def test_killed_while_it_is_resumed_it_is_on_record_and_rests_until_it_is_run_again(
    reopened: tuple[Seal, Path],
) -> None:
    seal, new = reopened
    held = held_back(new)
    assert held is not None
    connections.close_all()

    def work(steps: Steps) -> None:
        Path.unlink = steps.wrap(Path.unlink)  # type: ignore[method-assign]
        heldback.resume(seal, new, held, "root (shell)", LATER)

    assert was_killed(work, 1)

    assert held_back(new) == held
    assert claim_due(seal, LATER, 100, held.last_delivery) == ()
    assert models.Audit.objects.filter(action="resumed").count() == 1
    assert heldback.resume(seal, new, held, "root (shell)", LATER) > 0
    assert held_back(new) is None


def test_a_note_that_cannot_be_read_holds_everything_back(directory: Path, seal: Seal) -> None:
    (directory / heldback.FILE).write_text(json.dumps({"last_delivery": "all"}))
    with pytest.raises(HeldBackError, match="remove the file"):
        held_back(directory)


def test_a_copy_is_one_file(held: Seal, directory: Path, tmp_path: Path) -> None:
    copy_database(directory / DATABASE, tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as copied:
        assert copied.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not [each for each in left_in(tmp_path) if each.startswith("copy-")]


def test_the_manifest_says_where_the_record_ends(saved: Path, directory: Path) -> None:
    with looking_into(Storage(directory), directory / "key"):
        last = models.Audit.objects.order_by("-number")[0]
    contents = read_archive(saved).manifest.contents
    assert contents.record_end == f"{last.number}:{last.hash}"
    assert (contents.open_cases, contents.rows["store_case"]) == (3, 3)
