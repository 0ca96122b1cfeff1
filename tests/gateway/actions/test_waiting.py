"""Reminders of cases: one mail for each set of people who decide, and every case in one plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

from detectors.message import Envelope
from gateway.actions.plan import Case, CaseState, Delivery, Purpose, Route
from gateway.actions.waiting import plan_waiting
from gateway.policy.verdict import Disposition
from tests.support.judged import NOW, RULE, TEACHER, desk, judged

LEAD, HEAD = "dpl@oakfield.sch.uk", "head@oakfield.sch.uk"
PARENT = "parent@example.com"
DESK = replace(desk(), house=replace(desk().house, roles=(("headteacher", (HEAD,)),)))


def case(case_id: str, *, approver: str = "", sender: str = TEACHER, automatic: bool = False) -> Case:
    seen = judged((PARENT, Disposition.HOLD), automatic=automatic)
    verdict = replace(seen.verdict, rules=(replace(RULE, approver=approver),))
    return Case(
        id=case_id,
        school="Oakfield Academy",
        state=CaseState.OPEN,
        version=1,
        envelope=Envelope(sender, (PARENT,)),
        held=(PARENT,),
        opened_at=NOW - timedelta(days=6),
        deadline=NOW + timedelta(days=1),
        judged=replace(seen, verdict=verdict),
    )


def words(delivery: Delivery | None) -> str:
    assert delivery is not None
    assert delivery.content is not None
    text = message_from_bytes(delivery.content).get_payload(0).get_payload(decode=True)  # type: ignore[union-attr]
    assert isinstance(text, bytes)
    return text.decode()


def test_one_mail_for_all_that_the_same_people_decide_on() -> None:
    plans = plan_waiting([case("ONE"), case("TWO", approver="headteacher"), case("THREE")], DESK, NOW)

    assert [each.cases for each in plans] == [("ONE", "THREE"), ("TWO",)]
    first, second = (each.delivery for each in plans)
    assert first is not None
    assert second is not None
    assert [each.envelope for each in (first, second)] == [Envelope("", (LEAD,)), Envelope("", (HEAD,))]
    assert {(each.route, each.purpose) for each in (first, second)} == {(Route.HOME, Purpose.ALERT)}
    assert "ONE" in words(first)
    assert "THREE" in words(first)
    assert "TWO" not in words(first)


def test_what_the_leads_own_mailbox_forwards_is_not_written_of_again() -> None:
    plans = plan_waiting([case("LOOP", sender=LEAD, automatic=True), case("ONE")], DESK, NOW)

    assert [(each.cases, each.delivery is None) for each in plans] == [(("LOOP",), True), (("ONE",), False)]


def test_nothing_waits() -> None:
    assert plan_waiting([], DESK, NOW) == ()
