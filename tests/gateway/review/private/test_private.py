"""Private mail stays closed, until a second person opens it for a good reason and a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from gateway.actions.plan import Action, Purpose
from gateway.inspection.exhibit import CannotShowError
from gateway.policy import rules
from gateway.reviewers.roles import Role
from gateway.store.openings import openings_of
from tests.support.review import OAKFIELD, RIVERSIDE, Office, QuietJudge, QuietPolicy, QuietRules, private

REASON = "The police ask for it in case 12/345."


class Judge(QuietJudge):
    """Shows nothing, and notes that it was asked to."""

    rules = QuietRules(policy=QuietPolicy("chair-of-governors"))
    shown = 0

    async def show(self, *_order: object) -> None:
        self.shown += 1
        raise CannotShowError("It cannot be shown in this test.")


@pytest.fixture
def judge(office: Office) -> Judge:
    """Whose policy names the chair of governors, as Hampshire's does."""
    judge = Judge()
    office.site = replace(office.site, judge=judge)  # type: ignore[arg-type]
    return judge


def chair(office: Office, school: str = OAKFIELD) -> Client:
    email = f"chair@{school.split(maxsplit=1)[0].lower()}.sch.uk"
    return office.client(office.account(email, Role.APPROVER, school, approves="chair-of-governors"))


def asked(office: Office, case: str, reason: str = REASON) -> Client:
    browser = office.client()
    assert browser.post(f"/cases/{case}/opening", {"reason": reason}).status_code == 302
    return browser


def approved(office: Office, browser: Client, **more: str) -> int:
    number = openings_of(office.seal, "CASE00000001")[0].id
    return browser.post(f"/openings/{number}", {"answer": "approve", "tell": "now", **more}).status_code


def test_policy_names_are_those_of_the_real_one() -> None:
    assert "private_mail_approver" in rules.Policy.model_fields


def test_a_private_message_is_closed(office: Office, judge: Judge) -> None:
    case, browser = office.hold(subject="About my divorce", change=private), office.client()
    page = browser.get(f"/cases/{case}").content.decode()
    assert "This message is private" in page
    assert "divorce" not in page
    assert "Grace Bishop" not in page
    for route in ("message", "html", "files/1"):
        assert browser.get(f"/cases/{case}/{route}").status_code == 404
    assert judge.shown == 0


def test_it_takes_a_reason_and_another_person(office: Office, judge: Judge) -> None:
    case = office.hold(change=private)
    office.deliveries()
    lead = asked(office, case)
    (alert,) = [each for each in office.deliveries() if each.purpose is Purpose.ALERT] or [None]
    assert alert is None, "nobody can approve yet, so nobody is told"
    assert approved(office, lead) == 404
    assert "The police ask for it" in chair(office).get("/openings").content.decode()
    assert approved(office, chair(office), hours="1") == 302
    assert lead.get(f"/cases/{case}/message").status_code == 200
    assert judge.shown == 1
    office.clock.now += timedelta(minutes=61)
    assert office.client().get(f"/cases/{case}/message").status_code == 404
    actions = [action for _, action in office.record()]
    assert Action.OPENING_ASKED in actions
    assert Action.OPENING_APPROVED in actions
    assert Action.SENDER_TOLD in actions


def test_the_approver_is_told_by_mail_and_nothing_of_the_message(office: Office, judge: Judge) -> None:
    case = office.hold(subject="About my divorce", change=private)
    chair(office)
    office.deliveries()
    asked(office, case)
    (alert,) = office.deliveries()
    assert alert.envelope.recipients == ("chair@oakfield.sch.uk",)
    assert case.encode() in alert.content
    for hidden in (b"divorce", b"police", b"Grace"):
        assert hidden not in alert.content


def test_the_sender_is_told(office: Office, judge: Judge) -> None:
    asked(office, office.hold(subject="My holiday", change=private))
    browser = chair(office)
    office.deliveries()
    approved(office, browser)
    (notice,) = office.deliveries()
    assert notice.purpose is Purpose.NOTICE
    assert notice.envelope.recipients == ("a.teacher@oakfield.sch.uk",)
    assert b"Your private message was opened: My holiday" in notice.content
    assert b"police" not in notice.content


