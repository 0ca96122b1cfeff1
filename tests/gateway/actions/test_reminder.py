"""Reminders: of enforced rules that warn, where no other notice goes to the sender, and once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.actions.arrival import plan_arrival
from gateway.actions.bulk import Silence
from gateway.actions.plan import Plan, Purpose
from gateway.actions.reminder import reminded, reminder_of, reminding
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Truth, Verdict
from tests.support.judged import NOW, RULE, TEACHER, arrival, desk, judged

PARENT = "parent@example.com"
WARNS = replace(
    RULE, id="no-subject", title="No subject", action=Disposition.DELIVER, warns=True, findings=()
)
SAID = Silence(reminder_of(WARNS), "mark", NOW + timedelta(days=1))


def verdict_of(*rules: RuleMatch, disposition: Disposition = Disposition.DELIVER) -> Verdict:
    verdict = judged((PARENT, disposition)).verdict
    recipients = tuple(
        replace(each, rules=tuple(rule.id for rule in rules if rule.mode is Mode.ENFORCE))
        for each in verdict.recipients
    )
    return Verdict(recipients, rules)


def plan(*silences: Silence, automatic: bool = False, sender: str = TEACHER) -> Plan:
    seen = judged((PARENT, Disposition.DELIVER), automatic=automatic)
    seen = replace(seen, verdict=verdict_of(WARNS), reminders=silences)
    return plan_arrival(arrival(PARENT, sender=sender), seen, desk())


@pytest.mark.parametrize(
    ("verdict", "ids"),
    [
        (verdict_of(WARNS), ["no-subject"]),
        (verdict_of(WARNS, disposition=Disposition.SECURE), ["no-subject"]),
        (verdict_of(WARNS, RULE, disposition=Disposition.HOLD), []),
        (verdict_of(WARNS, disposition=Disposition.RETURN), []),
        (verdict_of(replace(WARNS, mode=Mode.MONITOR)), []),
        (verdict_of(replace(WARNS, truth=Truth.UNKNOWN)), []),
        (verdict_of(RULE), []),
    ],
)
def test_of_which_rules(verdict: Verdict, ids: list[str]) -> None:
    assert [match.id for match in reminding(verdict)] == ids


def test_only_what_is_not_silenced_is_said() -> None:
    assert reminded(verdict_of(WARNS), [SAID]) == (WARNS,)
    assert reminded(verdict_of(WARNS), []) == ()


def test_the_message_goes_straight_on_and_the_reminder_after_it() -> None:
    made = plan(SAID)
    assert made.is_straight_on
    (reminder,) = made.unsaid
    assert reminder.silences == (SAID,)
    assert (reminder.delivery.purpose, reminder.delivery.envelope.sender) == (Purpose.NOTICE, "")
    assert reminder.delivery.envelope.recipients == (TEACHER,)
    assert b"No subject" in (reminder.delivery.content or b"")


def test_programs_and_empty_senders_are_not_reminded() -> None:
    assert plan().unsaid == ()
    assert plan(SAID, automatic=True).unsaid == ()
    assert plan(SAID, sender="").unsaid == ()
