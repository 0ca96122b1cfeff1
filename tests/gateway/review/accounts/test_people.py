"""A lead looks after people."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.accounts import account_for
from tests.gateway.review.accounts.conftest import GRACE, Door, account
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, Office, open_office

RULES = [SimpleNamespace(id="pupil-name-external", title="A pupil's full name leaves the school")]


class Judge:
    """Knows the rules' names."""

    def rules_of(self, _school: str) -> Any:
        return SimpleNamespace(policy=SimpleNamespace(rules=RULES))


@pytest.fixture
def office(tmp_path: Path) -> Any:
    yield open_office(tmp_path / "data", Judge())
    connections.close_all()


def invite(browser: Client, email: str = GRACE, role: str = "reviewer", **more: Any) -> Any:
    given = {"email": email, "name": "Grace Bishop", "role": role, "schools": [OAKFIELD], **more}
    return browser.post("/people/invite", given)


def link_in(answer: Any) -> str:
    found = re.search(r"https://gate\.oakfield\.sch\.uk(/invitation/[\w-]+)", answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


class TestInviting:
    """A link is made, shown once, and works."""

    def test_the_link_brings_somebody_in(self, office: Office, door: Door) -> None:
        answer = invite(office.client(), role="deputy")
        browser = door.arrive(link_in(answer)).browser
        door.set_up_app(browser)
        assert browser.get("/me").status_code == 200
        assert browser.get("/people").status_code == 403
        assert account().name == "Grace Bishop"

    def test_a_reviewer_of_some_rules(self, office: Office) -> None:
        invite(office.client(), rules=["pupil-name-external"])
        (grant,) = account_for(GRACE).grants
        assert (grant.role, grant.rules) == (Role.REVIEWER, {"pupil-name-external"})

    def test_rules_of_another_role_do_not_count(self, office: Office) -> None:
        invite(office.client(), role="deputy", rules=["pupil-name-external"], approves="headteacher")
        (grant,) = account_for(GRACE).grants
        assert (grant.rules, grant.approves) == (frozenset(), "")

    def test_an_approver_of_a_role_of_the_settings(self, office: Office) -> None:
        assert invite(office.client(), role="approver").status_code == 400
        invite(office.client(), role="approver", approves="headteacher")
        (grant,) = account_for(GRACE).grants
        assert grant.approves == "headteacher"
        assert invite(office.client(), "h@example.org", "approver", approves="king").status_code == 400

    @pytest.mark.parametrize(
        "more",
        [
            {"schools": [RIVERSIDE]},
            {"schools": ["*"]},
            {"schools": []},
            {"role": "king"},
            {"email": "not an address"},
            {"rules": ["another"]},
        ],
    )
    def test_what_cannot_be_given(self, office: Office, more: dict[str, Any]) -> None:
        given = {"email": GRACE, "name": "", "role": "reviewer", "schools": [OAKFIELD], **more}
        answer = office.client().post("/people/invite", given)
        assert answer.status_code == 400
        assert models.Account.objects.count() == 1

    def test_an_administrator_invites_administrators_only(self, office: Office) -> None:
        browser = office.client(office.account("it@oakfield.sch.uk", Role.ADMINISTRATOR))
        assert invite(browser, role="lead").status_code == 400
        assert invite(browser, role="auditor").status_code == 400
        assert invite(browser, role="administrator").status_code == 200

    def test_a_trust_s_lead_invites_for_all_schools(self, office: Office) -> None:
        browser = office.client(office.account("trust@oakfield.sch.uk", school=None))
        invite(browser, role="auditor", schools=["*"])
        invite(browser, "h@oakfield.sch.uk", "lead", schools=[OAKFIELD, RIVERSIDE])
        assert [each.school for each in account_for(GRACE).grants] == [None]
        assert {each.school for each in account_for("h@oakfield.sch.uk").grants} == {OAKFIELD, RIVERSIDE}

    def test_who_is_at_another_school_gets_a_role_here_too(self, office: Office) -> None:
        office.account(GRACE, Role.REVIEWER, RIVERSIDE)
        answer = invite(office.client())
        assert answer.status_code == 302
        assert {each.school for each in account_for(GRACE).grants} == {OAKFIELD, RIVERSIDE}

    def test_who_has_left_another_school_is_not_told_of(self, office: Office) -> None:
        row = office.account(GRACE, Role.REVIEWER, RIVERSIDE)
        models.Account.objects.filter(pk=row.pk).update(is_active=False)
        assert "cannot be invited here" in invite(office.client()).content.decode()

    def test_nobody_gives_themselves_anything(self, office: Office) -> None:
        assert "This is you" in invite(office.client(), LEAD, "auditor").content.decode()

    def test_names_are_text(self, office: Office) -> None:
        browser = office.client()
        invite(browser, name="<script>alert(1)</script>")
        for path in ("/people", f"/people/{account().pk}"):
            page = browser.get(path).content.decode()
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert" in page


class TestChanging:
    """Roles, new links, leavers."""

    def test_a_role_is_given_and_taken(self, office: Office) -> None:
        browser, row = office.client(), office.account(GRACE, Role.REVIEWER)
        given = {"role": "auditor", "schools": [OAKFIELD]}
        assert browser.post(f"/people/{row.pk}/roles", given).status_code == 302
        assert {each.role for each in account_for(GRACE).grants} == {Role.REVIEWER, Role.AUDITOR}
        taken = {"grant": "reviewer at Oakfield Academy"}
        browser.post(f"/people/{row.pk}/roles/remove", taken)
        assert {each.role for each in account_for(GRACE).grants} == {Role.AUDITOR}
        assert browser.post(f"/people/{row.pk}/roles/remove", taken).status_code == 404

    def test_the_only_role_stays(self, office: Office) -> None:
        browser, row = office.client(), office.account(GRACE, Role.REVIEWER)
        grant = {"grant": "reviewer at Oakfield Academy"}
        answer = browser.post(f"/people/{row.pk}/roles/remove", grant, follow=True)
        assert "only role" in answer.content.decode()
        assert account_for(GRACE).grants

    def test_it_counts_at_once(self, office: Office) -> None:
        row = office.account(GRACE, Role.LEAD)
        theirs, mine = office.client(row), office.client()
        mine.post(f"/people/{row.pk}/roles", {"role": "auditor", "schools": [OAKFIELD]})
        assert theirs.get("/people").status_code == 200
        mine.post(f"/people/{row.pk}/roles/remove", {"grant": "lead at Oakfield Academy"})
        assert theirs.get("/people").status_code == 403

    def test_the_last_lead_stays(self, office: Office) -> None:
        lead = office.account()
        browser = office.client(office.account("it@oakfield.sch.uk", Role.ADMINISTRATOR))
        answer = browser.post(f"/people/{lead.pk}/close", follow=True)
        assert "would have no data protection lead" in answer.content.decode()
        assert account_for(LEAD).is_active
        office.account("head@oakfield.sch.uk")
        browser.post(f"/people/{lead.pk}/close")
        assert not account_for(LEAD).is_active

    def test_a_lead_who_has_not_come_is_none(self, office: Office) -> None:
        browser = office.client(office.account("it@oakfield.sch.uk", Role.ADMINISTRATOR))
        lead = office.account()
        invite(office.client(), "head@oakfield.sch.uk", "lead")
        browser.post(f"/people/{lead.pk}/close")
        assert account_for(LEAD).is_active

    def test_a_leaver_is_out_at_once_and_may_come_back(self, office: Office, door: Door) -> None:
        theirs, _secret = door.settle(role=Role.REVIEWER)
        mine, path = office.client(), f"/people/{account().pk}"
        mine.post(f"{path}/close")
        assert theirs.get("/me").status_code == 302
        page = mine.get("/people").content.decode()
        assert "People who have left" in page
        back = door.arrive(link_in(mine.post(f"{path}/reopen"))).browser
        door.set_up_app(back)
        assert back.get("/me").status_code == 200

    def test_a_new_link_for_who_lost_the_phone(self, office: Office, door: Door) -> None:
        theirs, _secret = door.settle(role=Role.REVIEWER)
        path = link_in(office.client().post(f"/people/{account().pk}/link"))
        assert theirs.get("/me").status_code == 302
        browser = door.arrive(path, "seven wet umbrellas").browser
        door.set_up_app(browser)
        assert browser.get("/me").status_code == 200

    def test_an_administrator_gets_no_link_for_a_lead(self, office: Office) -> None:
        lead = office.account()
        browser = office.client(office.account("it@oakfield.sch.uk", Role.ADMINISTRATOR))
        assert browser.post(f"/people/{lead.pk}/link").status_code == 404
        assert account_for(LEAD).invited_until is None

    @pytest.mark.parametrize("what", ["roles", "roles/remove", "link", "close", "reopen"])
    def test_nobody_does_it_to_themselves(self, office: Office, what: str) -> None:
        lead = office.account()
        given = {"role": "auditor", "schools": [OAKFIELD], "grant": "lead at Oakfield Academy"}
        assert office.client(lead).post(f"/people/{lead.pk}/{what}", given).status_code == 404

    def test_it_is_on_the_record(self, office: Office) -> None:
        browser, row = office.client(), office.account(GRACE, Role.REVIEWER)
        browser.post(f"/people/{row.pk}/roles", {"role": "auditor", "schools": [OAKFIELD]})
        browser.post(f"/people/{row.pk}/link")
        browser.post(f"/people/{row.pk}/close")
        assert office.record() == [(LEAD, "granted"), (LEAD, "invited"), (LEAD, "let-go")]
        assert set(models.Audit.objects.values_list("school__name", flat=True)) == {OAKFIELD}


class TestReach:
    """A school's lead sees and changes the people of that school."""

    @pytest.mark.parametrize("what", ["", "/roles", "/roles/remove", "/link", "/close", "/reopen"])
    def test_others_are_not_there(self, office: Office, what: str) -> None:
        row = office.account(GRACE, Role.REVIEWER, RIVERSIDE)
        browser = office.client()
        path = f"/people/{row.pk}{what}"
        answer = browser.post(path, {"role": "auditor", "schools": [OAKFIELD]}) if what else browser.get(path)
        assert answer.status_code == 404
        assert GRACE not in browser.get("/people").content.decode()
        assert browser.get("/people/4711").status_code == 404

    @pytest.mark.parametrize("role", [Role.DEPUTY, Role.REVIEWER, Role.AUDITOR])
    @pytest.mark.parametrize("path", ["/people", "/people/invite", "/people/1"])
    def test_who_does_not_look_after_people(self, office: Office, role: Role, path: str) -> None:
        assert office.client(office.account(GRACE, role)).get(path).status_code == 403

    def test_a_role_at_another_school_is_left_alone(self, office: Office) -> None:
        office.account(GRACE, Role.REVIEWER)
        row = office.account(GRACE, Role.AUDITOR, RIVERSIDE)
        browser = office.client()
        page = browser.get(f"/people/{row.pk}").content.decode()
        assert "another school" in page
        assert "Riverside" not in page
        gone = {"grant": "auditor at Riverside Primary"}
        assert browser.post(f"/people/{row.pk}/roles/remove", gone).status_code == 404
        assert browser.post(f"/people/{row.pk}/close").status_code == 404
        browser.post(f"/people/{row.pk}/roles/remove", {"grant": "reviewer at Oakfield Academy"})
        assert [each.school for each in account_for(GRACE).grants] == [RIVERSIDE]