def test_the_sender_may_be_told_later_with_a_reason(office: Office, judge: Judge) -> None:
    asked(office, office.hold(change=private))
    browser = chair(office)
    office.deliveries()
    assert approved(office, browser, tell="later") == 422
    assert approved(office, browser, tell="later", why="It would warn them.") == 302
    assert office.deliveries() == []
    page = browser.get("/openings").content.decode()
    assert "the sender does not know yet" in page
    assert "It would warn them." in page
    number = openings_of(office.seal, "CASE00000001")[0].id
    assert browser.post(f"/openings/{number}/tell").status_code == 302
    assert len(office.deliveries()) == 1
    assert browser.post(f"/openings/{number}/tell").status_code == 302
    assert office.deliveries() == []


def test_it_is_declined(office: Office, judge: Judge) -> None:
    case = office.hold(change=private)
    lead = asked(office, case)
    number = openings_of(office.seal, case)[0].id
    chair(office).post(f"/openings/{number}", {"answer": "decline", "why": "No ground for it."})
    assert lead.get(f"/cases/{case}/message").status_code == 404
    assert "declined to open it" in lead.get(f"/cases/{case}").content.decode()
    approved(office, chair(office))
    assert lead.get(f"/cases/{case}/message").status_code == 404, "what is declined is not approved after all"


@pytest.mark.parametrize("reason", ["", "Because.", "x" * 1001])
def test_a_reason_is_not_too_short_nor_too_long(office: Office, judge: Judge, reason: str) -> None:
    case = office.hold(change=private)
    asked(office, case, reason)
    assert openings_of(office.seal, case) == ()


def test_once_is_enough(office: Office, judge: Judge) -> None:
    case = office.hold(change=private)
    asked(office, case)
    assert office.client().post(f"/cases/{case}/opening", {"reason": REASON}).status_code == 404
    assert len(openings_of(office.seal, case)) == 1


def test_it_is_open_to_whoever_asked_and_nobody_else(office: Office, judge: Judge) -> None:
    case = office.hold(change=private)
    asked(office, case)
    approved(office, chair(office))
    deputy = office.client(office.account("deputy@oakfield.sch.uk", Role.DEPUTY))
    assert deputy.get(f"/cases/{case}/message").status_code == 404
    assert chair(office).get(f"/cases/{case}/message").status_code == 404
    assert judge.shown == 0


@pytest.mark.parametrize("role", [Role.LEAD, Role.DEPUTY])
def test_where_no_role_is_named_another_lead_or_deputy_decides(
    office: Office, judge: Judge, role: Role
) -> None:
    judge.rules = QuietRules()
    case = office.hold(change=private)
    lead = asked(office, case)
    assert approved(office, chair(office)) == 404
    assert approved(office, office.client(office.account("other@oakfield.sch.uk", role))) == 302
    assert lead.get(f"/cases/{case}/message").status_code == 200


def test_its_sender_does_not_approve_their_own(office: Office, judge: Judge) -> None:
    judge.rules = QuietRules()
    asked(office, office.hold(sender="deputy@oakfield.sch.uk", change=private))
    deputy = office.client(office.account("deputy@oakfield.sch.uk", Role.DEPUTY))
    assert approved(office, deputy) == 404


def test_another_school_s_chair_sees_nothing_of_it(office: Office, judge: Judge) -> None:
    asked(office, office.hold(change=private))
    theirs = chair(office, RIVERSIDE)
    assert "The police" not in theirs.get("/openings").content.decode()
    assert approved(office, theirs) == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_never_sees_messages_cannot_ask(office: Office, judge: Judge, role: Role) -> None:
    case = office.hold(change=private)
    somebody = office.client(office.account("somebody@oakfield.sch.uk", role))
    assert somebody.post(f"/cases/{case}/opening", {"reason": REASON}).status_code == 403
    assert somebody.get("/openings").status_code == 403


def test_other_mail_is_not_closed(office: Office, judge: Judge) -> None:
    case = office.hold()
    assert "This message is private" not in office.client().get(f"/cases/{case}").content.decode()
    assert office.client().get(f"/cases/{case}/message").status_code == 200
