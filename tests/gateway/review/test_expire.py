"""What follows when nobody has decided: the message is not sent, and somebody is always told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from detectors.message import Envelope
from gateway.actions.plan import Action, Case, CaseState, Purpose
from gateway.policy.verdict import Disposition
from gateway.review.ruling import expire
from tests.support.judged import NOW, TEACHER, desk, judged

DESK = desk()
LEAD, PARENT = "dpl@oakfield.sch.uk", "parent@example.com"


def case(sender: str = TEACHER, *, automatic: bool = False) -> Case:
    return Case(
        id="7F3K",
        school="Oakfield Academy",
        state=CaseState.OPEN,
        version=4,
        envelope=Envelope(sender, (PARENT,)),
        held=(PARENT,),
        opened_at=NOW - timedelta(days=7),
        deadline=NOW - timedelta(minutes=1),
        judged=judged((PARENT, Disposition.HOLD), automatic=automatic),
    )


@pytest.mark.parametrize(
    ("expired", "told", "purpose", "subject"),
    [
        (case(), TEACHER, Purpose.NOTICE, "Not sent: “Museum trip” to parent@example.com"),
        (
            case(automatic=True),
            LEAD,
            Purpose.ALERT,
            f"Not sent: nobody decided on a message from {TEACHER} (case 7F3K)",
        ),
        (case(""), LEAD, Purpose.ALERT, "Not sent: nobody decided on a message from a program (case 7F3K)"),
        (case(LEAD), LEAD, Purpose.NOTICE, "Not sent: “Museum trip” to parent@example.com"),
    ],
    ids=["a teacher", "a mailbox rule", "an empty sender", "the lead"],
)
def test_somebody_is_told(expired: Case, told: str, purpose: Purpose, subject: str) -> None:
    plan = expire(expired, DESK, NOW)

    (delivery,) = plan.deliveries
    assert delivery.content is not None
    assert (delivery.envelope, delivery.purpose) == (Envelope("", (told,)), purpose)
    assert message_from_bytes(delivery.content, policy=default)["Subject"] == subject


def test_it_is_a_ruling_of_the_gateway() -> None:
    plan = expire(case(), DESK, NOW)

    assert (plan.case, plan.seen_version, plan.state) == ("7F3K", 4, CaseState.EXPIRED)
    assert [(entry.actor, entry.action) for entry in plan.audit] == [("gateway", Action.EXPIRED)]


def test_what_the_leads_own_mailbox_forwards_goes_round_once() -> None:
    plan = expire(case(LEAD, automatic=True), DESK, NOW)

    assert plan.deliveries == ()
    assert plan.state is CaseState.EXPIRED


def test_the_deadline_is_said_by_the_schools_clock() -> None:
    (delivery,) = expire(replace(case(), deadline=NOW), DESK, NOW).deliveries
    assert delivery.content is not None
    local = NOW.astimezone()
    assert f"{local:%A} {local.day} {local:%B} at {local:%H:%M}".encode() in delivery.content
