"""An incident is opened, gathered, changed, reported and closed; by those who may, at their own school."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.test import Client

from detectors.finding import DetectorId, Finding, Location, Place
from gateway.actions.plan import Action
from gateway.review.incidents.facts import Decision, decode_facts
from gateway.reviewers.roles import Role
from gateway.store.incidents import find_incident, incidents_of, list_incidents
from tests.support.review import OAKFIELD, RIVERSIDE, Office

LEAST = {
    "title": "List to the wrong class",
    "known_at": "2026-11-02T15:00",
    "is_cyber": "no",
    "harm": "unknown",
    "high_risk": "unknown",
    "trained": "unknown",
    "contained": "unknown",
    "decision": "undecided",
    "telling": "undecided",
}
ROUTES = ("", "/facts", "/report.docx")
POSTS = ("/facts", "/cases", "/diary", "/close")


def opened(browser: Client, *cases: str, **more: str) -> int:
    query = "&".join(f"case={each}" for each in cases)
    answer = browser.post(f"/incidents/new?{query}", {**LEAST, **more})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rpartition("/")[2])


def page(browser: Client, number: int) -> str:
    answer = browser.get(f"/incidents/{number}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_begins_with_what_the_message_says(office: Office) -> None:
    word = Finding(DetectorId.SENSITIVE_TERM, Location(Place.BODY), "asthma", kind="health", pupils=("1042",))
    name = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", 0.97, ("1042",))
    case, browser = office.hold("a@example.com", findings=(name, word)), office.client()
    form = browser.get(f"/incidents/new?case={case}").content.decode()
    ticked = set(re.findall(r'value="([a-z-]+)" id="[a-z_0-9]+" checked', form))
    assert {"identifiers", "health", "pupils"} <= ticked
    number = opened(browser, case)
    assert incidents_of(case) == (number,)
    assert case in page(browser, number)
    assert office.record()[-1] == ("dpl@oakfield.sch.uk", Action.INCIDENT_OPENED)


def test_the_clock_is_on_the_page_and_in_the_list(office: Office) -> None:
    browser = office.client()
    number = opened(browser)
    office.clock.now = find_incident(office.seal, number).known_at + timedelta(hours=2, minutes=40)
    browser = office.client()
    assert "69 hours and 20 minutes are left" in page(browser, number)
    assert "69 h 20 min left" in browser.get("/incidents").content.decode()
    office.clock.now += timedelta(hours=72)
    assert "The 72 hours are over, and nothing is decided." in page(office.client(), number)


def test_a_decision_stops_the_clock(office: Office) -> None:
    browser = office.client()
    number = opened(browser)
    change(browser, number, 1, decision="not-reportable", decision_reasons="One parent, told by telephone.")
    assert "It is decided whether this is reported." in page(browser, number)
    assert decode_facts(find_incident(office.seal, number).facts).decision is Decision.NOT_REPORTABLE


def change(browser: Client, number: int, version: int, status: int = 302, **facts: str) -> str:
    answer = browser.post(f"/incidents/{number}/facts", {**LEAST, "version": str(version), **facts})
    assert answer.status_code == status
    return answer.content.decode()


def test_of_two_who_change_it_the_slower_is_told_and_loses_nothing(office: Office) -> None:
    browser = office.client()
    number = opened(browser)
    change(browser, number, 1, actions="Rang the parent.")
    said = change(browser, number, 1, status=409, actions="Wrote to the parent.")
    assert "Somebody else has changed this incident" in said
    assert "Wrote to the parent." in said
    assert decode_facts(find_incident(office.seal, number).facts).actions == "Rang the parent."


def test_what_else_left_is_offered_and_added(office: Office) -> None:
    first, alike = office.hold("a@example.com"), office.hold("b@example.com")
    other_sender = office.hold("z@example.com", sender="b.colleague@oakfield.sch.uk", findings=())
    elsewhere = office.hold("a@example.com", school=RIVERSIDE)
    browser = office.client()
    number = opened(browser, first)
    related = page(browser, number).partition('id="related"')[2]
    assert alike in related
    assert other_sender not in related
    assert elsewhere not in related
    browser.post(f"/incidents/{number}/cases", {"case": [alike, elsewhere]})
    assert find_incident(office.seal, number).cases == (first, alike)
    browser.post(f"/incidents/{number}/cases", {"cases": f"{other_sender.lower()} NOSUCHCASE"})
    browser.post(f"/incidents/{number}/cases", {"take_out": first})
    assert find_incident(office.seal, number).cases == (alike, other_sender)


def test_the_diary_is_kept_sealed_and_in_order(office: Office) -> None:
    browser = office.client()
    number = opened(browser)
    for at, text in (("2026-11-02T16:00", "Rang Mr Tudor."), ("2026-11-02T15:30", "Told the head.")):
        answer = browser.post(f"/incidents/{number}/diary", {"kind": "told", "at": at, "text": text})
        assert answer.status_code == 302
    assert [each.text for each in find_incident(office.seal, number).diary] == [
        "Told the head.",
        "Rang Mr Tudor.",
    ]
    empty = browser.post(f"/incidents/{number}/diary", {"kind": "told", "at": "", "text": " "})
    assert empty.status_code == 422
    database = (office.site.settings.storage.directory / "schoolgate.sqlite3").read_bytes()
    assert b"Mr Tudor" not in database


def test_a_closed_one_is_changed_by_nobody_until_it_is_opened_again(office: Office) -> None:
    browser = office.client()
    number = opened(browser)
    browser.post(f"/incidents/{number}/close")
    closed = find_incident(office.seal, number)
    assert closed.closed_at is not None
    change(browser, number, closed.version, status=409)
    browser.post(f"/incidents/{number}/close")
    change(browser, number, closed.version + 1)


def test_the_report_has_what_is_known_and_leaves_the_rest_blank(office: Office) -> None:
    browser = office.client()
    number = opened(browser, office.hold("a@example.com"), what_happened="A list went to 8B.\x0cSorry.")
    answer = browser.get(f"/incidents/{number}/report.docx")
    assert answer["Content-Disposition"] == f'attachment; filename="breach-report-{number}.docx"'
    document = docx.Document(BytesIO(b"".join(answer)))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["What happened", "A list went to 8B.Sorry."] in cells
    assert ["Number of people, about", "1"] in cells
    assert ["How it was found out", "…"] in cells
    assert document.core_properties.title == "Personal data breach: List to the wrong class"
    assert office.record()[-1][1] == Action.EXPORTED
    everything = "\n".join(text for row in cells for text in row)
    assert "Grace" not in everything


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_not(office: Office, role: Role) -> None:
    number = opened(office.client())
    somebody = office.client(office.account(f"{role}@oakfield.sch.uk", role))
    assert {somebody.get(path).status_code for path in ("/incidents", "/incidents/new")} == {403}
    assert {somebody.get(f"/incidents/{number}{each}").status_code for each in ROUTES} == {403}
    assert {somebody.post(f"/incidents/{number}{each}").status_code for each in POSTS} == {403}


def test_another_school_s_is_not_there(office: Office) -> None:
    theirs = office.client(office.account("dpl@riverside.sch.uk", Role.LEAD, RIVERSIDE))
    number = opened(theirs)
    browser = office.client()
    assert "No incident" in browser.get("/incidents").content.decode()
    assert {browser.get(f"/incidents/{number}{each}").status_code for each in ROUTES} == {404}
    assert {browser.post(f"/incidents/{number}{each}").status_code for each in POSTS} == {404}
    assert browser.get(f"/incidents/new?case={office.hold(school=RIVERSIDE)}").status_code == 404
    assert [each.school for each in list_incidents(office.seal, (OAKFIELD, RIVERSIDE))] == [RIVERSIDE]


def test_nobody_opens_one_for_a_school_that_is_not_theirs(office: Office) -> None:
    answer = office.client().post("/incidents/new", {**LEAST, "school": RIVERSIDE})
    assert answer.status_code == 404


def test_what_is_missing_is_said_beside_it(office: Office) -> None:
    answer = office.client().post("/incidents/new", {**LEAST, "title": "", "known_at": "yesterday"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the day and the time" in said
    assert "This field is required." in said
