"""Plans: every recipient in exactly one place, and nothing to the outside that the verdict holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.arrival import plan_arrival
from gateway.actions.plan import Delivery, Plan, Purpose, Route
from gateway.policy.verdict import Disposition
from tests.support.judged import TEACHER, arrival, desk, judged

DESK = desk()
ADDRESSES = st.lists(
    st.sampled_from(
        [
            f"{name}@{domain}"
            for name in "abcdef"
            for domain in ("example.com", "oakfield.sch.uk", "example.net")
        ]
    ),
    min_size=1,
    max_size=8,
    unique=True,
)
# No policy can ask for a rewrite yet.
DISPOSITIONS = st.sampled_from([each for each in Disposition if each is not Disposition.REWRITE])


def _plan(*recipients: tuple[str, Disposition], sender: str = TEACHER, automatic: bool = False) -> Plan:
    came = arrival(*(address for address, _ in recipients), sender=sender)
    return plan_arrival(came, judged(*recipients, automatic=automatic), DESK)


def _of(plan: Plan, purpose: Purpose) -> list[Delivery]:
    return [each for each in plan.deliveries if each.purpose is purpose]


@given(ADDRESSES, st.data())
def test_every_recipient_is_in_the_plan_exactly_once(addresses: list[str], data: st.DataObject) -> None:
    fates = [(address, data.draw(DISPOSITIONS)) for address in addresses]

    plan = _plan(*fates)

    assert sorted(plan.recipients()) == sorted(addresses)
    for address, disposition in fates:
        jobs = (*plan.straight_on, *_of(plan, Purpose.MESSAGE))
        routes = {job.route for job in jobs if address in job.envelope.recipients}
        if disposition is Disposition.DELIVER:
            assert routes <= {Route.NEXT_HOP, Route.HOME}
            assert routes
        elif disposition is Disposition.SECURE:
            assert routes == {Route.SECURE_MAIL}
        else:
            assert not routes


def test_clean_mail_goes_straight_on_and_nothing_is_stored() -> None:
    plan = _plan(("a@example.com", Disposition.DELIVER), ("b@oakfield.sch.uk", Disposition.DELIVER))

    assert plan.is_straight_on
    assert {(job.route, job.envelope.recipients) for job in plan.straight_on} == {
        (Route.NEXT_HOP, ("a@example.com",)),
        (Route.HOME, ("b@oakfield.sch.uk",)),
    }
    assert not plan.audit


def test_two_recipients_with_different_fates() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), ("b@example.com", Disposition.SECURE))

    assert plan.case is not None
    assert plan.case.recipients == ("a@example.com",)
    assert [(job.route, job.envelope.recipients) for job in _of(plan, Purpose.MESSAGE)] == [
        (Route.SECURE_MAIL, ("b@example.com",))
    ]
    assert not plan.straight_on


def test_a_held_message_is_told_to_its_sender_and_to_the_lead() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD))

    (notice,), (alert,) = _of(plan, Purpose.NOTICE), _of(plan, Purpose.ALERT)
    assert (notice.envelope.sender, notice.envelope.recipients) == ("", (TEACHER,))
    assert alert.envelope.recipients == ("dpl@oakfield.sch.uk",)
    assert {notice.route, alert.route} == {Route.HOME}
    assert (notice.content or b"").startswith(b"X-Schoolgate-Loop: B7K2M9P4Q6RX ")
    assert b"Grace" not in (alert.content or b"")


@pytest.mark.parametrize(("sender", "automatic"), [("", False), (TEACHER, True)])
def test_no_notice_to_an_empty_sender_or_a_program(sender: str, automatic: bool) -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), sender=sender, automatic=automatic)

    assert not _of(plan, Purpose.NOTICE)
    assert len(_of(plan, Purpose.ALERT)) == 1


def test_what_the_leads_own_mailbox_forwards_makes_no_new_alert() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), sender="dpl@oakfield.sch.uk", automatic=True)

    assert plan.case is not None
    assert not _of(plan, Purpose.ALERT)


def test_a_returned_message_is_told_once_and_opens_no_case() -> None:
    plan = _plan(("a@example.com", Disposition.RETURN))

    assert plan.case is None
    assert plan.returned == ("a@example.com",)
    assert len(_of(plan, Purpose.NOTICE)) == 1
    assert not _of(plan, Purpose.ALERT)


def test_the_audit_says_how_many_and_by_which_rules_and_no_more() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), ("b@oakfield.sch.uk", Disposition.DELIVER))

    notes = [entry.note for entry in plan.audit]
    assert notes == ["1 recipients; rules: pupil-name-external"] * 2
