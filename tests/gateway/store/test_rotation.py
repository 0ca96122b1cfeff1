"""A rotation: everything opens at every moment, wherever it is killed; a key goes when nothing needs it."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connections, transaction
from django.test import RequestFactory

from gateway.actions.plan import Action, AuditEntry
from gateway.replay.journal import BELONGS_TO, STATE, Checkpoint, Journal
from gateway.store import models, onestep, record, rotation
from gateway.store.cases import content_of
from gateway.store.chain import Break, Flaw
from gateway.store.connect import key_for, looking_into, open_database
from gateway.store.engine import use_storage
from gateway.store.keyfile import KeyFileError, read_keys, replace_keys
from gateway.store.keys import new_key
from gateway.store.place import Storage
from gateway.store.record import add_entries, verify_record
from gateway.store.rosters import read_pupils
from gateway.store.rotation import (
    NotRetiredError,
    Progress,
    make_new_key,
    note_new_key,
    retire_key,
    seal_anew,
    values_by_key,
)
from gateway.store.seal import BrokenSealError, Seal, read_key
from gateway.store.sealed import BYTES, COLUMNS, IN_DATABASE, SealedColumn, SealedFile, SealedPlace
from tests.gateway.store.filled import OLD_CODES, asked_by_web, fill
from tests.gateway.store.test_rosters import ROSTER
from tests.gateway.store.test_seal import as_an_earlier_version_wrote
from tests.support.keys import make_older
from tests.support.review import LEAD, OAKFIELD

CONTENT = SealedColumn(models.Content, "sealed", lambda row: row.pk)
SHELL = "root (shell)"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("filled") / "data"
    fill(directory, more=5)
    connections.close_all()
    return directory


@pytest.fixture
def directory(_filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_filled, tmp_path / "data"))


@pytest.fixture
def seal(directory: Path) -> Iterator[Seal]:
    """Of a database with something in every sealed place."""
    use_storage(Storage(directory))
    seal = key_for(Storage(directory), directory / "key")
    open_database(seal)
    yield seal
    connections.close_all()


@pytest.fixture
def key_file(directory: Path) -> Path:
    return directory / "key"


def everything(seal: Seal) -> list[tuple[str, bytes]]:
    """What each value says, and what it belongs to."""
    values = (value for place in IN_DATABASE for value in place.values(b"\x02"))
    opened = sorted((belongs_to, seal.open(sealed, belongs_to)) for sealed, belongs_to in values)
    return [each for each in opened if not each[0].startswith("record end")]


def rotate(seal: Seal, key_file: Path, places: tuple[SealedPlace, ...] = IN_DATABASE) -> Progress:
    make_new_key(seal, key_file, SHELL, now())
    *_, last = seal_anew(seal, places, pause=lambda _: None)
    return last


def test_all_is_sealed_anew_and_says_what_it_said(seal: Seal, key_file: Path) -> None:
    before, old = everything(seal), seal.keys.current().in_use
    old_seal = Seal(read_keys(key_file))

    done = rotate(seal, key_file)

    new = seal.keys.current().in_use
    assert new != old
    assert everything(seal) == before
    assert (done.unopened, done.seen) == (0, done.total)
    assert values_by_key(seal.keys.current(), IN_DATABASE) == {new: done.seen}
    for place in IN_DATABASE:
        for sealed, belongs_to in place.values(b"\x02"):
            with pytest.raises(BrokenSealError):
                old_seal.open(sealed, belongs_to)


def test_the_record_holds_before_during_and_after_and_has_each_key(seal: Seal, key_file: Path) -> None:
    old = seal.keys.current().in_use
    make_new_key(seal, key_file, SHELL, now())
    for _ in seal_anew(seal, IN_DATABASE, pause=lambda _: None):
        assert verify_record(seal) is None
    make_older(key_file, timedelta(minutes=2))
    retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())

    assert verify_record(seal) is None
    made, retired = models.Audit.objects.filter(actor=SHELL).order_by("number")
    assert (made.action, made.note) == (Action.KEY_MADE, f"key {seal.keys.current().in_use.name}")
    assert (retired.action, retired.note) == (Action.KEY_RETIRED, f"key {old.name}")


def test_a_reason_that_is_changed_after_a_rotation_is_seen(seal: Seal, key_file: Path) -> None:
    rotate(seal, key_file)
    row = models.Audit.objects.exclude(detail=None).order_by("number").first()
    assert row is not None
    row.detail = seal.close(b"another", f"audit {row.number}")
    row.save(update_fields=["detail"])

    assert verify_record(seal) == Break(row.number, Flaw.CHANGED)


def test_what_an_earlier_version_wrote_opens_counts_is_sealed_anew_and_the_record_holds(
    seal: Seal, key_file: Path
) -> None:
    old = seal.keys.current().in_use
    for place in COLUMNS:
        for row in place.model._default_manager.exclude(**{place.column: None}):
            belongs_to = place.belongs_to(row)
            content = seal.open(bytes(getattr(row, place.column)), belongs_to)
            sealed = as_an_earlier_version_wrote(old.secret, content, belongs_to)
            place.model._default_manager.filter(pk=row.pk).update(**{place.column: sealed})
    counted = values_by_key(seal.keys.current(), COLUMNS)
    contents = [content_of(seal, pk) for pk in models.Case.objects.values_list("pk", flat=True)]

    done = rotate(seal, key_file, COLUMNS)

    assert counted == {old: done.total}
    assert verify_record(seal) is None
    assert values_by_key(seal.keys.current(), COLUMNS) == {seal.keys.current().in_use: done.total}
    assert [content_of(seal, pk) for pk in models.Case.objects.values_list("pk", flat=True)] == contents


def test_an_entry_with_the_digest_of_an_earlier_version_holds_before_and_after(
    seal: Seal, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was of the sealed bytes, which a rotation changes."""
    secret = seal.keys.current().in_use.secret
    number = models.Audit.objects.order_by("-number").values_list("number", flat=True).first() or 0
    sealed = as_an_earlier_version_wrote(secret, b"because of the trip", f"audit {number + 1}")
    monkeypatch.setattr(record, "_digest", lambda *_: hashlib.sha256(sealed).hexdigest())
    add_entries(seal, (AuditEntry(LEAD, Action.VIEWED, "", "because of the trip"),), now())
    monkeypatch.undo()
    models.Audit.objects.filter(number=number + 1).update(detail=sealed)
    assert verify_record(seal) is None

    rotate(seal, key_file)

    assert verify_record(seal) is None
    another = as_an_earlier_version_wrote(b"x" * 32, b"another", f"audit {number + 1}")
    models.Audit.objects.filter(number=number + 1).update(detail=another)
    assert verify_record(seal) == Break(number + 1, Flaw.CHANGED)


