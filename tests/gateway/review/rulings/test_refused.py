"""Who may not rule, and who was too slow: nothing is done, and they are told why."""

from __future__ import annotations

import re

import pytest

from gateway.actions.plan import CaseState
from gateway.reviewers.roles import Role
from tests.gateway.review.rulings.conftest import Told, sent
from tests.gateway.review.rulings.visits import Hold, panel, post, state, text_of
from tests.gateway.review.sender.cases import OTHER, PARENT, RULE
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, SECOND_LEAD, Office, private


def test_the_slower_of_two_is_told_by_whom(office: Office, judge: Told, hold: Hold) -> None:
    case = hold()
    head = office.client(office.account(SECOND_LEAD, Role.DEPUTY))
    post(office.client(), case, "release")
    sent(office)
    answer = post(head, case, "return", words="Use initials.")
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Somebody was faster" in page
    assert "dpl released it (today" in page
    assert "Use initials." in page, "what was typed can be copied"
    assert (state(office, case), office.deliveries()) == (CaseState.RELEASED, [])


def test_the_version_that_was_seen_counts(office: Office, judge: Told, hold: Hold) -> None:
    case = hold(PARENT, OTHER)
    post(office.client(), case, "some", how="release", to=[OTHER])
    sent(office)
    answer = post(office.client(), case, "release", 1)
    assert (answer.status_code, sent(office)) == (409, [])
    assert "Release it" in text_of(answer), "it can be decided as it is now"


def test_nobody_rules_on_what_they_sent(office: Office, judge: Told, hold: Hold) -> None:
    case, teacher = hold(), office.client(office.account("A.Teacher@oakfield.sch.uk", Role.DEPUTY))
    page = panel(teacher, case)
    assert "You sent this message yourself" in page
    assert LEAD in page
    for way in ("release", "return", "propose-deletion"):
        answer = post(teacher, case, way, words="x", reason="Because it must.")
        assert answer.status_code == 403
    assert teacher.get(f"/cases/{case}/shortened").status_code == 403
    assert state(office, case) is CaseState.OPEN


def test_private_mail_is_ruled_on_without_being_read(office: Office, judge: Told, hold: Hold) -> None:
    case, client = hold(change=private), office.client()
    page = panel(client, case)
    assert "Release it" in page
    assert "names shortened" not in page
    assert "Museum trip" not in page
    assert client.get(f"/cases/{case}/shortened").status_code == 403
    assert post(client, case, "release").status_code == 302


@pytest.mark.parametrize("path", ["ruling", "shortened", "presence"])
def test_another_schools_case_is_not_there(office: Office, judge: Told, hold: Hold, path: str) -> None:
    case = hold(school=RIVERSIDE, sender="a.teacher@riverside.sch.uk")
    assert office.client().get(f"/cases/{case}/{path}").status_code == 404
    if path == "ruling":
        assert post(office.client(), case, "release").status_code == 404
    assert state(office, case) is CaseState.OPEN


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_sees_no_cases_rules_on_none(office: Office, judge: Told, hold: Hold, role: Role) -> None:
    case = hold()
    client = office.client(office.account("other@oakfield.sch.uk", role))
    assert post(client, case, "release").status_code == 403
    assert client.get(f"/cases/{case}/presence").status_code == 403
    assert state(office, case) is CaseState.OPEN


@pytest.mark.parametrize(("rules", "status"), [(RULE.id, 302), ("some-other-rule", 404)])
def test_a_reviewer_is_confined_to_rules(
    office: Office, judge: Told, hold: Hold, rules: str, status: int
) -> None:
    reviewer = office.account("r@oakfield.sch.uk", Role.REVIEWER, OAKFIELD, rules=rules)
    assert post(office.client(reviewer), hold(), "release").status_code == status


def test_forms_need_their_token(office: Office, judge: Told, hold: Hold) -> None:
    strict = office.stranger(enforce_csrf_checks=True)
    strict.cookies = office.client().cookies
    assert post(strict, hold(), "release").status_code == 403


def test_a_form_that_is_not_ours_changes_nothing(office: Office, judge: Told, hold: Hold) -> None:
    case = hold()
    assert post(office.client(), case, "burn").status_code == 400
    assert state(office, case) is CaseState.OPEN


def test_addresses_are_shown_as_they_are(office: Office, judge: Told, hold: Hold) -> None:
    hostile = '"<script>alert(1)</script>"@example.com'
    case, client = hold(hostile, OTHER, sender='"<img src=x>"@oakfield.sch.uk'), office.client()
    for page in (client.get(f"/cases/{case}/ruling"), client.get(f"/cases/rulings?case={case}")):
        assert b"<script>alert" not in page.content
        assert b"<img" not in page.content
    post(client, case, "release")
    assert b"<img" not in client.get("/cases").content


def test_who_else_has_it_open_is_told(office: Office, judge: Told, hold: Hold) -> None:
    case, lead = hold(), office.client()
    head = office.client(office.account(SECOND_LEAD, Role.DEPUTY))
    head.get(f"/cases/{case}/ruling")
    page = lead.get(f"/cases/{case}/ruling").content.decode()
    assert "head has this open too." in page
    (poll,) = re.findall(r'hx-get="([^"]+presence[^"]+)"', page)
    poll = poll.replace("&amp;", "&")
    by_itself = {"X-By-Itself": "yes"}
    assert lead.get(poll, headers=by_itself).status_code == 204, "nothing is new"
    post(head, case, "return", words="Use initials.")
    answer = lead.get(poll, headers=by_itself)
    assert answer.status_code == 286, "and it asks no more"
    assert "head returned it to its sender (today" in text_of(answer)
    assert b"data-over" in answer.content
    assert office.site.presence.others((case,), office.account().pk) == {}
