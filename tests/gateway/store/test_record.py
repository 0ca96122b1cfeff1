"""The record is a chain: whatever is done to it afterwards is seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from gateway.actions.plan import Action, AuditEntry
from gateway.store import models
from gateway.store.chain import Break, End, Flaw
from gateway.store.record import (
    add_entries,
    forget_entries,
    known_beginning,
    known_end,
    links,
    verify_record,
)
from gateway.store.seal import Seal
from tests.support.judged import NOW
from tests.support.keys import seal_of


@pytest.fixture
def written(seal: Seal) -> Seal:
    """Five entries."""
    school = models.School.objects.create(name="Oakfield Academy")
    for number in range(5):
        entry = AuditEntry("dpl@oakfield.sch.uk", Action.VIEWED, f"look {number}", "because of the trip")
        add_entries(seal, (entry,), NOW + timedelta(minutes=number), school=school)
    return seal


def test_it_holds_as_it_was_written(written: Seal) -> None:
    assert verify_record(written) is None
    assert known_end(written).number == 5


def test_what_is_too_long_for_its_column_is_cut_and_the_chain_holds(seal: Seal) -> None:
    """A message that breaks very many rules has a long note; it must be held all the same."""
    add_entries(seal, (AuditEntry("sender " + "a" * 320, Action.HELD, "rules: " + "x, " * 1000),), NOW)
    row = entry(1)
    assert (len(row.actor), len(row.note)) == (200, 1000)
    assert verify_record(seal) is None


def test_an_empty_one_holds(seal: Seal) -> None:
    assert verify_record(seal) is None


def entry(number: int) -> models.Audit:
    return models.Audit.objects.get(number=number)


def change_note() -> None:
    models.Audit.objects.filter(number=3).update(note="look 9")


def change_time() -> None:
    models.Audit.objects.filter(number=3).update(at=NOW)


def change_detail() -> None:
    models.Audit.objects.filter(number=3).update(detail_digest="0" * 64)


def take_out() -> None:
    entry(3).delete()


def take_out_and_count_anew() -> None:
    entry(3).delete()
    models.Audit.objects.filter(number=4).update(number=3)
    models.Audit.objects.filter(number=5).update(number=4)


def shorten() -> None:
    entry(5).delete()


def forge_one_more() -> None:
    last = list(links(seal_of(b"k" * 32)))[-1]
    row = entry(5)
    row.pk, row.number, row.detail, row.detail_digest = None, 6, None, ""
    forged = type(last)(6, row.at, "Oakfield Academy", "", row.actor, row.action, row.note, "", "")
    row.hash = forged.expected(last.hash)
    row.save(force_insert=True)


@pytest.mark.parametrize(
    ("harm", "seen"),
    [
        (change_note, Break(3, Flaw.CHANGED)),
        (change_time, Break(3, Flaw.CHANGED)),
        (change_detail, Break(3, Flaw.CHANGED)),
        (take_out, Break(3, Flaw.MISSING)),
        (take_out_and_count_anew, Break(3, Flaw.CHANGED)),
        (shorten, Break(5, Flaw.SHORTENED)),
        (forge_one_more, Break(6, Flaw.ADDED)),
    ],
)
def test_harm_is_seen(written: Seal, harm: Callable[[], None], seen: Break) -> None:
    harm()
    assert verify_record(written) == seen


@pytest.mark.parametrize(
    ("harm", "seen"),
    [
        (shorten, Break(5, Flaw.MISSING)),
        (forge_one_more, Break(7, Flaw.CHANGED)),
        (lambda: models.Installation.objects.update(record_end=b"x"), Break(6, Flaw.CHANGED)),
        (lambda: models.Installation.objects.update(record_end=None), Break(6, Flaw.CHANGED)),
    ],
)
def test_what_is_written_later_does_not_make_it_good(
    written: Seal, harm: Callable[[], object], seen: Break
) -> None:
    harm()
    for _ in range(2):
        add_entries(written, (AuditEntry("dpl@oakfield.sch.uk", Action.VIEWED, "later"),), NOW)
        assert verify_record(written) == seen


def test_one_that_was_written_anew_differs_from_what_was_noted(written: Seal) -> None:
    noted = End(3, entry(3).hash)
    assert verify_record(written, noted) is None
    assert verify_record(written, End(3, "0" * 64)) == Break(3, Flaw.CHANGED)
    assert verify_record(written, End(7, noted.hash)) == Break(6, Flaw.SHORTENED)


def test_an_end_that_was_not_sealed_with_our_key_is_seen(written: Seal) -> None:
    models.Installation.objects.update(record_end=seal_of(b"k" * 32).close(b"5 0", "record end"))
    assert verify_record(written) == Break(5, Flaw.ADDED)


def test_a_reason_that_was_changed_is_seen_and_one_that_was_deleted_in_time_is_none(written: Seal) -> None:
    models.Audit.objects.filter(number=2).update(detail=None)
    assert verify_record(written) is None
    models.Audit.objects.filter(number=3).update(detail=written.close(b"another", "audit 3"))
    assert verify_record(written) == Break(3, Flaw.CHANGED)


def test_one_without_a_reason_is_given_none_later(seal: Seal) -> None:
    add_entries(seal, (AuditEntry("dpl@oakfield.sch.uk", Action.VIEWED),), NOW)
    models.Audit.objects.update(detail=seal.close(b"because", "audit 1"))
    assert verify_record(seal) == Break(1, Flaw.CHANGED)


def test_the_oldest_entries_can_go_and_what_is_left_still_holds(written: Seal) -> None:
    noted = [End(number, entry(number).hash) for number in range(1, 6)]
    assert forget_entries(written, 3) == 3
    assert known_beginning(written) == noted[2]
    assert verify_record(written) is None
    assert verify_record(written, noted[2]) is None
    assert verify_record(written, noted[4]) is None
    assert verify_record(written, End(3, "0" * 64)) == Break(3, Flaw.CHANGED)
    entry(4).delete()
    assert verify_record(written) == Break(4, Flaw.MISSING)


def test_the_first_entries_cannot_go_without_the_key(written: Seal) -> None:
    entry(1).delete()
    assert verify_record(written) == Break(1, Flaw.MISSING)
    forged = seal_of(b"k" * 32).close(f"1 {entry(2).hash}".encode(), "record beginning")
    models.Installation.objects.update(record_beginning=forged)
    assert verify_record(written) == Break(1, Flaw.MISSING)


def test_all_of_it_can_go_and_the_next_entry_follows_on(written: Seal) -> None:
    assert forget_entries(written, 9) == 5
    assert forget_entries(written, 9) == 0
    assert verify_record(written) is None
    add_entries(written, (AuditEntry("gateway", Action.CONTENTS_DELETED),), NOW)
    assert known_end(written).number == 6
    assert verify_record(written) is None


def test_bytes_in_the_place_of_no_reason_are_seen(seal: Seal) -> None:
    add_entries(seal, (AuditEntry("dpl@oakfield.sch.uk", Action.VIEWED),), NOW)
    models.Audit.objects.update(detail=b"no reason at all")
    assert verify_record(seal) == Break(1, Flaw.CHANGED)


def test_a_deleted_reason_cannot_be_guessed_from_what_stays(written: Seal) -> None:
    """Whoever has the database has the digest; without the key it says nothing of a short text."""
    text, digest = b"because of the trip", entry(3).detail_digest
    guesses = (text, b"3 " + text, bytes(entry(3).detail or b""))
    assert all(not hashlib.sha256(each).hexdigest().startswith(digest) for each in guesses)
    assert entry(2).detail_digest != entry(3).detail_digest
