"""The queue over HTTP: who sees which lines, what they say, and what the page asks for by itself."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gateway.actions.plan import CaseState
from gateway.reviewers.roles import RIGHTS, Right, Role
from gateway.store import models
from tests.gateway.review.queue.reading import polled, set_row, shown, text
from tests.support.judged import NOW, RULE
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, Office

RECORDS = replace(RULE, id="records", title="A list of pupils' records")
PARENTS = replace(RULE, id="parents", title="Mail to parents", approver="headteacher")
HTMX = {"hx-request": "true", "x-by-itself": "yes"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x>"


ROLES = {
    "lead": (Role.LEAD, OAKFIELD, "", "", 4),
    "trust": (Role.DEPUTY, None, "", "", 5),
    "other": (Role.LEAD, RIVERSIDE, "", "", 1),
    "rules": (Role.REVIEWER, OAKFIELD, "records", "", 1),
    "approver": (Role.APPROVER, OAKFIELD, "", "headteacher", 1),
    "nobody": (Role.APPROVER, OAKFIELD, "", "chair-of-governors", 0),
}


@pytest.mark.parametrize("who", ROLES)
def test_everybody_sees_the_cases_within_their_reach(office: Office, who: str) -> None:
    role, school, rules, approves, count = ROLES[who]
    for each in ((RULE,), (RECORDS,), (PARENTS,), (RULE,)):
        office.hold(rules=each)
    elsewhere = office.hold(school=RIVERSIDE)
    account = office.account(f"{who}@oakfield.sch.uk", role, school, rules=rules, approves=approves)
    browser = office.client(account)
    for query in ("", "state=all&q=museum", "sender=teacher"):
        assert len(shown(browser, f"/cases?{query}")) == count
        assert len(shown(browser, f"/cases/rows?{query}", HTMX)) == count
    assert shown(browser, f"/cases?school={RIVERSIDE}") == ([elsewhere] if school != OAKFIELD else [])
    assert (RIVERSIDE in text(browser)) is (school is None)


@pytest.mark.parametrize("address", ["/cases", "/cases/rows"])
@pytest.mark.parametrize("role", Role)
def test_only_who_may_see_cases_gets_in(office: Office, role: Role, address: str) -> None:
    account = office.account("jo@oakfield.sch.uk", role, approves="headteacher")
    allowed = Right.SEE_CASES in RIGHTS[role]
    answer = office.client(account).get(address, headers=HTMX)
    assert answer.status_code == (200 if allowed else 403)
    stranger = office.stranger().get(address)
    assert (stranger.status_code, stranger["Location"].partition("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("address", ["/cases", "/cases/rows"])
def test_a_form_cannot_be_sent_there(office: Office, address: str) -> None:
    assert office.client().post(address).status_code == 405


def test_the_number_of_a_case_leads_to_it(office: Office) -> None:
    mine, other = office.hold(), office.hold(school=RIVERSIDE)
    lead = office.client()
    answer = lead.get("/cases", {"q": f" {mine.lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{mine}")
    assert "Nothing fits" in text(lead, f"/cases?q={other}")


def test_a_search_is_on_record_and_what_for_is_sealed(office: Office) -> None:
    office.hold()
    lead = office.client()
    answer = lead.get("/cases?q=Grace+Bishop")
    lead.get(polled(answer), headers=HTMX)  # the page by itself is not somebody who searches
    (entry,) = models.Audit.objects.filter(action="searched").select_related("school")
    assert (entry.actor, entry.note, entry.school.name) == (LEAD, "held mail", OAKFIELD)
    assert office.seal.open(bytes(entry.detail), f"audit {entry.number}") == b"Grace Bishop"


def test_only_what_waits_can_be_ticked(office: Office) -> None:
    waits, gone = office.hold(), office.hold()
    set_row(gone, state=CaseState.RETURNED)
    page = office.client().get("/cases?state=all").content.decode()
    assert re.findall(r'name="case" value="(\w+)"', page) == [waits]
    assert f'data-reasons="{RULE.id}"' in page
    assert 'id="together" class="bar" action="/cases/rulings"' in page


def test_fifty_are_on_a_page(office: Office) -> None:
    held = [office.hold(at=NOW + timedelta(minutes=each)) for each in range(53)]
    lead = office.client()
    first = lead.get("/cases").content.decode()
    assert re.findall(r'id="open-(\w+)"', first) == held[:50]
    assert "50 of 53" in first
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = lead.get(html.unescape(following)).content.decode()
    assert re.findall(r'id="open-(\w+)"', second) == held[50:]
    (back,) = re.findall(r'rel="prev" href="([^"]+)"', second)
    assert shown(lead, html.unescape(back)) == held[:50]


def test_more_cases_need_no_more_queries(office: Office) -> None:
    lead = office.client()
    lead.get("/cases")  # the session is written with the first
    counts = []
    for _ in range(2):
        for _ in range(6):
            office.hold("mum@example.com", "dad@example.com", rules=(RULE, RECORDS))
        with CaptureQueriesContext(connection) as queries:
            lead.get("/cases")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_when_nothing_waits_it_says_what_will_come(office: Office) -> None:
    said = text(office.client())
    assert "Nothing waits for a decision" in said
    assert "Nothing fits" not in said


def test_when_nothing_fits_there_is_a_way_back(office: Office) -> None:
    case = office.hold()
    set_row(case, state=CaseState.RELEASED)
    lead = office.client()
    said = text(lead, "/cases?q=museum")
    assert "1 message fits among the others" in said
    assert "Back to all that waits" in said
    assert shown(lead, "/cases?q=museum&state=all") == [case]
    assert "There are none" in text(lead, "/cases?state=deleted")


def test_each_thing_that_is_filtered_by_can_be_taken_away(office: Office) -> None:
    office.hold()
    page = office.client().get("/cases?sender=teacher&severity=1&q=museum").content.decode()
    chips = dict(re.findall(r'class="badge" href="/cases\?([^"]*)">([^<]*?) <', page))
    assert {html.unescape(label): html.unescape(query) for query, label in chips.items()} == {
        "Search: museum": "sender=teacher&severity=1",
        "Sender: teacher": "q=museum&severity=1",
        "Minor or worse": "q=museum&sender=teacher",
    }


def test_where_nothing_is_new_nothing_is_sent(office: Office) -> None:
    office.hold()
    lead = office.client()
    page = lead.get("/cases")
    assert b'hx-headers=\'{"X-By-Itself": "yes"}\'' in page.content  # it keeps no session alive
    answer = lead.get(polled(page), headers=HTMX)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_new_case_comes_with_how_many_there_are(office: Office) -> None:
    office.hold()
    lead = office.client()
    asks = polled(lead.get("/cases"))
    office.hold(at=NOW - timedelta(days=1))  # it was long in hand
    office.hold(school=RIVERSIDE)
    answer = lead.get(asks, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 new since you opened this page" in page
    assert "<title>(2) Held mail" in page
    assert page.count(">New<") == 1
    assert lead.get(polled(answer), headers=HTMX).status_code == 204
    office.hold()
    assert "2 new since you opened this page" in lead.get(polled(answer), headers=HTMX).content.decode()


@pytest.mark.parametrize("change", [{"state": CaseState.RELEASED}, {"version": 2, "asked_at": NOW}])
def test_what_changes_comes_too(office: Office, change: dict[str, object]) -> None:
    case = office.hold()
    lead = office.client()
    asks = polled(lead.get("/cases"))
    set_row(case, **change)
    assert lead.get(asks, headers=HTMX).status_code == 200


def test_so_does_somebody_who_looks(office: Office) -> None:
    case = office.hold()
    lead = office.client()
    asks = polled(lead.get("/cases"))
    office.site.presence.note(case, 1234, "Jo Evans")
    assert "Jo Evans is looking at it" in lead.get(asks, headers=HTMX).content.decode()


def test_after_an_hour_the_words_of_time_are_made_anew(office: Office) -> None:
    office.hold()
    lead = office.client()
    asks = polled(lead.get("/cases"))
    office.clock.now += timedelta(minutes=25)
    assert lead.get(asks, headers=HTMX).status_code == 200


def test_who_comes_back_to_the_list_alone_gets_the_page(office: Office) -> None:
    answer = office.client().get("/cases/rows?state=all&seen=x")
    assert (answer.status_code, answer["Location"]) == (302, "/cases?state=all&seen=x")


@pytest.mark.parametrize(
    "query", ["after=2026-11-02", "since=99999999999999999999", "before=x&severity=9&state=x"]
)
def test_an_address_that_makes_no_sense_shows_what_waits(office: Office, query: str) -> None:
    case = office.hold()
    lead = office.client()
    assert shown(lead, f"/cases?{query}") == [case]
    assert lead.get(f"/cases/rows?{query}", headers=HTMX).status_code == 200
