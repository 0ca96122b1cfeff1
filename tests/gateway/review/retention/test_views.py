"""The page that says what is kept, and what goes soon."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from gateway.review.retention.days import MOST_CASES, by_day, window
from gateway.reviewers.roles import Role
from gateway.store.retention import Coming
from tests.gateway.review.retention.test_retention import closed, incident
from tests.support.judged import NOW
from tests.support.review import OAKFIELD, RIVERSIDE, Office


def page(office: Office, role: Role = Role.LEAD, school: str | None = OAKFIELD) -> str:
    account = office.account(f"{role}@oakfield.sch.uk", role, school)
    answer = office.client(account).get("/retention")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_by_day() -> None:
    many = tuple(Coming(str(each), OAKFIELD, NOW + timedelta(minutes=each)) for each in range(25))
    (day, last) = by_day((*many, Coming("x", OAKFIELD, NOW + timedelta(days=2))), 365)
    assert (day.count, len(day.cases), day.more) == (25, MOST_CASES, 5)
    assert (last.day - day.day, last.more) == (timedelta(days=2), 0)


def test_of_what_is_not_kept_nothing_is_coming() -> None:
    assert window(NOW, 0) == (NOW, NOW)
    assert window(NOW, 365) == (NOW - timedelta(days=365), NOW - timedelta(days=335))


def test_what_goes_is_shown_thirty_days_before(office: Office) -> None:
    case = closed(office)
    assert case not in page(office)
    office.clock.now += timedelta(days=336)
    told = page(office)
    assert re.search(rf"<th scope=\"row\" class=\"nowrap\">Tue 2 Nov 2027</th>.*{case}", told, re.DOTALL)
    assert "Until it was decided and is delivered, no longer" in told
    assert "1 year" in told
    assert "6 years" in told


def test_what_is_in_an_open_incident_does_not_go(office: Office) -> None:
    case = closed(office)
    incident(office, case)
    office.clock.now += timedelta(days=336)
    assert case not in page(office)


def test_each_sees_their_own_schools(office: Office) -> None:
    case = closed(office)
    office.clock.now += timedelta(days=336)
    assert case not in page(office, school=RIVERSIDE)
    for role in (Role.DEPUTY, Role.AUDITOR, Role.ADMINISTRATOR):
        assert case in page(office, role)
    assert f">{case}</a>" not in page(office, Role.AUDITOR)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER])
def test_others_may_not_see_it(office: Office, role: Role) -> None:
    account = office.account("x@oakfield.sch.uk", role, approves="headteacher")
    assert office.client(account).get("/retention").status_code == 403
    assert office.stranger().get("/retention")["Location"].startswith("/sign-in")
