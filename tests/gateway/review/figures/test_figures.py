"""The figures are what was counted by hand, of one's own schools only, and quickly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from gateway.actions.plan import CaseState
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.statistics import Span, read_statistics
from tests.support.judged import NOW, RULE
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, Office
from tests.support.timing import quickest

OTHER = replace(RULE, id="open-file", title="A file that anyone can open")
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
SPAN = Span((OAKFIELD,), MONDAY - timedelta(weeks=3), MONDAY + timedelta(weeks=1))


def ended(case: str, state: CaseState, hours: float, false: str = "") -> None:
    row = models.Case.objects.get(pk=case)
    row.state, row.closed_at, row.false_hold = state, row.opened_at + timedelta(hours=hours), false
    row.lasted = round(hours * 3600)
    row.save()


@pytest.fixture
def term(office: Office) -> Office:
    """Two weeks: one message last week, four this week; another school's on top."""
    ended(office.hold("a@example.com", at=NOW - timedelta(weeks=1)), CaseState.RELEASED, 1, "not-a-pupil")
    ended(office.hold("b@example.com"), CaseState.RETURNED, 2)
    ended(office.hold("c@example.com", rules=(RULE, OTHER)), CaseState.RELEASED, 4)
    ended(office.hold("d@example.com"), CaseState.EXPIRED, 120)
    office.hold("e@example.com", sender="b.colleague@oakfield.sch.uk")
    office.hold("f@example.com", school=RIVERSIDE)
    return office


def test_messages_are_counted_by_week_and_by_rule(term: Office) -> None:
    found = read_statistics(SPAN)
    assert [each.counts for each in found.weeks] == [{}, {}, {"hold": 1}, {"hold": 4}]
    rules = [(each.rule, each.total, each.held, each.false) for each in found.rules]
    assert rules == [(RULE.id, 5, 5, 1), (OTHER.id, 1, 1, 0)]


def test_how_cases_ended(term: Office) -> None:
    assert read_statistics(SPAN).endings == {
        "held": 5,
        "false": 1,
        "released": 2,
        "returned": 1,
        "expired": 1,
        "open": 1,
    }


def test_only_rulings_count_for_the_time_that_they_take(term: Office) -> None:
    found = read_statistics(SPAN)
    assert [(each.count, each.median) for each in found.waited] == [(1, 1.0), (2, 3.0)]
    assert found.all_waited is not None
    assert found.all_waited.median == 2.0
    assert found.all_waited.ninth == pytest.approx(3.6)


def test_who_is_held_again_and_again(term: Office) -> None:
    (pattern,) = read_statistics(SPAN).patterns
    assert (pattern.sender, pattern.rule, pattern.count) == ("a.teacher@oakfield.sch.uk", RULE.id, 4)


def page(browser: Client, **wanted: object) -> str:
    answer = browser.get("/figures", wanted)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_draws_them_with_the_table_behind(term: Office) -> None:
    text = page(term.client())
    assert text.count('<svg class="chart"') == 3
    assert "2 Nov: 4 held" in text
    assert "A file that anyone can open" in text


def test_a_lead_sees_no_other_school(term: Office) -> None:
    assert term.client().get("/figures", {"school": RIVERSIDE}).status_code == 404
    assert ">5</dd>" in page(term.client())


def test_a_lead_of_the_trust_sees_all_or_one(term: Office) -> None:
    trust = term.client(term.account("trust@oakfield.sch.uk", Role.LEAD, None))
    assert ">6</dd>" in page(trust)
    assert ">1</dd>" in page(trust, school=RIVERSIDE)


def test_an_auditor_sees_figures_and_nobody_s_habits(term: Office) -> None:
    auditor = term.client(term.account("auditor@oakfield.sch.uk", Role.AUDITOR))
    assert "a.teacher@oakfield.sch.uk" not in page(auditor)
    assert "a.teacher@oakfield.sch.uk" in page(term.client())


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR, Role.APPROVER])
@pytest.mark.parametrize("path", ["/figures", "/figures.csv"])
def test_who_may_not_see_them(term: Office, role: Role, path: str) -> None:
    assert term.client(term.account("somebody@oakfield.sch.uk", role)).get(path).status_code == 403


def test_nothing_yet_is_said(office: Office) -> None:
    assert "Nothing to show yet" in page(office.client())


def test_the_same_for_a_spreadsheet(term: Office) -> None:
    answer = term.client().get("/figures.csv", {"weeks": 4})
    lines = answer.content.decode().splitlines()
    assert lines[0] == "\ufeffweek,held,sent securely,changed,returned"
    assert "2026-11-02,4,0,0,0" in lines
    assert f"{RULE.id},A pupil's full name to an outside address,5,0,0,0,1" in lines


def test_ten_thousand_cases_take_no_longer_than_somebody_waits(office: Office) -> None:
    first = models.Case.objects.get(pk=office.hold())
    messages = [
        models.Message(
            id=f"M{number:07}",
            school=first.school,
            sender=f"t{number % 300}@oakfield.sch.uk",
            client="127.0.0.1",
            fingerprint=str(number),
            received_at=NOW - timedelta(hours=number % 1500),
            size=1,
            judged=b"",
        )
        for number in range(10_000)
    ]
    models.Message.objects.bulk_create(messages)
    cases = [
        models.Case(
            message=each,
            school=first.school,
            state=CaseState.RELEASED,
            opened_at=each.received_at,
            deadline_at=NOW,
            closed_at=each.received_at + timedelta(hours=3),
            lasted=3 * 3600,
            indexed=True,
        )
        for each in messages
    ]
    models.Case.objects.bulk_create(cases)
    models.CaseRule.objects.bulk_create(
        models.CaseRule(case=each, rule=f"rule-{number % 20}", title="A rule")
        for number, each in enumerate(cases)
    )
    models.MessageOutcome.objects.bulk_create(
        models.MessageOutcome(
            message=each,
            school=first.school,
            rule=f"rule-{number % 20}",
            title="A rule",
            disposition="hold",
            at=each.received_at,
        )
        for number, each in enumerate(messages)
    )
    browser = office.client(office.account(LEAD))
    assert quickest(lambda: page(browser)) < 0.5  # twice the time is usual where others share the caches
