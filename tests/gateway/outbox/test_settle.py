"""Settlements: each recipient one result, growing pauses, and a failure told together with its record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.plan import Action, DeliveryFate, Purpose, Route
from gateway.outbox.settle import Schedule, settle
from gateway.store.jobs import Job
from gateway.transport.outcome import Fate, Outcome, RecipientOutcome
from gateway.transport.reply import Reply
from tests.support.judged import CONTENT, NOW, TEACHER, desk

DESK = desk()
SCHEDULE = Schedule()
TAKEN = Reply(250, ("2.0.0 Ok",))
LATER = Reply(451, ("4.7.1 Later",))
NEVER = Reply(550, ("5.1.1 No such user",))
JOB = Job(
    id=7,
    message="B7K2M9P4Q6RX",
    school="Oakfield Academy",
    route=Route.NEXT_HOP,
    purpose=Purpose.MESSAGE,
    envelope=Envelope(TEACHER, ("a@example.com", "b@example.com", "c@example.com")),
    content=CONTENT,
    headline=Headline("<1@oakfield.sch.uk>", "Museum trip"),
    attempts=1,
    created_at=NOW,
)


def _outcome(*replies: Reply) -> Outcome:
    return Outcome(
        tuple(
            RecipientOutcome(address, Fate.of(reply), reply, "mx.example.com")
            for address, reply in zip(JOB.envelope.recipients, replies, strict=True)
        )
    )


def test_taken_stands_refused_is_told_deferred_waits() -> None:
    settlement = settle(JOB, _outcome(TAKEN, NEVER, LATER), SCHEDULE, DESK, NOW)

    assert [result.fate for result in settlement.results] == [
        DeliveryFate.SENT,
        DeliveryFate.FAILED,
        DeliveryFate.WAITING,
    ]
    assert settlement.next_attempt == NOW + timedelta(minutes=1)
    (notice,) = settlement.notices
    assert notice.envelope == Envelope("", (TEACHER,))
    assert b"b@example.com" in (notice.content or b"")
    assert b"c@example.com" not in (notice.content or b"")
    assert [(entry.action, entry.note) for entry in settlement.audit] == [
        (Action.REFUSED, "message: 1 recipient by next-hop")
    ]


def test_all_taken_is_finished_in_silence() -> None:
    settlement = settle(JOB, _outcome(TAKEN, TAKEN, TAKEN), SCHEDULE, DESK, NOW)

    assert (settlement.next_attempt, settlement.notices, settlement.audit) == (None, (), ())


def test_after_five_days_it_gives_up_and_says_so() -> None:
    late = NOW + timedelta(days=5)
    settlement = settle(JOB, _outcome(LATER, LATER, LATER), SCHEDULE, DESK, late)

    assert settlement.next_attempt is None
    assert {result.fate for result in settlement.results} == {DeliveryFate.FAILED}
    assert len(settlement.notices) == 1
    assert [entry.action for entry in settlement.audit] == [Action.GAVE_UP]


def test_a_second_before_it_still_waits() -> None:
    almost = NOW + timedelta(days=5) - timedelta(seconds=1)

    assert settle(JOB, _outcome(LATER, LATER, LATER), SCHEDULE, DESK, almost).next_attempt is not None


@pytest.mark.parametrize("purpose", [Purpose.NOTICE, Purpose.ALERT])
def test_notices_never_answer_notices(purpose: Purpose) -> None:
    job = replace(JOB, purpose=purpose)

    assert settle(job, _outcome(NEVER, NEVER, NEVER), SCHEDULE, DESK, NOW).notices == ()


@pytest.mark.parametrize(
    "job",
    [
        replace(JOB, envelope=replace(JOB.envelope, sender="")),
        replace(JOB, headline=replace(JOB.headline, automatic=True)),
    ],
)
def test_nobody_is_told_where_nobody_can_be(job: Job) -> None:
    settlement = settle(job, _outcome(NEVER, NEVER, NEVER), SCHEDULE, DESK, NOW)

    assert settlement.notices == ()
    assert [entry.action for entry in settlement.audit] == [Action.REFUSED]


def test_pauses_double_up_to_the_longest() -> None:
    minutes = [SCHEDULE.pause_after(attempts) / timedelta(minutes=1) for attempts in (1, 2, 3, 6, 7, 8, 500)]

    assert minutes == [1, 2, 4, 32, 60, 60, 60]
