"""Exceptions in the database: made once, on record, revoked, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gateway.actions.arrival import plan_arrival
from gateway.policy.exceptions import NO_EXCEPTIONS, Kind, RuleException
from gateway.policy.verdict import Disposition
from gateway.store import models
from gateway.store.exceptions import (
    NoSuchExceptionError,
    Standing,
    count_uses,
    exceptions_in_force,
    false_hold_of,
    find_exception,
    list_in_force,
    list_made_for,
    list_over,
    make_exception,
    mark_false_hold,
    revoke_exception,
    state_of_exceptions,
)
from gateway.store.intake import commit_plan
from gateway.store.record import verify_record
from gateway.store.seal import Seal
from tests.support.judged import NOW, RULE, TEACHER, arrival, desk, judged

LEAD, SCHOOL, PARENT = "dpl@oakfield.sch.uk", "Oakfield Academy", "parent@example.com"
TODAY, LAST_DAY = date(2026, 11, 2), date(2027, 2, 2)
FINE = RuleException(0, Kind.FINE, frozenset({RULE.id}), LAST_DAY, TEACHER, PARENT)
NO_PUPIL = RuleException(
    0,
    Kind.NOT_A_PUPIL,
    frozenset({RULE.id, "another-rule"}),
    LAST_DAY,
    TEACHER,
    phrase="henry tudor",
    pupils=frozenset({"1042", "1043"}),
)


@pytest.fixture
def case(seal: Seal) -> str:
    came, seen = arrival(PARENT), judged((PARENT, Disposition.HOLD))
    return commit_plan(seal, plan_arrival(came, seen, desk()), came, seen).id


def made(seal: Seal, case: str, exception: RuleException, reason: str = "A king") -> int:
    phrase = "Henry  TUDOR" if exception.phrase else ""
    return make_exception(seal, exception, case, phrase, reason, LEAD, NOW)


def in_force(seal: Seal, day: date = TODAY) -> Sequence[RuleException]:
    return exceptions_in_force(seal, day).get(SCHOOL, NO_EXCEPTIONS).every


def record() -> list[tuple[str, str, str]]:
    rows = models.Audit.objects.filter(actor=LEAD).order_by("number")
    return [(row.action, row.note, row.message_id or "") for row in rows]


def test_one_that_is_made_counts_and_is_on_record(seal: Seal, case: str) -> None:
    first, second = made(seal, case, FINE), made(seal, case, NO_PUPIL)
    assert in_force(seal) == (replace(FINE, id=first), replace(NO_PUPIL, id=second))
    assert record() == [
        ("exception-made", f"exception {first}: fine, rules: {RULE.id}, until 2027-02-02", case),
        ("false-hold", "fine", case),
        (
            "exception-made",
            f"exception {second}: not-a-pupil, rules: another-rule, {RULE.id}, until 2027-02-02",
            case,
        ),
        ("false-hold", "not-a-pupil", case),
    ]
    assert verify_record(seal) is None
    assert false_hold_of(case) is Kind.NOT_A_PUPIL


def test_what_was_written_is_sealed(seal: Seal, case: str) -> None:
    made(seal, case, NO_PUPIL, "Because he was a king")
    rows = (*models.RuleException.objects.values(), *models.Audit.objects.values())
    stored = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row.values()] for row in rows])
    assert "king" not in stored
    assert "udor" not in stored.lower()
    (told,) = list_in_force(seal, [SCHOOL], TODAY)
    assert (told.phrase, told.reason) == ("Henry  TUDOR", "Because he was a king")
    assert told.rules == (("another-rule", "another-rule"), (RULE.id, RULE.title))


def test_pressing_twice_makes_one(seal: Seal, case: str) -> None:
    first = made(seal, case, NO_PUPIL)
    assert made(seal, case, NO_PUPIL) == first
    other = made(seal, case, replace(NO_PUPIL, pupils=frozenset({"1099"})))
    assert [each.id for each in in_force(seal)] == [first, other]


def test_a_revoked_one_counts_no_longer(seal: Seal, case: str) -> None:
    made_id, before = made(seal, case, FINE), state_of_exceptions()
    assert revoke_exception(seal, made_id, LEAD, NOW)
    assert state_of_exceptions() != before
    assert in_force(seal) == ()
    assert not revoke_exception(seal, made_id, "head@oakfield.sch.uk", NOW)
    assert record()[-1] == ("exception-revoked", f"exception {made_id}: fine", case)
    found = find_exception(seal, made_id)
    assert found is not None
    assert (found.standing(TODAY), found.revoked_by) == (Standing.REVOKED, LEAD)
    with pytest.raises(NoSuchExceptionError):
        revoke_exception(seal, 999, LEAD, NOW)


def test_it_ends_with_its_last_day(seal: Seal, case: str) -> None:
    made(seal, case, FINE)
    after = LAST_DAY + timedelta(days=1)
    assert in_force(seal, LAST_DAY)
    assert in_force(seal, after) == ()
    assert [each.standing(after) for each in list_over(seal, [SCHOOL], after, 10)] == [Standing.ENDED]
    assert list_in_force(seal, [SCHOOL], after) == ()
    assert list_made_for(seal, case, after) == ()


def test_other_schools_see_none(seal: Seal, case: str) -> None:
    made(seal, case, FINE)
    assert list_in_force(seal, ["Riverside Primary"], TODAY) == ()
    assert list(exceptions_in_force(seal, TODAY)) == [SCHOOL]


def test_uses_add_up(seal: Seal, case: str) -> None:
    made_id = made(seal, case, FINE)
    count_uses({made_id: 2, 999: 1}, TODAY)
    count_uses({made_id: 3}, TODAY + timedelta(days=1))
    (told,) = list_made_for(seal, case, TODAY)
    assert (told.uses, told.last_used) == (5, TODAY + timedelta(days=1))


def test_a_false_hold_is_noted_once(seal: Seal, case: str) -> None:
    assert false_hold_of(case) is None
    mark_false_hold(seal, case, Kind.NOT_A_PUPIL, LEAD, NOW)
    mark_false_hold(seal, case, Kind.NOT_A_PUPIL, LEAD, NOW)
    assert record() == [("false-hold", "not-a-pupil", case)]
    assert models.Case.objects.get(pk=case).state == "open"


def test_a_hundred_are_read_with_three_queries(seal: Seal, case: str) -> None:
    for number in range(100):
        made(seal, case, replace(FINE, recipient=f"parent{number}@example.com"))
    with CaptureQueriesContext(connection) as queries:
        assert len(list_in_force(seal, [SCHOOL], TODAY)) == 100
    assert len(queries) <= 3