def test_one_time_and_recovery_codes_work_after_it(directory: Path, tmp_path: Path) -> None:
    office = fill(tmp_path / "office")
    key_file = tmp_path / "office" / "key"
    old = office.seal.keys.current().in_use
    with asked_by_web(office):
        codes = RecoveryCodes(Authenticator.objects.filter(type="recovery_codes").first()).get_unused_codes()
    last = Authenticator.objects.order_by("-pk").first()

    rotate(office.seal, key_file)
    make_older(key_file, timedelta(minutes=2))
    retire_key(office.seal, key_file, old.name, IN_DATABASE, SHELL, now())

    with asked_by_web(office):
        rows = Authenticator.objects.filter(type="recovery_codes").order_by("pk")
        assert RecoveryCodes(rows[0]).get_unused_codes() == codes
        last.refresh_from_db()
        assert RecoveryCodes(last).get_unused_codes() == list(OLD_CODES)
    connections.close_all()


def test_marks_and_lists_are_found_as_before(seal: Seal, key_file: Path) -> None:
    marks = seal.derived("marks")
    old = seal.keys.current().in_use
    rotate(seal, key_file)
    make_older(key_file, timedelta(minutes=2))
    retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())

    assert seal.derived("marks") == marks
    assert read_pupils(seal, OAKFIELD, "/srv/pupils.csv") == ROSTER


