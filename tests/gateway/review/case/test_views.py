"""The pages of a case over HTTP: who may see what, and what goes on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from docx import Document

from detectors.finding import AttachmentReport, DetectorId, Finding, Location, Place, Protection
from gateway.actions.plan import Judged
from gateway.reviewers.roles import Role
from gateway.store import models
from tests.support.judged import RULE, TEACHER
from tests.support.review import LEAD, RIVERSIDE, Office, private
from tests.support.school import NAMED_TEXT, message

HTMX = {"hx-request": "true"}
SCRIPT = "<script>alert(1)</script>"
ROUTES = ("", "/message", "/html", "/files/1")


def _mail() -> EmailMessage:
    mail = message(NAMED_TEXT, subject="PE kit", html="<p>Grace <b>Bishop</b> <a href='http://x'>x</a></p>")
    document = Document()
    document.add_paragraph("A letter about Henry Tudor.")
    content = BytesIO()
    document.save(content)
    mail.add_attachment(
        content.getvalue(), maintype="application", subtype="octet-stream", filename="letter.docx"
    )
    return mail


def _hold(office: Office, mail: EmailMessage | None = None, *to: str) -> str:
    return office.hold(*to, content=(mail or _mail()).as_bytes())


def _page(office: Office, url: str) -> str:
    answer = office.client().get(url, headers=HTMX)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_it_says_why_for_whom_and_until_when(office: Office) -> None:
    page = _page(office, f"/cases/{_hold(office, None, 'parent@example.com', 'other@example.org')}")
    assert "This message has a pupil&#x27;s full name in it." in page
    assert "Starter policy, section 1" in page
    assert "Grace Bishop (Year 8)" in page
    assert "Almost certain" in page
    assert "In the text of the message" in page
    assert "it is a contact of Grace Bishop (Year 8): Mother" in page
    assert "It is not among the contacts of Grace Bishop (Year 8)" in page
    assert "A pupil can be told from it." in page
    assert "Mon 9 Nov, 15:40" in page


def test_it_tells_what_became_of_the_senders_mail_before(office: Office) -> None:
    earlier, other = office.hold(), office.hold(sender="b.colleague@oakfield.sch.uk")
    models.Case.objects.filter(pk=earlier).update(state="released")
    page = _page(office, f"/cases/{_hold(office)}")
    assert f"/cases/{earlier}" in page
    assert "Released 1" in page
    assert other not in page


def test_a_reviewer_of_one_rule_hears_of_no_other_case_of_the_sender(office: Office) -> None:
    earlier = office.hold(rules=(replace(RULE, id="other-rule"),))
    case = _hold(office)
    confined = office.account("r@oakfield.sch.uk", Role.REVIEWER, rules=RULE.id)
    page = office.client(confined).get(f"/cases/{case}").content.decode()
    assert earlier not in page


def test_why_the_sender_asks_is_shown(office: Office) -> None:
    case = _hold(office)
    sealed = office.seal.close(f"The parent needs it {SCRIPT}".encode(), f"asked {case}")
    models.Case.objects.filter(pk=case).update(asked_at=office.clock.now, asked=sealed)
    page = _page(office, f"/cases/{case}")
    assert "The parent needs it &lt;script&gt;" in page


def test_every_look_is_on_record_and_the_first_is_remembered(office: Office) -> None:
    case, browser = _hold(office), office.client()
    browser.get(f"/cases/{case}")
    first = models.Case.objects.get(pk=case).seen_at
    assert first == office.clock.now
    browser.get(f"/cases/{case}")
    assert models.Case.objects.get(pk=case).seen_at == first
    assert office.record().count((LEAD, "viewed")) == 2


def test_no_look_passes_for_one_that_a_page_takes_by_itself(office: Office) -> None:
    case = _hold(office)
    office.client().get(f"/cases/{case}", headers={"x-by-itself": "yes"})
    assert office.record().count((LEAD, "viewed")) == 1


def test_what_is_read_is_on_record_by_its_number(office: Office) -> None:
    case, browser = _hold(office), office.client()
    for route in ROUTES[1:]:
        browser.get(f"/cases/{case}{route}")
    notes = list(models.Audit.objects.filter(action="read").order_by("number").values_list("note", flat=True))
    assert notes == ["the text", "the text as it looks", "attachment 1"]


def test_the_message_is_read_with_its_findings_marked(office: Office) -> None:
    page = _page(office, f"/cases/{_hold(office)}/message")
    assert 'title="a pupil’s name: Grace Bishop (Year 8), almost certain">Grace Bishop<' in page
    assert "letter.docx" in page
    assert "Henry Tudor" not in page


def test_the_words_of_a_file_are_read_when_it_is_asked_for(office: Office) -> None:
    page = _page(office, f"/cases/{_hold(office)}/files/1")
    assert "A letter about <mark" in page
    assert "Henry Tudor (Year 10)" in page


@pytest.mark.parametrize("route", ["/message", "/files/1"])
def test_without_a_script_the_same_is_a_page_of_its_own(office: Office, route: str) -> None:
    url = f"/cases/{_hold(office)}{route}"
    whole = office.client().get(url).content.decode()
    assert "<!doctype html>" in whole
    assert "Back to the case" in whole
    assert "<!doctype html>" not in _page(office, url)


def test_the_page_as_it_looks_can_do_nothing(office: Office) -> None:
    mail = message("x", html=f"<p onclick=alert(1)>Hello</p>{SCRIPT}<img src='http://evil.example/x'>")
    answer = office.client().get(f"/cases/{_hold(office, mail)}/html")
    policy = answer["Content-Security-Policy"].split("; ")
    assert policy[:2] == ["sandbox", "default-src 'none'"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    body = answer.content.decode().partition("<body>")[2]
    assert "<p>Hello</p>" in body
    assert "alert" not in body
    assert "evil" not in body


def test_what_cannot_be_shown_says_why(office: Office) -> None:
    mail = message("x", html="<div>" * 5000)
    case = _hold(office, mail)
    assert "built too deeply" in office.client().get(f"/cases/{case}/html").content.decode()
    assert "read" not in [action for _, action in office.record()]


def test_of_a_message_that_is_gone_the_record_is_shown(office: Office) -> None:
    case = _hold(office)
    models.Message.objects.filter(pk=case).update(content=None)
    page = _page(office, f"/cases/{case}")
    assert "no longer kept" in page
    assert "Grace Bishop (Year 8)" in page
    assert "hx-get" not in page.partition("message-heading")[2].partition("</section>")[0]
    assert office.client().get(f"/cases/{case}/message").status_code == 404


def test_of_private_mail_the_rule_and_the_kinds_are_shown(office: Office) -> None:
    case = office.hold(content=_mail().as_bytes(), subject="Private: Grace Bishop", change=private)
    page = _page(office, f"/cases/{case}")
    assert "A pupil’s name" in page
    assert "A pupil&#x27;s full name to an outside address" in page
    assert "Bishop" not in page.replace("a.teacher", "")
    for route in ROUTES[1:]:
        assert office.client().get(f"/cases/{case}{route}").status_code == 404
    assert office.client().post(f"/cases/{case}/files/1/download").status_code == 404
    assert not {"read", "downloaded"} & {action for _, action in office.record()}


@pytest.mark.parametrize("route", [*ROUTES, "/files/1/download"])
def test_nobody_else_comes_in(office: Office, route: str) -> None:
    url = f"/cases/{_hold(office)}{route}"
    before = office.record()
    people = (
        (office.account("a@oakfield.sch.uk", Role.AUDITOR), 403),
        (office.account("it@oakfield.sch.uk", Role.ADMINISTRATOR), 403),
        (office.account("dpl@riverside.sch.uk", Role.LEAD, RIVERSIDE), 404),
        (office.account("r@oakfield.sch.uk", Role.REVIEWER, rules="another-rule"), 404),
        (office.account("head@oakfield.sch.uk", Role.APPROVER, approves="headteacher"), 404),
    )
    for account, status in people:
        browser = office.client(account)
        ask = browser.post if route.endswith("download") else browser.get
        assert ask(url).status_code == status, account.email
    stranger = office.stranger()
    ask = stranger.post if route.endswith("download") else stranger.get
    assert ask(url).status_code == 302
    refused = [(email, "refused-entry") for email in ("a@oakfield.sch.uk", "it@oakfield.sch.uk")]
    assert office.record() == [*before, *refused]


@pytest.mark.parametrize("url", ["/cases/NOSUCHCASE00", "/cases/NOSUCHCASE00/message", "/cases/x'--/message"])
def test_a_case_that_is_not_there(office: Office, url: str) -> None:
    assert office.client().get(url).status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "99999"])
def test_a_file_that_is_not_there(office: Office, number: str) -> None:
    case = _hold(office)
    assert office.client().get(f"/cases/{case}/files/{number}").status_code == 404
    assert office.client().post(f"/cases/{case}/files/{number}/download").status_code == 404
    assert not {"read", "downloaded"} & {action for _, action in office.record()}


def test_a_file_is_saved_by_a_press_only(office: Office) -> None:
    case = _hold(office)
    assert office.client().get(f"/cases/{case}/files/1/download").status_code == 405
    strict = office.stranger(enforce_csrf_checks=True)
    strict.cookies = office.client().cookies
    assert strict.post(f"/cases/{case}/files/1/download").status_code == 403
    answer = office.client().post(f"/cases/{case}/files/1/download", {"reason": "For Grace's file"})
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert answer["Content-Disposition"] == 'attachment; filename="letter.docx"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    row = models.Audit.objects.get(action="downloaded")
    assert (row.actor, row.note) == (LEAD, "attachment 1")
    assert row.detail is not None
    assert office.seal.open(bytes(row.detail), f"audit {row.number}") == b"For Grace's file"


def _hostile(seen: Judged) -> Judged:
    """With a script wherever a text of the message may stand."""
    places = (
        Location(Place.SUBJECT),
        Location(Place.BODY, part=SCRIPT),
        Location(Place.HEADER, SCRIPT),
        Location(Place.ATTACHMENT, f"{SCRIPT}.pdf", SCRIPT),
    )
    findings = tuple(
        Finding(each, place, SCRIPT, 0.9, (SCRIPT,), SCRIPT, SCRIPT, SCRIPT)
        for each in DetectorId
        if each is not DetectorId.MARKED_PRIVATE
        for place in places
    )
    files = (AttachmentReport(f"{SCRIPT}.pdf", SCRIPT, Protection.NONE, SCRIPT),)
    report = replace(seen.report, findings=findings, attachments=files)
    texts = {"title": SCRIPT, "clause": SCRIPT, "reason": SCRIPT, "advice": SCRIPT, "sentence": SCRIPT}
    rules = tuple(replace(each, findings=findings, **texts) for each in seen.verdict.rules)
    return replace(seen, report=report, verdict=replace(seen.verdict, rules=rules))


def test_no_script_of_a_message_gets_into_a_page(office: Office) -> None:
    mail = message(f"Grace Bishop {SCRIPT}", subject=f"Grace Bishop {SCRIPT}", Comments=SCRIPT, X_Odd=SCRIPT)
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=f"{SCRIPT}.pdf")
    mail.add_attachment(
        f"<svg onload=alert(1)>{SCRIPT}</svg>".encode(), maintype="image", subtype="svg+xml", filename="x.svg"
    )
    mail.add_attachment(
        f"Grace Bishop {SCRIPT}".encode(), maintype="text", subtype="plain", filename="<b>.txt"
    )
    to = "<script>alert(1)</script>@example.com"
    case = office.hold(
        to, subject=SCRIPT, sender=f"{SCRIPT}@oakfield.sch.uk", content=mail.as_bytes(), change=_hostile
    )
    second = office.hold(to, sender=f"{SCRIPT}@oakfield.sch.uk", content=mail.as_bytes(), change=_hostile)
    pages = [
        _page(office, f"/cases/{second}"),
        office.client().get(f"/cases/{case}/message").content.decode(),
    ]
    pages += [
        _page(office, f"/cases/{case}{route}")
        for route in ("", "/message", "/files/1", "/files/2", "/files/3")
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "<svg" not in page
        assert "<b>.txt" not in page
    assert all("&lt;script&gt;" in page for page in (*pages[:4], pages[6]))


def test_no_query_is_made_for_each_case_of_the_sender(office: Office, django_queries: list[str]) -> None:
    browser = office.client()
    case = _hold(office)
    browser.get(f"/cases/{case}")
    django_queries.clear()
    browser.get(f"/cases/{case}")
    few = len(django_queries)
    for _ in range(5):
        office.hold(sender=TEACHER)
    django_queries.clear()
    browser.get(f"/cases/{case}")
    assert len(django_queries) <= few + 1


def test_a_private_message_that_was_opened_is_read_by_whom_it_was_opened_for(office: Office) -> None:
    case = office.hold(content=_mail().as_bytes(), change=private)
    mine, other = office.account(), office.account("head@oakfield.sch.uk", Role.DEPUTY)
    models.PrivateOpening.objects.create(
        case_id=case,
        asked_by=mine,
        asked_at=office.clock.now,
        reason=office.seal.close(b"Somebody may be in danger.", f"opening {case}"),
        decided_by=other,
        decided_at=office.clock.now,
        approved=True,
        open_until=office.clock.now + timedelta(hours=1),
    )
    assert office.client(other).get(f"/cases/{case}/message").status_code == 404
    assert office.client(mine).get(f"/cases/{case}/message").status_code == 200
    office.clock.now += timedelta(hours=2)
    assert office.client(mine).get(f"/cases/{case}/message").status_code == 404
