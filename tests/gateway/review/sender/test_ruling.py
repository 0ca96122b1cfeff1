"""What follows from the sender's choice: who gets what, what is on record, what becomes of the case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.actions.plan import Action, CaseState, Purpose, Route
from gateway.policy.rewriting import LOCKED, NOTHING
from gateway.policy.verdict import Disposition, SenderMay
from gateway.review.sender import ruling
from gateway.review.sender.offers import Remedy
from tests.gateway.review.sender.cases import INSIDE, NOW, OTHER, PARENT, TEACHER, held_case, version
from tests.support.judged import desk

DESK = desk()
LOCK = Remedy(SenderMay.LOCK_ATTACHMENTS, LOCKED)
SECURELY = Remedy(SenderMay.SEND_SECURELY, NOTHING)
ON_TOP = b"Received: x\r\nX-Schoolgate-Loop: y z\r\n"


def sent(plan):  # type: ignore[no-untyped-def]
    """Route, recipients and content of the message's own deliveries."""
    return [
        (each.route, each.envelope.recipients, each.content)
        for each in plan.deliveries
        if each.purpose is Purpose.MESSAGE
    ]


def test_withdrawn_nobody_gets_anything() -> None:
    plan = ruling.withdraw(held_case(PARENT, OTHER))
    assert (plan.state, plan.deliveries, plan.seen_version) == (CaseState.WITHDRAWN, (), 1)
    assert [(each.actor, each.action) for each in plan.audit] == [(f"sender {TEACHER}", Action.WITHDRAWN)]


def test_those_who_are_taken_off_get_nothing_and_the_rest_waits() -> None:
    plan = ruling.take_off(held_case(PARENT, OTHER, INSIDE), [OTHER, INSIDE, "nobody@example.org"])
    assert (plan.state, plan.taken_off, plan.deliveries) == (CaseState.OPEN, (OTHER, INSIDE), ())
    assert [(each.action, each.note) for each in plan.audit] == [(Action.REMOVED_RECIPIENTS, "2 recipients")]


def test_with_nobody_left_it_is_withdrawn() -> None:
    plan = ruling.take_off(held_case(PARENT, OTHER), [PARENT, OTHER])
    assert (plan.state, plan.taken_off) == (CaseState.WITHDRAWN, ())


def test_nobody_can_be_taken_off_who_does_not_wait() -> None:
    with pytest.raises(ValueError, match="none of these"):
        ruling.take_off(held_case(PARENT), [OTHER])


def test_asked_it_stays_held_and_the_lead_is_told_why() -> None:
    plan = ruling.ask(held_case(), "The court needs it by noon.", DESK, NOW)
    (letter,) = plan.deliveries
    assert (plan.state, plan.asked) == (CaseState.OPEN, "The court needs it by noon.")
    assert letter.envelope.recipients == ("dpl@oakfield.sch.uk",)
    assert b"court" in (letter.content or b"")
    assert "court" not in plan.audit[0].note, "the sender's own words are kept sealed"


def test_a_changed_message_goes_with_our_fields_on_top_and_its_sender_is_told() -> None:
    plan = ruling.send(held_case(PARENT, INSIDE), LOCK, [version(PARENT, INSIDE)], ON_TOP, DESK, NOW)
    content = ON_TOP + version().content
    assert sent(plan) == [(Route.HOME, (INSIDE,), content), (Route.NEXT_HOP, (PARENT,), content)]
    assert [each.envelope.recipients for each in plan.deliveries if each.purpose is Purpose.NOTICE] == [
        (TEACHER,)
    ]
    assert plan.state is CaseState.SENT
    assert plan.audit[0].action is Action.SENT_LOCKED


def test_by_secure_mail_only_those_outside_get_it_that_way() -> None:
    secure = version(PARENT, INSIDE, disposition=Disposition.SECURE)
    plan = ruling.send(held_case(PARENT, INSIDE), SECURELY, [secure], ON_TOP, DESK, NOW)
    assert [(route, to) for route, to, _ in sent(plan)] == [
        (Route.HOME, (INSIDE,)),
        (Route.SECURE_MAIL, (PARENT,)),
    ]
    assert plan.audit[0].action is Action.SENT_SECURELY


def test_a_colleague_who_is_copied_in_gets_one() -> None:
    copied = replace(version(PARENT), copied=("head@oakfield.sch.uk",))
    plan = ruling.send(held_case(), LOCK, [copied], ON_TOP, DESK, NOW)
    assert (Route.HOME, ("head@oakfield.sch.uk",)) in [(route, to) for route, to, _ in sent(plan)]


def test_each_gets_their_own_version() -> None:
    mine, theirs = version(PARENT), replace(version(OTHER), content=b"Subject: y\r\n\r\n")
    plan = ruling.send(held_case(PARENT, OTHER), LOCK, [mine, theirs], ON_TOP, DESK, NOW)
    assert [(to, content) for _, to, content in sent(plan)] == [
        ((PARENT,), ON_TOP + mine.content),
        ((OTHER,), ON_TOP + theirs.content),
    ]


@pytest.mark.parametrize("versions", [[], [version(PARENT)], [version(PARENT, OTHER, INSIDE)]])
def test_nobody_is_forgotten_and_nobody_added(versions) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="not for those"):
        ruling.send(held_case(PARENT, OTHER), LOCK, versions, ON_TOP, DESK, NOW)


def test_a_program_that_sent_it_gets_no_notice() -> None:
    case = held_case()
    headline = replace(case.judged.headline, automatic=True)
    case = replace(case, judged=replace(case.judged, headline=headline))
    plan = ruling.send(case, LOCK, [version()], ON_TOP, DESK, NOW)
    assert {each.purpose for each in plan.deliveries} == {Purpose.MESSAGE}


def test_a_long_address_still_fits_the_audit_trail() -> None:
    assert len(ruling.actor_of("a" * 300 + "@oakfield.sch.uk")) == 200
