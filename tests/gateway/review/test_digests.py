"""The overview of a morning: to whom it goes, when, what it counts, and that nobody has it twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import connections

from gateway.actions.closed_days import ClosedDays
from gateway.actions.patience import Patience
from gateway.actions.plan import Purpose
from gateway.desks import wording_by_language
from gateway.events import make_events
from gateway.metrics import make_metrics
from gateway.policy.reach import NOBODY
from gateway.review import ruling
from gateway.review.digests import Digests
from gateway.review.expiring import expire
from gateway.review.sender.ruling import withdraw
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.cases import write_ruling
from gateway.store.jobs import Job
from gateway.store.record import known_end
from gateway.store.thread import StoreThread
from tests.support.judged import RULE
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, Office

TUESDAY = datetime(2026, 11, 3, 7, 30, tzinfo=UTC)
MONDAY = TUESDAY - timedelta(days=1)
DEPUTY = "deputy@oakfield.sch.uk"


@pytest.fixture(autouse=True)
def at_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall."""
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def look(office: Office, now: datetime, faults: int = 0, closed: ClosedDays | None = None) -> None:
    """As a gateway does that has just started."""
    patience = Patience(closed=(closed,) if closed else ())
    desks = {name: replace(desk, patience=patience) for name, desk in office.site.desks.items()}

    async def once() -> None:
        store, events = StoreThread(), make_events(make_metrics())
        digests = Digests(
            time_of_day(7, 30), desks, wording_by_language(), lambda *_: faults, office.seal, store, events
        )
        await digests.look(now)
        await store.run(connections.close_all)
        store.close()

    asyncio.run(once())


def overviews(office: Office) -> dict[str, str]:
    """The text of each that was queued, by its reader."""
    jobs = [each for each in office.deliveries() if each.purpose is Purpose.OVERVIEW]
    assert all(each.message == "" for each in jobs)
    return {each.envelope.recipients[0]: text_of(each) for each in jobs}


def text_of(job: Job) -> str:
    message = message_from_bytes(job.content, policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['Subject']}\n\n{body.get_content()}".replace("\r\n", "\n")


def test_what_waits_and_until_when(office: Office) -> None:
    office.account()
    for day in (27, 27, 28, 30):  # October; five days of school later it is Tuesday, Wednesday and Friday
        office.hold(at=datetime(2026, 10, day, 12, tzinfo=UTC))
    office.hold(school=RIVERSIDE, at=MONDAY)
    models.Case.objects.filter(opened_at__day=30).update(seen_at=MONDAY)
    office.deliveries()

    look(office, TUESDAY)

    said = overviews(office)
    assert set(said) == {LEAD}
    assert said[LEAD].startswith("Held mail this morning: 4 waiting, 2 until today\n\nOakfield Academy\n")
    for line in (
        "- waiting for a decision: 4\n",
        "- of these, time runs out today: 2\n",
        "- of these, time runs out on the next working day: 1\n",
        "- of these, nobody has looked at yet: 3\n",
    ):
        assert line in said[LEAD]
    end = known_end(office.seal)
    assert f"its last entry is number {end.number}, {end.hash}." in said[LEAD].replace("\n", " ")
    for secret in ("Museum", "Grace", "parent@", "a.teacher@", RIVERSIDE):
        assert secret not in said[LEAD]


def test_what_was_decided_and_by_whom(office: Office) -> None:
    account = office.account()
    desk, yesterday = office.site.desk(OAKFIELD), MONDAY + timedelta(hours=4)
    for actor in (account.email, account.email, "deputy@oakfield.sch.uk"):
        case = office.case(office.hold(at=MONDAY))
        write_ruling(office.seal, ruling.release(case, desk, actor, yesterday), yesterday)
    own = office.case(office.hold(at=MONDAY))
    write_ruling(office.seal, withdraw(own), yesterday)
    late = office.case(office.hold(at=MONDAY))
    write_ruling(office.seal, expire(late, desk, NOBODY, yesterday), yesterday)
    before = office.case(office.hold(at=MONDAY - timedelta(days=7)))
    on_sunday = MONDAY - timedelta(days=1)
    write_ruling(office.seal, ruling.release(before, desk, account.email, on_sunday), on_sunday)
    office.deliveries()

    look(office, TUESDAY)

    text = overviews(office)[LEAD]
    assert text.startswith("Held mail this morning: nothing waits\n")
    assert (
        "Since Monday 2 November\n- decided by you: 2\n- decided by colleagues: 1\n"
        "- put right or withdrawn by their senders: 1\n- not sent, because nobody decided in time: 1\n"
    ) in text


def test_over_a_weekend_it_counts_from_friday(office: Office) -> None:
    account, saturday = office.account(), MONDAY - timedelta(days=2)
    case = office.case(office.hold(at=MONDAY - timedelta(days=5)))
    write_ruling(
        office.seal, ruling.release(case, office.site.desk(OAKFIELD), account.email, saturday), saturday
    )
    office.deliveries()

    look(office, MONDAY)
    assert "Since Friday 30 October\n- decided by you: 1\n" in overviews(office)[LEAD]


