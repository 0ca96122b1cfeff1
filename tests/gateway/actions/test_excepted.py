"""What let a message pass is on record wherever it is, and so is what rules on monitor would have done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gateway.actions.arrival import plan_arrival
from gateway.actions.bulk import Silence
from gateway.actions.plan import Action, Purpose
from gateway.actions.reminder import unchecked_by
from gateway.policy.verdict import Disposition, Excepted, Mode, Unchecked
from tests.support.judged import NOW, RULE, TEACHER, arrival, desk, judged

PARENT, UNCLE = "parent@example.com", "uncle@example.com"
HELD, DELIVERED = (PARENT, Disposition.HOLD), (UNCLE, Disposition.DELIVER)


def test_the_record_of_a_message_names_what_let_it_pass() -> None:
    seen = judged(HELD, DELIVERED)
    passed = tuple(Excepted(id, RULE.id, RULE.title, date.max, (UNCLE,)) for id in (7, 3, 7))
    excused = replace(seen, verdict=replace(seen.verdict, excepted=passed))
    notes = [each.note for each in plan_arrival(arrival(PARENT, UNCLE), excused, desk()).audit]
    assert notes == [f"1 recipient; rules: {RULE.id}; exceptions that counted: 3, 7"] * 2
    plain = [each.note for each in plan_arrival(arrival(PARENT, UNCLE), seen, desk()).audit]
    assert plain == [f"1 recipient; rules: {RULE.id}"] * 2


def test_what_was_not_checked_goes_straight_on_and_is_on_record() -> None:
    seen = judged(DELIVERED)
    passed = (Unchecked(RULE.id, RULE.title, date(2026, 12, 11), (UNCLE,)),)
    again = replace(seen, verdict=replace(seen.verdict, unchecked=passed))
    plan = plan_arrival(arrival(UNCLE), again, desk())
    assert plan.is_straight_on
    (entry,) = plan.audit
    assert (entry.action, entry.note) == (Action.UNCHECKED, f"1 recipient; rules: {RULE.id}")
    assert entry.detail == f"{TEACHER} to {UNCLE}"
    assert plan.unsaid == ()
    assert plan_arrival(arrival(UNCLE), seen, desk()).audit == ()

    said = replace(again, unchecked=(Silence(unchecked_by(RULE.id), "", NOW),))
    (alert,) = plan_arrival(arrival(UNCLE), said, desk()).unsaid
    assert alert.delivery.purpose is Purpose.ALERT
    assert RULE.title.encode() in (alert.delivery.content or b"")


def test_what_rules_on_monitor_would_have_done_is_on_record() -> None:
    seen = judged(DELIVERED)
    watching = replace(RULE, id="only-watches", mode=Mode.MONITOR)
    noted = replace(seen, verdict=replace(seen.verdict, rules=(watching,)))
    plan = plan_arrival(arrival(UNCLE, PARENT), noted, desk())
    assert plan.is_straight_on, "and nothing else becomes of it"
    (entry,) = plan.audit
    assert (entry.action, entry.detail) == (Action.WATCHED, f"{TEACHER} to {UNCLE}, {PARENT}")
    assert entry.note == f"2 recipients; rules on monitor: only-watches ({RULE.action})"
    off = replace(seen, verdict=replace(seen.verdict, rules=(replace(RULE, mode=Mode.ENFORCE),)))
    assert plan_arrival(arrival(UNCLE), off, desk()).audit == ()