def test_a_broken_off_dry_run_can_go_on_after_it(seal: Seal, key_file: Path, directory: Path) -> None:
    journal = Journal(directory / STATE, seal)
    journal.write(Checkpoint("what was asked"))
    places = (SealedFile(directory / STATE, BELONGS_TO),)
    old = seal.keys.current().in_use

    make_new_key(seal, key_file, SHELL, now())
    make_older(key_file, timedelta(minutes=2))
    with pytest.raises(NotRetiredError, match="still needed: 1 values"):
        retire_key(seal, key_file, old.name, places, SHELL, now())
    list(seal_anew(seal, places, pause=lambda _: None))
    retire_key(seal, key_file, old.name, places, SHELL, now())

    assert journal.read() == Checkpoint("what was asked")
    assert (directory / STATE).stat().st_mode & 0o777 == 0o600


def test_of_a_dry_run_that_goes_on_meanwhile_the_newer_stays(
    seal: Seal, key_file: Path, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(directory / STATE, seal)
    journal.write(Checkpoint("the older"))
    make_new_key(seal, key_file, SHELL, now())
    onestep.unfinished_of(directory / STATE).write_text("left by one that was killed")
    write = onestep.write_private

    def slow(path: Path, *given: Any) -> None:
        write(path, *given)
        journal.write(Checkpoint("the newer"))

    monkeypatch.setattr("gateway.store.sealed.write_private", slow)
    batch = SealedFile(directory / STATE, BELONGS_TO).reseal(seal, None)

    assert (batch.seen, batch.sealed) == (1, 0)
    assert journal.read() == Checkpoint("the newer")
    assert not onestep.unfinished_of(directory / STATE).exists()


def test_a_batch_is_small_and_each_is_followed_by_a_pause(seal: Seal, key_file: Path) -> None:
    for number in range(3):
        models.Content.objects.create(
            id=f"LARGE{number}", sealed=seal.close(bytes(BYTES // 2 + 1), f"LARGE{number}")
        )
    make_new_key(seal, key_file, SHELL, now())
    pauses: list[float] = []

    steps = list(seal_anew(seal, (CONTENT,), pause=pauses.append))

    sizes = [later.sealed - earlier.sealed for earlier, later in pairwise(steps)]
    assert sum(sizes) == CONTENT.count()
    assert len(pauses) == sum(size > 0 for size in sizes) >= 2
    assert all(0 <= each <= 0.5 for each in pauses)


def test_what_the_gateway_changes_or_deletes_meanwhile_is_left_to_it(
    seal: Seal, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_ = models.Content.objects.order_by("pk").values_list("pk", flat=True)
    make_new_key(seal, key_file, SHELL, now())

    def somebody_was_quicker() -> AbstractContextManager[object]:
        models.Content.objects.filter(pk=first).update(sealed=seal.close(b"newer", first))
        models.Content.objects.filter(pk=second).delete()
        return transaction.atomic()

    monkeypatch.setattr("gateway.store.sealed.transaction", SimpleNamespace(atomic=somebody_was_quicker))
    batch = CONTENT.reseal(seal, None)

    assert batch.sealed == batch.seen - 2
    assert seal.open(bytes(models.Content.objects.get(pk=first).sealed), first) == b"newer"
    assert not models.Content.objects.filter(pk=second).exists()


def test_a_damaged_value_stays_as_it_is_and_holds_nothing_up(seal: Seal, key_file: Path) -> None:
    damaged = models.Content.objects.first()
    assert damaged is not None
    damaged.sealed = bytes(damaged.sealed)[:-1] + bytes([bytes(damaged.sealed)[-1] ^ 1])
    damaged.save()
    old = seal.keys.current().in_use

    done = rotate(seal, key_file)

    assert (done.unopened, done.sealed) == (1, done.total - 1 - 1)  # the end of the record was new already
    assert bytes(models.Content.objects.get(pk=damaged.pk).sealed) == damaged.sealed
    assert values_by_key(seal.keys.current(), IN_DATABASE)[old] == 1
    make_older(key_file, timedelta(minutes=2))
    retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())
    assert values_by_key(seal.keys.current(), IN_DATABASE)[None] == 1


def test_a_key_is_retired_only_when_it_is_idle_and_nothing_needs_it(seal: Seal, key_file: Path) -> None:
    old = seal.keys.current().in_use
    kept = key_file.read_bytes()

    def refused(name: str, why: str) -> None:
        with pytest.raises(NotRetiredError, match=why):
            retire_key(seal, key_file, name, IN_DATABASE, SHELL, now())

    refused(old.name, "the one in use")
    refused("00000000", "there is no key")
    new = make_new_key(seal, key_file, SHELL, now())
    refused(old.name, r"until just now; try again in \d+ seconds")
    make_older(key_file, timedelta(minutes=2))
    refused(old.name, r"still needed: \d\d+ values")
    refused(new.name, "the one in use")

    assert [each.name for each in read_keys(key_file).each] == [old.name, new.name]
    assert key_file.read_bytes() != kept
    list(seal_anew(seal, IN_DATABASE, pause=lambda _: None))
    retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())
    assert [each.name for each in read_keys(key_file).each] == [new.name]


def test_a_key_may_be_retired_though_the_new_one_is_not_on_record_yet(seal: Seal, key_file: Path) -> None:
    """The second `keys rotate` was killed before it was, and the gateway has sealed all anew by itself."""
    rotate(seal, key_file)
    old = seal.keys.current().in_use
    replace_keys(key_file, read_keys(key_file).with_new(new_key(now())))
    list(seal_anew(seal, IN_DATABASE, pause=lambda _: None))
    make_older(key_file, timedelta(minutes=2))

    retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())

    open_database(read_key(key_file))
    new = seal.keys.current().in_use
    assert models.Audit.objects.filter(action=Action.KEY_MADE, note=f"key {new.name}").count() == 1


def test_the_first_key_stays_while_something_of_an_earlier_version_needs_it(
    seal: Seal, key_file: Path
) -> None:
    """What that wrote does not say by which key it is sealed."""
    old = seal.keys.current().in_use
    rotate(seal, key_file)
    make_older(key_file, timedelta(minutes=2))
    sealed = as_an_earlier_version_wrote(old.secret, b"Dear all", "EARLIER")
    models.Content.objects.create(id="EARLIER", sealed=sealed)

    with pytest.raises(NotRetiredError, match="still needed: 1 values"):
        retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())


