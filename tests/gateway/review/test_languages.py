"""The pages in Welsh: no English is left on any, whatever the reader does, and they stay in that language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from detectors.finding import DetectorId, Finding, Location, Place
from gateway.inspection.judge import Judge
from gateway.policy.exceptions import Exceptions
from gateway.reviewers.roles import Role
from gateway.store.rosters import ListCounts, ListRecord, remember
from tests.gateway.review.case.conftest import ROSTER, Reader
from tests.gateway.review.incidents.test_incidents import LEAST
from tests.support.judged import NOW, RULE
from tests.support.review import OAKFIELD, Office, open_office, private
from tests.support.spoken import english_on, language_of

WELSH_RULE = replace(
    RULE,
    title="Enw llawn disgybl at gyfeiriad allanol",
    clause="Polisi’r ysgol, adran 1",
    reason="Mae enw llawn disgybl yn y neges hon.",
    advice="Anfonwch hi eto gyda blaenlythrennau.",
)
LETTER = b"Subject: Taith\r\n\r\nMae Grace Bishop wedi anghofio ei dillad ymarfer corff.\r\n"
NAME = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", 0.97, ("1042",))
WHY = "Mae’r heddlu’n gofyn amdani yn achos 12/345."


class WelshJudge(Reader):
    """Of a school whose policy is in Welsh."""

    def rules_of(self, school: str) -> object:  # type: ignore[override]
        policy = SimpleNamespace(rules=(WELSH_RULE,), private_mail_approver=None)
        return SimpleNamespace(reach=super().rules_of(school).reach, policy=policy)

    def replace_exceptions(self, _exceptions: Exceptions) -> None:
        return None


@dataclass(frozen=True)
class Visitor:
    """Somebody whose browser asks for Welsh; everything that they see is read."""

    browser: Client
    found: dict[str, list[str]]

    def reads(self, answer: HttpResponse, *, whole: bool = True) -> HttpResponse:
        """`whole`: a page, not a part of one."""
        page = answer.content.decode()
        assert not whole or language_of(page) == "cy"
        if english := english_on(page):
            self.found[f"{answer.request['PATH_INFO']} {answer.status_code}"] = english  # type: ignore[attr-defined]
        return answer

    def get(self, path: str, status: int = 200) -> HttpResponse:
        answer = self.browser.get(path, headers={"accept-language": "cy"}, follow=True)
        assert answer.status_code == status, path
        return self.reads(answer)

    def post(self, path: str, status: int = 200, **form: object) -> HttpResponse:
        answer = self.browser.post(path, form, headers={"accept-language": "cy"}, follow=True)
        assert answer.status_code == status, path
        return self.reads(answer)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path / "data", cast(Judge, WelshJudge()))
    record = ListRecord(OAKFIELD, "rhestr", "rhestr", "csv", "1", ListCounts(pupils=2), NOW, NOW, NOW)
    remember(office.seal, record, ROSTER)
    yield office
    connections.close_all()


@pytest.fixture
def lead(office: Office) -> Iterator[Visitor]:
    visitor = Visitor(office.client(), {})
    yield visitor
    assert not visitor.found


def held(office: Office, *recipients: str, is_private: bool = False) -> str:
    change = {"change": private} if is_private else {}
    return office.hold(
        *recipients, rules=(WELSH_RULE,), subject="Taith", content=LETTER, findings=(NAME,), **change
    )


def test_english_is_noticed(office: Office) -> None:
    page = office.client().get("/exceptions").content.decode()
    assert language_of(page) == "en"
    assert any(each.startswith("Every message that breaks a rule is held.") for each in english_on(page))
    assert english_on('<p lang="en">This is the rule.</p><p aria-label="the rule">Y rheol</p>') == [
        "the rule"
    ]


def test_pages_with_nothing_on_them(lead: Visitor) -> None:
    for path in (
        *(
            "/cases",
            "/cases?q=taith",
            "/exceptions",
            "/openings",
            "/incidents",
            "/find",
            "/figures",
            "/record",
        ),
        *("/retention", "/people", "/people/invite", "/me", "/me/absence", "/status", "/cases/rulings"),
    ):
        lead.get(path)
    lead.get("/me/second-factor")
    lead.get("/nothing", 404)
    lead.get("/cases/B7K2M9P4Q6RX", 404)


def test_a_case_and_what_is_decided_on_it(office: Office, lead: Visitor) -> None:
    case, other, third = held(office), held(office, "rhiant@example.com", "arall@example.com"), held(office)
    for path in ("", "/message", "/ruling", "/exception?kind=not-a-pupil&place=0"):
        lead.get(f"/cases/{case}{path}")
    lead.get(f"/cases/{case}/exception?kind=fine&place=0&rule={RULE.id}")
    lead.get(f"/cases/rulings?case={case}&case={other}")
    lead.post(f"/cases/{case}/ruling", 422, way="return", version=1)
    lead.post(f"/cases/{case}/ruling", way="release", version=1)
    lead.post(f"/cases/{case}/ruling", 409, way="release", version=1)
    lead.post(f"/cases/{third}/ruling", way="propose-deletion", version=1, reason=WHY)
    lead.post("/cases/rulings", way="release", seen=[f"1.{case}", f"1.{other}"])
    for path in ("/cases", "/cases?state=released", "/cases?state=all", f"/cases/{case}", f"/cases/{third}"):
        lead.get(path)
    for path in ("/figures", "/retention", "/record"):
        lead.get(path)


def test_private_mail(office: Office, lead: Visitor) -> None:
    case = held(office, is_private=True)
    lead.get(f"/cases/{case}")
    lead.post(f"/cases/{case}/opening", reason=WHY)
    second = Visitor(office.client(office.account("dirprwy@oakfield.sch.uk", Role.DEPUTY)), lead.found)
    second.get("/openings")
    second.post("/openings/1", answer="approve", tell="later", hours="4", why=WHY)
    for path in (f"/cases/{case}", "/openings", "/record"):
        lead.get(path)


def test_an_incident(office: Office, lead: Visitor) -> None:
    case = held(office)
    lead.get(f"/incidents/new?case={case}")
    lead.post("/incidents/new", 422, title="")
    lead.post(f"/incidents/new?case={case}", **{**LEAST, "title": "Rhestr"})
    lead.get("/incidents/1/facts")
    lead.post("/incidents/1/diary", kind="told", at="2026-11-02T15:40", text="Y rhieni.")
    lead.post("/incidents/1/close", closed="yes")
    lead.get("/incidents")


def test_a_person_is_looked_for(office: Office, lead: Visitor) -> None:
    held(office)
    found = lead.post("/find", q="Grace", school=OAKFIELD).content.decode()
    who = found.partition('name="who" value="')[2].partition('"')[0]
    lead.post("/find/start", who=who)
    lead.post("/find", q="")
    lead.get("/find?over=yes")


def test_people_and_their_accounts(office: Office, lead: Visitor) -> None:
    deputy = office.account("dirprwy@oakfield.sch.uk", Role.DEPUTY)
    for role in Role:
        office.account(f"{role.value}@oakfield.sch.uk", role)
    for path in ("/people", f"/people/{deputy.pk}"):
        lead.get(path)
    lead.post("/people/invite", 400, email="nobody")
    lead.post("/me", 400, name="", language="")
    lead.post("/me/absence", 400, first="x", last="x")
    auditor = Visitor(office.client(office.account("auditor@oakfield.sch.uk", Role.AUDITOR)), lead.found)
    auditor.get("/record")
    auditor.get("/people", 403)


def test_at_the_door(office: Office, lead: Visitor) -> None:
    stranger = Visitor(office.stranger(), lead.found)
    stranger.get("/sign-in")
    stranger.post("/sign-in", login="nobody@oakfield.sch.uk", password="copper kettle on a stile")
    stranger.post("/sign-in", login="", password="")
    stranger.get("/invitation/forged", 404)


def test_what_a_page_asks_for_by_itself_is_in_the_readers_language(office: Office, lead: Visitor) -> None:
    """Their own choice, not the browser's."""
    lead.post("/me", name="Ffion", language="cy")
    held(office)
    by_itself = {"accept-language": "en", "hx-request": "true", "x-by-itself": "true"}
    rows = lead.browser.get("/cases/rows", headers=by_itself)
    assert "heddiw" in rows.content.decode()
    lead.reads(rows, whole=False)
    lead.browser.post("/me", {"name": "Ffion", "language": "en"})
    rows = lead.browser.get("/cases/rows", headers={**by_itself, "accept-language": "cy"})
    assert "today" in rows.content.decode()
