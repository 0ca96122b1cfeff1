"""What follows when nobody has decided: what the rules say, and everybody who should know is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from detectors.message import Envelope
from gateway.actions.plan import Action, Case, CaseState, Purpose, Route, RulingPlan
from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach
from gateway.policy.verdict import AtDeadline, Disposition, Mode
from gateway.review.expiring import expire
from tests.support.judged import NOW, RULE, TEACHER, desk, judged

DESK = desk()
LEAD, PARENT, OTHER = "dpl@oakfield.sch.uk", "parent@example.com", "other@example.net"
COLLEAGUE = "b.colleague@oakfield.sch.uk"


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


def told(plan: RulingPlan) -> dict[str, str]:
    """The subjects of what is written to people, by their addresses."""
    return {
        job.envelope.recipients[0]: str(message_from_bytes(job.content, policy=default)["Subject"])
        for job in plan.deliveries
        if job.content is not None
    }


def sent(plan: RulingPlan) -> set[tuple[Route, tuple[str, ...]]]:
    return {(job.route, job.envelope.recipients) for job in plan.deliveries if job.purpose is Purpose.MESSAGE}


NOT_SENT = "Not sent: “Museum trip” to parent@example.com"
NOBODY_DECIDED = "nobody decided on a message from"


@pytest.mark.parametrize(
    ("expired", "expected"),
    [
        (case(), {TEACHER: NOT_SENT, LEAD: f"Not sent: {NOBODY_DECIDED} {TEACHER} (case 7F3K)"}),
        (case(automatic=True), {LEAD: f"Not sent: {NOBODY_DECIDED} {TEACHER} (case 7F3K)"}),
        (case(""), {LEAD: f"Not sent: {NOBODY_DECIDED} a program (case 7F3K)"}),
    ],
    ids=["a teacher", "a mailbox rule", "an empty sender"],
)
def test_somebody_is_told(expired: Case, expected: dict[str, str]) -> None:
    plan = expire(expired, DESK, NOBODY, NOW)

    assert told(plan) == expected
    assert sent(plan) == set()
    assert {job.purpose for job in plan.deliveries} <= {Purpose.NOTICE, Purpose.ALERT}


def test_it_is_a_ruling_of_the_gateway() -> None:
    plan = expire(case(), DESK, EVERYBODY, NOW)

    assert (plan.case, plan.seen_version, plan.state) == ("7F3K", 4, CaseState.EXPIRED)
    assert [(entry.actor, entry.action) for entry in plan.audit] == [("gateway", Action.EXPIRED)]


def test_what_the_leads_own_mailbox_forwards_goes_round_once() -> None:
    plan = expire(case(LEAD, automatic=True), DESK, NOBODY, NOW)

    assert plan.deliveries == ()
    assert plan.state is CaseState.EXPIRED


def test_the_deadline_is_said_by_the_schools_clock() -> None:
    local = NOW.astimezone()
    for delivery in expire(replace(case(), deadline=NOW), DESK, NOBODY, NOW).deliveries:
        assert delivery.content is not None
        assert f"{local:%A} {local.day} {local:%B} at {local:%H:%M}".encode() in delivery.content


def ruled(*ends: AtDeadline, people: tuple[str, ...] = (PARENT,)) -> Case:
    """Held by one rule for each of these ends."""
    seen = judged(*((each, Disposition.HOLD) for each in people))
    rules = tuple(replace(RULE, id=f"rule-{n}", at_deadline=end) for n, end in enumerate(ends))
    ids = tuple(each.id for each in rules)
    recipients = tuple(replace(each, rules=ids) for each in seen.verdict.recipients)
    return replace(
        case(),
        envelope=Envelope(TEACHER, people),
        held=people,
        judged=replace(seen, verdict=replace(seen.verdict, recipients=recipients, rules=rules)),
    )


DELIVER, SECURE, RETURN = AtDeadline
ON_ITS_WAY = "On its way: “Museum trip” to parent@example.com"


@pytest.mark.parametrize(
    ("ends", "secure", "route", "state", "teacher", "lead", "note"),
    [
        (
            (DELIVER,),
            NOBODY,
            Route.NEXT_HOP,
            CaseState.RELEASED,
            ON_ITS_WAY,
            "Sent as it was: ",
            "as it came",
        ),
        (
            (SECURE,),
            EVERYBODY,
            Route.SECURE_MAIL,
            CaseState.RELEASED,
            ON_ITS_WAY,
            "Sent by secure mail: ",
            "by secure mail",
        ),
        (
            (DELIVER, SECURE),
            EVERYBODY,
            Route.SECURE_MAIL,
            CaseState.RELEASED,
            ON_ITS_WAY,
            "Sent by secure mail: ",
            "by secure mail",
        ),
        ((SECURE,), NOBODY, None, CaseState.EXPIRED, NOT_SENT, "Not sent: ", "not sent"),
        ((RETURN, DELIVER, SECURE), EVERYBODY, None, CaseState.EXPIRED, NOT_SENT, "Not sent: ", "not sent"),
        ((), EVERYBODY, None, CaseState.EXPIRED, NOT_SENT, "Not sent: ", "not sent"),
    ],
)
def test_the_strictest_of_the_rules_that_hold_it_says_what_becomes_of_it(
    ends: tuple[AtDeadline, ...],
    secure: SecureReach,
    route: Route | None,
    state: CaseState,
    teacher: str,
    lead: str,
    note: str,
) -> None:
    plan = expire(ruled(*ends), DESK, secure, NOW)

    assert sent(plan) == ({(route, (PARENT,))} if route else set())
    assert plan.state is state
    assert told(plan)[TEACHER] == teacher
    assert told(plan)[LEAD].startswith(lead)
    (entry,) = plan.audit
    assert (entry.actor, entry.action) == ("gateway", Action.EXPIRED)
    assert note in entry.note


def test_inside_the_school_nothing_has_to_be_secured() -> None:
    plan = expire(
        ruled(SECURE, people=(PARENT, COLLEAGUE)), DESK, SecureReach(addresses=frozenset({PARENT})), NOW
    )
    assert sent(plan) == {(Route.SECURE_MAIL, (PARENT,)), (Route.HOME, (COLLEAGUE,))}


def test_what_secure_mail_does_not_bring_to_everybody_is_not_sent_and_the_lead_is_told_why() -> None:
    plan = expire(
        ruled(SECURE, people=(PARENT, OTHER)), DESK, SecureReach(addresses=frozenset({PARENT})), NOW
    )

    assert sent(plan) == set()
    alert = plan.deliveries[-1].content or b""
    assert b"does not reach everybody" in alert.replace(b"=\r\n", b"")


def test_only_those_for_whom_it_is_still_held_get_it() -> None:
    held = replace(ruled(DELIVER, people=(PARENT, OTHER)), held=(OTHER,))
    assert sent(expire(held, DESK, NOBODY, NOW)) == {(Route.NEXT_HOP, (OTHER,))}


def test_a_rule_that_does_not_hold_it_has_no_say() -> None:
    held = ruled(DELIVER, RETURN)
    returns = held.judged.verdict.rules[1]
    for other in (replace(returns, mode=Mode.MONITOR), replace(returns, action=Disposition.DELIVER)):
        rules = (held.judged.verdict.rules[0], other)
        seen = replace(held.judged, verdict=replace(held.judged.verdict, rules=rules))
        assert sent(expire(replace(held, judged=seen), DESK, NOBODY, NOW)) == {(Route.NEXT_HOP, (PARENT,))}