def test_how_long_to_wait_is_said_though_the_clock_went_back(seal: Seal, key_file: Path) -> None:
    old = seal.keys.current().in_use
    make_new_key(seal, key_file, SHELL, now() + timedelta(days=2))
    with pytest.raises(NotRetiredError, match=r"try again in 1728\d\d seconds"):
        retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())


def test_a_key_file_from_before_a_rotation_is_refused(seal: Seal, key_file: Path, directory: Path) -> None:
    kept, old = key_file.read_bytes(), seal.keys.current().in_use
    new = make_new_key(seal, key_file, SHELL, now())
    rotated = key_file.read_bytes()

    key_file.write_bytes(kept)

    with pytest.raises(KeyFileError, match=f"sealed with key {new.name}, which the key file does not have"):
        open_database(read_key(key_file))
    with (
        pytest.raises(KeyFileError, match="from before a rotation"),
        looking_into(Storage(directory), key_file),
    ):
        pass
    assert old.name != new.name
    key_file.write_bytes(rotated)
    use_storage(Storage(directory))
    open_database(read_key(key_file))


def test_sessions_outlive_a_rotation_and_end_with_their_key(seal: Seal, key_file: Path) -> None:
    account = models.Account.objects.get(email=LEAD)
    old = seal.keys.current().in_use

    def who(session: SessionStore) -> bool:
        request = RequestFactory().get("/")
        request.session = session
        return get_user(request).is_authenticated

    def session() -> SessionStore:
        store = SessionStore()
        store["_auth_user_id"] = str(account.pk)
        store["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        store["_auth_user_hash"] = account.get_session_auth_hash()
        return store

    begun, idle = session(), session()
    assert who(begun)
    rotate(seal, key_file)
    open_database(seal)  # as the next start does
    assert who(begun)  # which is from now on one of the new key
    make_older(key_file, timedelta(minutes=2))
    retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())
    open_database(seal)
    assert who(begun)
    assert not who(idle)


