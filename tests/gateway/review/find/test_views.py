"""The pages of a search, and the file that comes of it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.test import Client

from detectors.finding import AttachmentReport, DetectorId, Finding, Location, Place, Protection
from gateway.actions.plan import Judged
from gateway.review import ruling
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.cases import write_ruling
from tests.support.judged import NOW
from tests.support.review import OAKFIELD, RIVERSIDE, Office, private

TICKET = re.compile(r'name="who" value="([\w-]+)"')
TRACE = b"Received: from mail\r\nX-Schoolgate-Loop: CASE x\r\n"


def look_up(browser: Client, typed: str, school: str = OAKFIELD) -> str:
    answer = browser.post("/find", {"q": typed, "school": school})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def start(browser: Client, typed: str) -> str:
    """The address of the results for the first who may be meant."""
    tickets = TICKET.findall(look_up(browser, typed))
    answer = browser.post("/find/start", {"who": tickets[0]})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/find/about?who=")
    return str(answer["Location"])


def results(browser: Client, typed: str) -> str:
    answer = browser.get(start(browser, typed))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def taken(browser: Client, typed: str, **fields: str) -> dict[str, str]:
    """The parts of the ZIP file, by name."""
    ticket = start(browser, typed).partition("who=")[2]
    answer = browser.post("/find/export", {"who": ticket, **fields})
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        return {each: archive.read(each).decode() for each in archive.namelist()}


def name(pupil: str, text: str, place: Place = Place.BODY, path: str = "") -> Finding:
    return Finding(DetectorId.PUPIL_NAME, Location(place, path), text, 0.97, (pupil,))


def about_grace(office: Office, subject: str = "Grace Bishop and Henry Tudor", **more: object) -> str:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "a.teacher@oakfield.sch.uk", "parent@example.com"
    mail.set_content(
        "Grace Bishop sat by Henry Tudor. Poor Henry cried. Ask zed.mum@example.org, or Zoë O'Neill."
    )
    mail.add_attachment("Seats: Tudor, Henry; Bishop, Grace", filename="Henry Tudor.txt")
    file = AttachmentReport("Henry Tudor.txt", "text/plain", Protection.NONE)
    findings = (
        name("1042", "Grace Bishop"),
        name("1044", "Henry Tudor"),
        name("1044", "Henry Tudor", Place.ATTACHMENT, "Henry Tudor.txt"),
    )

    def with_file(seen: Judged) -> Judged:
        return replace(seen, report=replace(seen.report, attachments=(file,)))

    content = TRACE + mail.as_bytes()
    return office.hold(subject=subject, findings=findings, content=content, change=with_file, **more)  # type: ignore[arg-type]


def test_who_may_be_meant_is_told_apart(oakfield: Office) -> None:
    page = look_up(oakfield.client(), "bishop")
    assert "pupil, Year 8" in page
    assert "contact of Grace Bishop, grace.home@example.net" in page
    assert "pupil, left on Tue 21 Jul 2026" in look_up(oakfield.client(), "sian")


def test_nobody_has_that_name(oakfield: Office) -> None:
    page = look_up(oakfield.client(), "Rumpelstiltskin")
    assert "Nobody on the school’s lists" in page
    assert "Type a name of at least two letters" in look_up(oakfield.client(), "7")


def test_a_pupil_is_found_by_id_whatever_they_are_called_now(oakfield: Office) -> None:
    case = oakfield.hold(findings=(name("1043", "Zoë Former"),))
    other = oakfield.hold(subject="Nothing of the kind")
    page = results(oakfield.client(), "zoe")
    assert case in page
    assert other not in page
    assert "“Zoë Former”" in page


def test_a_leaver_is_found(oakfield: Office) -> None:
    assert oakfield.hold(findings=(name("1045", "Siân Jones"),)) in results(oakfield.client(), "sian")


def test_a_name_that_no_finding_has_is_found_in_the_subject(oakfield: Office) -> None:
    case = oakfield.hold(subject="About Henry and the Tudor project", findings=())
    assert case in results(oakfield.client(), "henry tudor")


def test_staff_and_parents_are_found_by_their_address(oakfield: Office) -> None:
    case = oakfield.hold("grace.home@example.net")
    other = oakfield.hold("else@example.net", sender="b.colleague@oakfield.sch.uk", subject="Else")
    for typed, found in (("ada", [case]), ("mary", [case]), ("b.colleague@oakfield.sch.uk", [other])):
        page = results(oakfield.client(), typed)
        assert [each for each in (case, other) if each in page] == found


def test_what_became_of_it_and_by_whom(oakfield: Office) -> None:
    case = oakfield.case(about_grace(oakfield))
    desk = oakfield.site.desk(OAKFIELD)
    write_ruling(oakfield.seal, ruling.give_back(case, desk, "dpl@oakfield.sch.uk", "No.", NOW), NOW)
    page = results(oakfield.client(), "grace")
    assert '<span class="badge">Returned</span>' in page
    assert "<dd>dpl@oakfield.sch.uk</dd>" in page
    assert "Its text is no longer kept." in page


def test_of_private_mail_the_envelope_only(oakfield: Office) -> None:
    case = about_grace(oakfield)
    models.Case.objects.filter(pk=case).update(private=True)
    page = results(oakfield.client(), "grace")
    assert case in page
    assert "parent@example.com" in page
    assert "Henry Tudor" not in page
    parts = taken(oakfield.client(), "grace")
    assert all("sat by" not in each for each in parts.values())
    assert "1 message that its sender marked as private" in parts["dossier.html"]


def test_private_by_its_mark(oakfield: Office) -> None:
    oakfield.hold(subject="Grace Bishop is ill", findings=(name("1042", "Grace Bishop"),), change=private)
    assert "is ill" not in results(oakfield.client(), "grace")


def test_each_search_and_each_file_is_on_record(oakfield: Office) -> None:
    taken(oakfield.client(), "grace")
    rows = models.Audit.objects.filter(action__in=("searched", "exported")).order_by("number")
    assert [(row.actor, row.action, row.school.name) for row in rows if row.school] == [
        ("dpl@oakfield.sch.uk", "searched", OAKFIELD),
        ("dpl@oakfield.sch.uk", "exported", OAKFIELD),
    ]
    assert all("Grace" not in row.note for row in rows)
    told = [oakfield.seal.open(bytes(row.detail or b""), f"audit {row.number}").decode() for row in rows]
    assert told == ["Grace Bishop 1042"] * 2


def test_what_is_taken_away_has_no_other_pupils_name(oakfield: Office) -> None:
    about_grace(oakfield)
    parts = taken(oakfield.client(), "grace")
    assert set(parts) == {"dossier.html", "messages.csv", "dossier.json"}
    for part in map(unescape, parts.values()):
        for other in ("henry", "tudor", "zoë", "o'neill", "zed.mum@example.org", "parent@example.com"):
            assert other not in part.lower()
    html = unescape(parts["dossier.html"])
    assert "Grace Bishop sat by █████. Poor █████ cried. Ask █████, or █████." in html
    assert "Seats: █████; Bishop, Grace" in html
    assert "Read this before you hand it out." in html
    item = json.loads(parts["dossier.json"])["items"][0]
    assert (item["subject"], item["files"]) == ("Grace Bishop and █████", ["█████.txt"])
    assert "Grace Bishop and █████" in parts["messages.csv"]


def test_addresses_of_others_stay_where_that_was_chosen(oakfield: Office) -> None:
    about_grace(oakfield)
    html = taken(oakfield.client(), "grace", addresses="on")["dossier.html"]
    assert "parent@example.com" in html
    assert "Henry" not in html


def test_a_cell_of_the_table_is_no_formula(oakfield: Office) -> None:
    oakfield.hold(subject="=Grace Bishop()", findings=(name("1042", "Grace Bishop"),))
    assert "'=Grace Bishop()" in taken(oakfield.client(), "grace")["messages.csv"]


def test_stored_script_does_not_run(oakfield: Office) -> None:
    oakfield.hold(subject="Grace Bishop <script>x</script>", findings=(name("1042", "Grace Bishop"),))
    browser = oakfield.client()
    assert "<script>x" not in browser.get(start(browser, "grace")).content.decode()
    assert "<script>" not in taken(browser, "grace")["dossier.html"]


def test_a_search_is_over_after_an_hour_and_is_nobody_elses(oakfield: Office) -> None:
    address = start(oakfield.client(), "grace")
    other = oakfield.client(oakfield.account("head@oakfield.sch.uk"))
    assert other.get(address)["Location"] == "/find?over=yes"
    oakfield.clock.now += timedelta(minutes=61)
    assert oakfield.client().get(address)["Location"] == "/find?over=yes"
    assert b"open for an hour" in oakfield.client().get("/find?over=yes").content


def test_a_choice_alone_shows_nothing(oakfield: Office) -> None:
    (ticket, *_) = TICKET.findall(look_up(oakfield.client(), "grace"))
    assert oakfield.client().get(f"/find/about?who={quote(ticket)}")["Location"] == "/find?over=yes"
    assert oakfield.client().post("/find/export", {"who": ticket})["Location"] == "/find?over=yes"


def test_only_pupils_and_messages_of_ones_own_school(oakfield: Office) -> None:
    about_grace(oakfield)
    riverside = oakfield.client(oakfield.account("dpl@riverside.sch.uk", school=RIVERSIDE))
    assert riverside.post("/find", {"q": "grace", "school": OAKFIELD}).status_code == 404
    assert "Otherwood" in look_up(riverside, "grace", RIVERSIDE)
    trust = oakfield.account("trust@oakfield.sch.uk", school=None)
    assert "Otherwood" in look_up(oakfield.client(trust), "grace", RIVERSIDE)
    address = start(oakfield.client(trust), "grace")
    trust.grants.all().delete()
    oakfield.account("trust@oakfield.sch.uk", school=RIVERSIDE)
    assert oakfield.client(trust).get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_may_not_search(oakfield: Office, role: Role) -> None:
    browser = oakfield.client(oakfield.account("x@oakfield.sch.uk", role, approves="headteacher"))
    assert browser.get("/find").status_code == 403
    assert browser.get("/find/about").status_code == 403
    for path in ("/find", "/find/start", "/find/export"):
        assert browser.post(path, {"q": "grace"}).status_code == 403
        assert oakfield.stranger().post(path)["Location"].startswith("/sign-in")


def test_what_changes_something_needs_the_form(oakfield: Office) -> None:
    for path in ("/find/start", "/find/export"):
        assert oakfield.client().get(path).status_code == 405
        assert oakfield.stranger(enforce_csrf_checks=True).post(path).status_code == 403
