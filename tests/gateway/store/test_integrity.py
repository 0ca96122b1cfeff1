"""What is broken in the store is found, whatever it is, and the sentence says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from gateway.actions.arrival import plan_arrival
from gateway.look import Grade, Look
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.condition import look_at_storage
from gateway.store.engine import use_storage
from gateway.store.heldback import FILE
from gateway.store.intake import commit_plan
from gateway.store.integrity import faults_in_store
from gateway.store.place import Storage
from gateway.store.seal import Seal
from gateway.store.sqlite import DATABASE
from tests.support.databases import only_sqlite
from tests.support.judged import NOW, arrival, desk, judged
from tests.support.keys import seal_of

HELD = "HELD"


@pytest.fixture
def held(seal: Seal) -> Seal:
    """One held message; notices about it wait."""
    came = arrival("parent@example.com", message_id=HELD)
    seen = judged(("parent@example.com", Disposition.HOLD))
    commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)
    return seal


def test_what_is_whole(held: Seal) -> None:
    assert list(faults_in_store(held)) == []


def changed(sealed: bytes | memoryview) -> bytes:
    return bytes(sealed)[:-1] + bytes([bytes(sealed)[-1] ^ 1])


def changed_content(_seal: Seal) -> None:
    row = models.Content.objects.get(messages__pk=HELD)
    models.Content.objects.filter(pk=row.pk).update(sealed=changed(row.sealed))


def changed_findings(_seal: Seal) -> None:
    row = models.Message.objects.get(pk=HELD)
    models.Message.objects.filter(pk=HELD).update(judged=changed(row.judged))


def swapped_contents(seal: Seal) -> None:
    """Each is sealed with the right key, but to another row."""
    models.Content.objects.filter(messages__pk=HELD).update(sealed=seal.close(b"Dear all", "another"))


def lost_content(_seal: Seal) -> None:
    models.Content.objects.filter(messages__pk=HELD).delete()


def lost_notice(_seal: Seal) -> None:
    models.Content.objects.filter(deliveries__isnull=False).delete()


def changed_notice(_seal: Seal) -> None:
    models.Content.objects.filter(deliveries__isnull=False).update(sealed=b"\x01 something else")


def content_of_nobody(seal: Seal) -> None:
    models.Content.objects.create(id="nobody's", sealed=seal.close(b"Dear all", "nobody's"))


def key_that_is_gone(_seal: Seal) -> None:
    """Of something that is neither held mail nor waits."""
    sealed = seal_of(b"x" * 32).close(b"a lock", "locks 1")
    school, _ = models.School.objects.get_or_create(name="Oakfield Academy")
    models.KeptLocks.objects.create(id=1, school=school, sealed=sealed, kept_until=NOW)


def changed_record(_seal: Seal) -> None:
    models.Audit.objects.filter(number=1).update(actor="somebody else")


def reference_to_nothing(_seal: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("DELETE FROM store_school")
        cursor.execute("PRAGMA foreign_keys=ON")


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (changed_content, f"do not open with the key, or were changed: {HELD}; restore a back-up"),
        (changed_findings, f"do not open with the key, or were changed: {HELD}; restore a back-up"),
        (swapped_contents, f"do not open with the key, or were changed: {HELD}; restore a back-up"),
        (lost_content, f"the text of held messages is gone: {HELD}; restore a back-up"),
        (lost_notice, "deliveries cannot be sent, because what they are to send is gone or does not open"),
        (changed_notice, "deliveries cannot be sent, because what they are to send is gone or does not open"),
        (content_of_nobody, "1 stored messages belong to nothing any more"),
        (key_that_is_gone, "1 values are damaged, or sealed with a key that the key file does not have"),
        (changed_record, "the record does not hold: it was changed; see schoolgate audit verify"),
    ],
)
def test_what_is_broken(held: Seal, break_it: Callable[[Seal], None], said: str) -> None:
    break_it(held)
    (fault,) = faults_in_store(held)
    assert said in fault


@only_sqlite
def test_a_reference_to_nothing(held: Seal) -> None:
    """PostgreSQL lets nobody make one."""
    reference_to_nothing(held)
    (fault,) = faults_in_store(held)
    assert "SQLite finds the database damaged (a row of store_" in fault


@pytest.fixture
def closed(held: Seal, directory: Path) -> Iterator[Path]:
    """Its file may be damaged; afterwards no connection is left to it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    yield directory
    connections.close_all()


def looks_at(storage: Storage) -> dict[str, Look]:
    return {look.what: look for look in look_at_storage(storage, storage.directory / "key")}


def test_doctor_says_that_all_is_well(held: Seal, storage: Storage) -> None:
    looks = looks_at(storage)
    assert {look.grade for look in looks.values()} == {Grade.GOOD}
    assert ("back-up" in looks) == bool(storage.database_url), "PostgreSQL's is its administrator's"
    assert looks["stored mail"].sentence == "all of it is whole and opens, and the record holds"


@only_sqlite
def test_doctor_on_a_disk_that_dies(closed: Path) -> None:
    """Whatever page is damaged: a sentence with what to do, never an error."""
    content = (closed / DATABASE).read_bytes()
    for page in range(1, len(content) // 4096, 9):
        (closed / DATABASE).write_bytes(
            content[: page * 4096] + b"\xff" * 4096 + content[page * 4096 + 4096 :]
        )
        faults = [look for look in looks_at(Storage(closed)).values() if look.grade is Grade.FAULT]
        assert faults, f"page {page}"
        for each in faults:
            assert "back-up" in each.sentence or "cannot be opened" in each.sentence


def test_doctor_reminds_of_what_is_held_back(held: Seal, storage: Storage) -> None:
    note = storage.directory / FILE
    note.write_text('{"backup_at": "2026-11-20T12:00:00Z", "last_delivery": 7}')
    look = looks_at(storage)["held back"]
    assert look.grade is Grade.WARNING
    assert "schoolgate outbox resume" in look.sentence
    note.write_text("")
    assert looks_at(storage)["held back"].grade is Grade.FAULT


@only_sqlite
def test_doctor_in_read_only_mode_writes_nothing(closed: Path) -> None:
    before = (closed / DATABASE).read_bytes()
    looks = look_at_storage(Storage(closed, read_only=True), closed / "key")
    assert [look.grade for look in looks] == [Grade.GOOD, Grade.GOOD]
    use_storage(Storage(closed))
    assert (closed / DATABASE).read_bytes() == before
