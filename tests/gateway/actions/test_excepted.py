"""That an exception has counted is on record wherever the message is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gateway.actions.arrival import plan_arrival
from gateway.policy.verdict import Disposition, Excepted
from tests.support.judged import RULE, arrival, desk, judged

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