@pytest.mark.parametrize(
    ("now", "closed", "sent"),
    [
        (TUESDAY, None, True),
        (TUESDAY - timedelta(minutes=1), None, False),
        (TUESDAY + timedelta(hours=5, minutes=59), None, True),
        (TUESDAY + timedelta(hours=6), None, False),
        (TUESDAY + timedelta(days=4), None, False),  # a Saturday
        (TUESDAY, ClosedDays(((date(2026, 11, 3), date(2026, 11, 3)),)), False),
        (datetime(2026, 6, 2, 6, 30, tzinfo=UTC), None, True),  # summer time
        (datetime(2026, 6, 2, 6, 29, tzinfo=UTC), None, False),
    ],
)
def test_when(office: Office, now: datetime, closed: ClosedDays | None, sent: bool) -> None:
    office.account()
    office.hold(at=now - timedelta(days=1))
    office.deliveries()

    look(office, now, closed=closed)
    assert (LEAD in overviews(office)) is sent


def test_nobody_has_it_twice_on_a_morning(office: Office) -> None:
    office.account()
    office.hold(at=MONDAY)
    office.deliveries()

    look(office, TUESDAY)
    look(office, TUESDAY + timedelta(minutes=1))  # the gateway has started anew
    assert list(overviews(office)) == [LEAD]

    look(office, TUESDAY + timedelta(days=1))
    assert list(overviews(office)) == [LEAD]


def test_nothing_to_say_is_not_said(office: Office) -> None:
    office.account()
    look(office, TUESDAY)
    assert overviews(office) == {}

    office.hold(at=TUESDAY)
    office.deliveries()
    look(office, TUESDAY + timedelta(hours=1))
    assert overviews(office) == {}  # the morning has been looked at


def test_each_counts_what_is_theirs(office: Office) -> None:
    office.account()
    office.account("auditor@oakfield.sch.uk", Role.AUDITOR)
    office.account("reviewer@oakfield.sch.uk", Role.REVIEWER, rules="files")
    office.account("trust@oakfield.sch.uk", Role.LEAD, None)
    gone = office.account("gone@oakfield.sch.uk", Role.LEAD)
    models.Account.objects.filter(pk=gone.pk).update(is_active=False)
    office.hold(at=MONDAY)
    office.hold(at=MONDAY, rules=(replace(RULE, id="files"),))
    office.hold(at=MONDAY, school=RIVERSIDE)
    office.deliveries()

    look(office, TUESDAY, faults=1)

    said = overviews(office)
    assert set(said) == {LEAD, "reviewer@oakfield.sch.uk", "trust@oakfield.sch.uk"}
    assert "waiting for a decision: 2\n" in said[LEAD]
    assert "somebody has to look after: 1\n" in said[LEAD]
    assert "waiting for a decision: 1\n" in said["reviewer@oakfield.sch.uk"]
    assert "look after" not in said["reviewer@oakfield.sch.uk"]
    assert said["trust@oakfield.sch.uk"].index(OAKFIELD) < said["trust@oakfield.sch.uk"].index(RIVERSIDE)
    assert said["trust@oakfield.sch.uk"].startswith("Held mail this morning: 3 waiting")


def test_who_covers_counts_what_they_cover(office: Office) -> None:
    lead, reviewer = office.account(), office.account(DEPUTY, Role.REVIEWER, rules="files")
    models.Absence.objects.create(
        account=lead, cover=reviewer, first_day=TUESDAY.date(), last_day=TUESDAY.date()
    )
    office.hold(at=MONDAY)
    office.deliveries()

    look(office, TUESDAY)
    assert "waiting for a decision: 1\n" in overviews(office)[DEPUTY]


def test_in_the_readers_language(office: Office) -> None:
    account = office.account()
    models.Account.objects.filter(pk=account.pk).update(language="cy")
    office.hold(at=MONDAY)
    office.deliveries()

    look(office, TUESDAY)
    assert overviews(office)[LEAD].startswith("Negeseuon a ddaliwyd y bore yma: 1 yn aros")


def test_exceptions_that_end_within_a_week(office: Office) -> None:
    account = office.account()
    case = models.Case.objects.get(pk=office.hold(at=MONDAY))
    for last_day in (2, 3, 9, 10):
        models.RuleException.objects.create(
            school=case.school,
            rules=RULE.id,
            kind="sender",
            reason=b"",
            made_by=account.email,
            made_at=MONDAY,
            last_day=date(2026, 11, last_day),
        )
    office.deliveries()

    look(office, TUESDAY)
    assert "- exceptions that end within a week: 2\n" in overviews(office)[LEAD]