KILLS: list[tuple[object, str, bool]] = [
    (rotation, "replace_keys", False),
    (rotation, "replace_keys", True),
    (rotation, "add_entries", True),
    (SealedColumn, "reseal", True),
]


def in_a_child(directory: Path, module: object, name: str, after: bool, work: Callable[[Seal], None]) -> int:
    """The exit status of a process of its own that dies at the call, on that side of it."""
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    function = getattr(module, name)

    def deadly(*args: object, **named: object) -> object:
        if not after:
            os.kill(os.getpid(), signal.SIGKILL)
        function(*args, **named)
        return os.kill(os.getpid(), signal.SIGKILL)

    try:
        setattr(module, name, deadly)
        use_storage(Storage(directory))
        work(read_key(directory / "key"))
    finally:
        os._exit(0)
    return 0


@pytest.mark.parametrize(("module", "name", "after"), KILLS)
def test_killed_while_it_rotates_everything_opens_and_it_goes_on(
    seal: Seal, directory: Path, key_file: Path, module: object, name: str, after: bool
) -> None:
    before = everything(seal)

    def work(seal: Seal) -> None:
        make_new_key(seal, key_file, SHELL, now())
        list(seal_anew(seal, IN_DATABASE, pause=lambda _: None))

    assert in_a_child(directory, module, name, after, work) == -signal.SIGKILL

    use_storage(Storage(directory))
    again = read_key(key_file)
    open_database(again)
    note_new_key(again, SHELL, now())
    assert everything(again) == before
    list(seal_anew(again, IN_DATABASE, pause=lambda _: None))
    assert everything(again) == before
    assert list(values_by_key(again.keys.current(), IN_DATABASE)) == [again.keys.current().in_use]
    noted = [row.note for row in models.Audit.objects.filter(action=Action.KEY_MADE)]
    assert noted == [f"key {each.name}" for each in again.keys.current().each[1:]]
    assert verify_record(again) is None


@pytest.mark.parametrize("after", [False, True])
def test_killed_while_it_retires_a_key_it_is_on_record_and_nothing_is_lost(
    seal: Seal, directory: Path, key_file: Path, after: bool
) -> None:
    old = seal.keys.current().in_use
    rotate(seal, key_file)
    make_older(key_file, timedelta(minutes=2))
    before = everything(seal)

    def work(seal: Seal) -> None:
        retire_key(seal, key_file, old.name, IN_DATABASE, SHELL, now())

    assert in_a_child(directory, rotation, "replace_keys", after, work) == -signal.SIGKILL

    use_storage(Storage(directory))
    again = read_key(key_file)
    open_database(again)
    assert everything(again) == before
    assert models.Audit.objects.filter(action=Action.KEY_RETIRED).count() == 1
    assert (old.name in [each.name for each in again.keys.current().each]) != after
