"""Deadlines kept on a real database, by a clock of the test's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connections

from gateway.actions.arrival import plan_arrival
from gateway.actions.patience import Patience
from gateway.actions.plan import CaseState, Purpose, Route
from gateway.actions.settlement import Settlement
from gateway.events import make_events
from gateway.metrics import Metrics, make_metrics
from gateway.policy.reach import EVERYBODY
from gateway.policy.verdict import AtDeadline, Disposition
from gateway.review import deadlines as deadlines_module
from gateway.review import ruling
from gateway.review.deadlines import TOGETHER, Deadlines
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.cases import audit_of, find_case, list_cases, write_ruling
from gateway.store.connect import key_for, open_database
from gateway.store.deadlines import OpenCase
from gateway.store.engine import use_storage
from gateway.store.intake import commit_plan
from gateway.store.jobs import Job, claim_due, settle
from gateway.store.place import Storage
from gateway.store.thread import StoreThread
from tests.support.judged import NOW, TEACHER, arrival, desk, judged
from tests.support.storage import copy_storage

LEAD, PARENT = "dpl@oakfield.sch.uk", "parent@example.com"
PATIENCE = Patience(zone=ZoneInfo("Europe/London"), ask_others=8 / 24)
DESK = replace(desk(), patience=PATIENCE)
DEADLINE = NOW + timedelta(days=7)  # five days of school
REMINDER = DEADLINE - timedelta(days=3)  # one day of school: from Friday to Monday


class School:
    """A database with held mail, and the deadlines of it."""

    def __init__(self, directory: Path) -> None:
        use_storage(Storage(copy_storage(directory)))
        self.store = StoreThread()
        self.seal = key_for(Storage(directory), directory / "key")
        self.metrics: Metrics = make_metrics()
        self.deadlines = self.another_gateway()

    def another_gateway(self) -> Deadlines:
        events = make_events(self.metrics)
        return Deadlines({"Oakfield Academy": DESK}, lambda _: EVERYBODY, self.seal, self.store, events)

    async def open(self) -> None:
        await self.store.run(open_database, self.seal)

    async def hold(
        self,
        case_id: str,
        *,
        sender: str = TEACHER,
        at: datetime = NOW,
        automatic: bool = False,
        at_deadline: AtDeadline = AtDeadline.RETURN,
    ) -> None:
        came = replace(arrival(PARENT, message_id=case_id, sender=sender), received_at=at)
        seen = judged((PARENT, Disposition.HOLD), automatic=automatic)
        rules = tuple(replace(each, at_deadline=at_deadline) for each in seen.verdict.rules)
        seen = replace(seen, verdict=replace(seen.verdict, rules=rules))
        await self.store.run(commit_plan, self.seal, plan_arrival(came, seen, DESK), came, seen)

    async def sent(self, now: datetime) -> list[Job]:
        """What the outbox takes up, and sends."""
        jobs = await self.store.run(claim_due, self.seal, now, 100)
        for job in jobs:
            await self.store.run(settle, self.seal, Settlement(job.id, job.attempts, (), None), now)
        return list(jobs)

    async def state(self, case_id: str) -> CaseState:
        return (await self.store.run(find_case, self.seal, case_id)).state

    async def actions(self, case_id: str) -> list[tuple[str, str]]:
        return [(line.actor, line.action) for line in await self.store.run(audit_of, case_id)]

    def faults(self) -> float:
        return self.metrics.faults.labels("deadlines")._value.get()


@pytest.fixture
async def school(tmp_path: Path) -> Iterator[School]:  # type: ignore[misc]
    made = School(tmp_path / "data")
    await made.open()
    yield made
    await made.store.run(connections.close_all)
    made.store.close()


async def test_a_case_knows_its_deadline(school: School) -> None:
    await school.hold("ONE")
    (summary,) = await school.store.run(list_cases, school.seal)
    assert summary.deadline == DEADLINE


async def test_nothing_is_due(school: School) -> None:
    await school.hold("ONE")
    await school.sent(NOW)
    await school.deadlines.look(REMINDER - timedelta(seconds=1))

    assert await school.sent(REMINDER) == []
    assert await school.state("ONE") is CaseState.OPEN


async def test_who_decides_is_reminded_once_of_all(school: School) -> None:
    await school.hold("ONE")
    await school.hold("SOON", at=NOW + TOGETHER)
    await school.hold("LATER", at=NOW + TOGETHER + timedelta(minutes=1))
    await school.sent(NOW + timedelta(days=1))

    await school.deadlines.look(REMINDER)
    (mail,) = await school.sent(REMINDER)
    await school.deadlines.look(REMINDER + timedelta(minutes=1))

    assert (mail.purpose, mail.envelope.sender, mail.envelope.recipients) == (Purpose.ALERT, "", (LEAD,))
    assert b"Case ONE: until Monday 9 November at 15:40; after that it is not sent" in _unfolded(mail)
    assert b"Case SOON: until Monday 9 November at 18:40; after that it is not sent" in _unfolded(mail)
    assert b"LATER" not in mail.content
    assert await school.sent(REMINDER + timedelta(minutes=1)) == []
    assert await school.actions("SOON") == [("gateway", "held"), ("gateway", "reminded")]
    assert await school.state("ONE") is CaseState.OPEN


async def test_what_nobody_decides_on_comes_back_with_its_bytes_gone(school: School) -> None:
    await school.hold("ONE")
    await school.sent(NOW)
    await school.deadlines.look(DEADLINE - timedelta(seconds=1))
    assert await school.state("ONE") is CaseState.OPEN

    await school.deadlines.look(DEADLINE)
    reminder, notice, told = await school.sent(DEADLINE)
    await school.deadlines.look(DEADLINE + timedelta(minutes=1))

    assert reminder.purpose is Purpose.ALERT
    assert (notice.purpose, notice.envelope.recipients) == (Purpose.NOTICE, (TEACHER,))
    assert b"nobody decided in time" in _unfolded(notice)
    assert (told.purpose, told.envelope.recipients) == (Purpose.ALERT, (LEAD,))
    assert await school.state("ONE") is CaseState.EXPIRED
    assert await school.actions("ONE") == [
        ("gateway", "held"),
        ("gateway", "reminded"),
        ("gateway", "expired"),
    ]
    kept = await school.store.run(models.Message.objects.get, pk="ONE")
    assert kept.content_id is None
    assert await school.sent(DEADLINE + timedelta(minutes=1)) == []


@pytest.mark.parametrize("sender", ["", TEACHER])
async def test_the_lead_is_told_where_a_program_cannot_be(school: School, sender: str) -> None:
    await school.hold("ONE", sender=sender, automatic=True)
    await school.sent(NOW)

    await school.deadlines.look(DEADLINE)

    (mail,) = await school.sent(DEADLINE)
    assert (mail.purpose, mail.envelope.recipients) == (Purpose.ALERT, (LEAD,))
    assert b"nobody decided" in mail.content
    assert await school.state("ONE") is CaseState.EXPIRED


async def test_the_notice_and_the_end_are_one_transaction(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.hold("ONE")
    await school.sent(NOW)
    full = sqlite3.OperationalError("database or disk is full")
    monkeypatch.setattr("gateway.store.cases.add_audit", _raising(DatabaseError(full)))
    await school.deadlines.look(DEADLINE)

    assert await school.state("ONE") is CaseState.OPEN
    assert await school.sent(DEADLINE) == []
    assert school.faults() == 1

    monkeypatch.undo()
    await school.deadlines.look(DEADLINE + timedelta(minutes=1))
    assert await school.state("ONE") is CaseState.EXPIRED


async def test_two_gateways_tell_the_sender_once(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    await school.hold("ONE")
    await school.sent(NOW)
    seen = await school.store.run(find_case, school.seal, "ONE")
    await school.deadlines.look(DEADLINE)
    await school.sent(DEADLINE)
    # The other one has read before, and writes after.
    monkeypatch.setattr(deadlines_module, "overdue_cases", lambda now: ("ONE",))
    monkeypatch.setattr(deadlines_module, "find_case", lambda seal, case_id: seen)
    await school.another_gateway().look(DEADLINE)

    assert await school.sent(DEADLINE) == []
    assert school.faults() == 0


async def test_a_ruling_in_the_same_moment_stands_and_the_others_are_reminded_of_at_the_next_look(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.hold("ONE")
    await school.hold("TWO")
    seen = {name: await school.store.run(find_case, school.seal, name) for name in ("ONE", "TWO")}
    await school.store.run(
        write_ruling, school.seal, ruling.release(seen["ONE"], DESK, "the lead", REMINDER), REMINDER
    )
    await school.sent(REMINDER)
    with monkeypatch.context() as too_early:
        due = tuple(OpenCase(each, "Oakfield Academy", NOW, DEADLINE) for each in ("ONE", "TWO"))
        too_early.setattr(deadlines_module, "unreminded_cases", lambda now, until: due)
        too_early.setattr(deadlines_module, "find_case", lambda seal, case_id: seen[case_id])
        await school.deadlines.look(REMINDER)
    assert await school.sent(REMINDER) == []

    await school.deadlines.look(REMINDER)
    (mail,) = await school.sent(REMINDER)
    assert b"Case TWO" in mail.content
    assert b"Case ONE" not in mail.content
    assert await school.state("ONE") is CaseState.RELEASED


async def test_a_case_that_cannot_be_unsealed_stays_and_keeps_no_other_waiting(school: School) -> None:
    await school.hold("BROKEN")
    await school.hold("ONE")
    await school.sent(NOW)
    await school.store.run(_spoil, "BROKEN")

    await school.deadlines.look(DEADLINE)

    assert await school.state("ONE") is CaseState.EXPIRED
    row = await school.store.run(models.Case.objects.get, pk="BROKEN")
    assert row.state == CaseState.OPEN
    assert school.faults() == 1


async def test_after_a_weekend_without_power_what_is_overdue_comes_back(school: School) -> None:
    await school.hold("ONE")
    await school.hold("FRESH", at=DEADLINE)
    await school.sent(DEADLINE)

    await school.deadlines.look(DEADLINE + timedelta(days=2))

    assert await school.state("ONE") is CaseState.EXPIRED
    assert await school.state("FRESH") is CaseState.OPEN
    assert {job.message for job in await school.sent(DEADLINE + timedelta(days=2))} == {"ONE"}


async def _people(school: School, *people: tuple[str, Role, str | None]) -> None:
    """Each with an address, a role, and where it counts."""
    for email, role, where in people:
        await school.store.run(_person, email, role, where)


def _person(email: str, role: Role, where: str | None) -> models.Account:
    row, _ = models.Account.objects.get_or_create(email=email, defaults={"name": email, "made_at": NOW})
    at = models.School.objects.get_or_create(name=where)[0] if where else None
    models.Grant.objects.create(account=row, role=role, school=at)
    return row


OAKFIELD = "Oakfield Academy"
DEPUTY, SECOND, HEAD = "deputy@oakfield.sch.uk", "second@oakfield.sch.uk", "head@oakfield.sch.uk"


async def test_others_are_asked_once_where_nobody_has_looked(school: School) -> None:
    await _people(
        school, (DEPUTY, Role.DEPUTY, OAKFIELD), (SECOND, Role.DEPUTY, None), (HEAD, Role.LEAD, None)
    )
    for name, at in (("ONE", NOW), ("SOON", NOW + timedelta(hours=2)), ("LATER", NOW + timedelta(hours=3))):
        await school.hold(name, at=at)
    await school.sent(NOW + timedelta(hours=4))

    await school.deadlines.look(NOW + timedelta(hours=8) - timedelta(seconds=1))
    assert await school.sent(NOW + timedelta(hours=8)) == []
    await school.deadlines.look(NOW + timedelta(hours=8))
    await school.deadlines.look(NOW + timedelta(hours=8, minutes=1))

    (mail,) = await school.sent(NOW + timedelta(hours=9))
    assert (mail.purpose, mail.envelope.recipients) == (Purpose.OVERVIEW, (DEPUTY, SECOND))
    assert b"2 messages have been held for 8 hours or more" in _unfolded(mail)
    for secret in (TEACHER, PARENT, "Museum", "Grace"):
        assert secret.encode() not in mail.content
    assert await school.actions("SOON") == [("gateway", "held"), ("gateway", "escalated")]
    assert await school.actions("LATER") == [("gateway", "held")]


async def test_nobody_else_is_asked_about_what_somebody_has_looked_at(school: School) -> None:
    await _people(school, (DEPUTY, Role.DEPUTY, OAKFIELD))
    await school.hold("ONE")
    await school.sent(NOW)
    await school.store.run(models.Case.objects.update, seen_at=NOW)

    await school.deadlines.look(NOW + timedelta(days=1))
    assert await school.sent(NOW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        ([], ()),
        ([(LEAD, Role.LEAD)], ()),  # they have the alert
        ([(LEAD, Role.LEAD), (HEAD, Role.LEAD), ("clerk@oakfield.sch.uk", Role.AUDITOR)], (HEAD,)),
        ([(HEAD, Role.LEAD), (DEPUTY, Role.DEPUTY)], (DEPUTY,)),
    ],
)
async def test_who_is_asked(school: School, people: list[tuple[str, Role]], asked: tuple[str, ...]) -> None:
    await _people(school, *((email, role, OAKFIELD) for email, role in people))
    await _people(school, ("deputy@riverside.sch.uk", Role.DEPUTY, "Riverside Primary"))
    await school.hold("ONE")
    await school.sent(NOW)

    await school.deadlines.look(NOW + timedelta(hours=12))

    mails = await school.sent(NOW + timedelta(hours=12))
    assert [each.envelope.recipients for each in mails] == ([asked] if asked else [])


async def test_a_deputy_who_is_away_is_not_asked_but_who_covers_for_them(school: School) -> None:
    await _people(school, (DEPUTY, Role.DEPUTY, OAKFIELD), (SECOND, Role.REVIEWER, OAKFIELD))
    await school.store.run(_away, DEPUTY, SECOND)
    await school.hold("ONE")
    await school.sent(NOW)

    await school.deadlines.look(NOW + timedelta(hours=12))

    (mail,) = await school.sent(NOW + timedelta(hours=12))
    assert mail.envelope.recipients == (SECOND,)


async def test_who_covers_for_the_lead_gets_the_alert_too(school: School) -> None:
    await _people(school, (LEAD, Role.LEAD, OAKFIELD), (DEPUTY, Role.DEPUTY, OAKFIELD))
    await school.store.run(_away, LEAD, DEPUTY)
    await school.hold("ONE")

    notice, alert = await school.sent(NOW)
    assert (notice.purpose, notice.envelope.recipients) == (Purpose.NOTICE, (TEACHER,))
    assert (alert.purpose, alert.envelope.recipients) == (Purpose.ALERT, (LEAD, DEPUTY))


async def test_two_gateways_ask_others_once(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    await _people(school, (DEPUTY, Role.DEPUTY, OAKFIELD))
    await school.hold("ONE")
    await school.sent(NOW)
    later = NOW + timedelta(hours=12)
    seen = (OpenCase("ONE", OAKFIELD, NOW, DEADLINE),)
    await school.deadlines.look(later)
    monkeypatch.setattr(deadlines_module, "unseen_cases", lambda until: seen)
    await school.another_gateway().look(later)

    assert len(await school.sent(later)) == 1
    assert school.faults() == 0


async def test_at_the_deadline_the_rule_has_it_sent(school: School) -> None:
    await school.hold("ONE", at_deadline=AtDeadline.SECURE)
    await school.sent(NOW)

    await school.deadlines.look(DEADLINE)

    message, notice, told = await school.sent(DEADLINE)
    assert (message.route, message.envelope.recipients) == (Route.SECURE_MAIL, (PARENT,))
    assert b"so it is sent now" in _unfolded(notice)
    assert b"it has been sent by secure mail" in _unfolded(told)
    assert await school.state("ONE") is CaseState.RELEASED


def _unfolded(job: Job) -> bytes:
    return job.content.replace(b"=\r\n", b"")


def _away(email: str, cover: str) -> None:
    accounts = {row.email: row for row in models.Account.objects.all()}
    day = NOW.date()
    models.Absence.objects.create(
        account=accounts[email], cover=accounts[cover], first_day=day, last_day=day + timedelta(days=2)
    )


def _raising(error: Exception):  # type: ignore[no-untyped-def]
    def fail(*_: object) -> None:
        raise error

    return fail


def _spoil(case_id: str) -> None:
    models.Message.objects.filter(pk=case_id).update(judged=b"\x01rubbish")
