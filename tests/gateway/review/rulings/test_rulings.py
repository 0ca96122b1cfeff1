"""Rulings over HTTP: what leaves, what is on record, what the page says."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from gateway.actions.plan import Action, CaseState, Purpose, Route
from gateway.policy.rewriting import Rewriting
from gateway.policy.verdict import Disposition
from gateway.store import models
from tests.gateway.review.rulings.conftest import LETTER, ON_TOP, SHORTENED, Told, sent
from tests.gateway.review.rulings.visits import Hold, details, panel, post, state, text_of
from tests.gateway.review.sender.cases import OTHER, PARENT, RULE, TEACHER
from tests.support.review import LEAD, Office

PARTNER = "worker@example.org"
FOOTER = replace(
    RULE,
    id="footer",
    title="A footer to all outside",
    action=Disposition.REWRITE,
    rewriting=Rewriting(footers=frozenset({"Oakfield Academy"})),
)


def test_each_effect_is_stated_beforehand(office: Office, judge: Told, hold: Hold) -> None:
    said = panel(office.client(), hold(PARTNER, "mum@example.org"))
    assert "It goes to worker@example.org and mum@example.org as it was written." in said
    assert "by secure mail. The words stay as they are." in said
    assert f"{TEACHER} is told, and gets your note." in said
    assert "its text is deleted from here" in said


def test_released(office: Office, judge: Told, hold: Hold) -> None:
    case, other = hold(PARENT), hold(PARENT)
    answer = post(office.client(), case, "release")
    assert (answer.status_code, answer["Location"]) == (302, "/cases")
    (job,) = sent(office)
    assert (job.route, job.envelope.recipients, job.content) == (Route.NEXT_HOP, (PARENT,), ON_TOP + LETTER)
    assert state(office, case) is CaseState.RELEASED
    assert office.record()[-1] == (LEAD, Action.RELEASED)
    assert office.outbox.woken == 1
    assert judge.overruled == [], "nothing was tried: it goes as it came"
    page = office.client().get(f"/cases/{case}/ruling")
    assert "dpl released it (today" in text_of(page)
    assert b'<form method="post" action="/cases' not in page.content
    assert other != case


def test_the_next_message_is_offered(office: Office, judge: Told, hold: Hold) -> None:
    case, following = hold(), hold()
    client = office.client()
    post(client, case, "release")
    page = client.get("/cases").content.decode()
    assert f"Released: the message from {TEACHER} goes to {PARENT}." in page
    assert f'<a href="/cases/{following}">To the next message</a>' in page


def test_by_secure_mail(office: Office, judge: Told, hold: Hold) -> None:
    post(office.client(), hold(PARTNER), "securely")
    (job,) = sent(office)
    assert (job.route, job.envelope.recipients) == (Route.SECURE_MAIL, (PARTNER,))
    assert judge.overruled == [(RULE.id,)]
    assert office.record()[-1] == (LEAD, Action.RELEASED_SECURELY)
    assert len(judge.told) == 1


def test_secure_mail_that_does_not_reach_them_is_not_open(office: Office, judge: Told, hold: Hold) -> None:
    case = hold(PARENT)
    assert "secure mail" not in panel(office.client(), case)
    assert post(office.client(), case, "securely").status_code == 403
    assert sent(office) == []


def test_with_names_shortened_it_is_seen_first(office: Office, judge: Told, hold: Hold) -> None:
    case, client = hold(), office.client()
    assert post(client, case, "shortened").status_code == 409
    page = client.get(f"/cases/{case}/shortened").content.decode()
    assert "<del>Grace Bishop</del><ins>G.B.</ins>" in page
    assert office.record()[-1] == (LEAD, Action.READ)
    assert sent(office) == []
    (digest,) = re.findall(r'name="previewed" value="(\w+)"', page)
    assert post(client, case, "shortened", previewed=digest).status_code == 302
    (job,) = sent(office)
    assert job.content == ON_TOP + SHORTENED
    assert office.record()[-1] == (LEAD, Action.RELEASED_SHORTENED)


def test_what_was_not_seen_is_not_sent(office: Office, judge: Told, hold: Hold) -> None:
    case, client = hold(), office.client()
    page = client.get(f"/cases/{case}/shortened").content.decode()
    (digest,) = re.findall(r'name="previewed" value="(\w+)"', page)
    judge.content = SHORTENED.replace(b"kit", b"coat")
    answer = post(client, case, "shortened", previewed=digest)
    assert answer.status_code == 409
    assert "not what you were shown before" in text_of(answer)
    assert (state(office, case), sent(office)) == (CaseState.OPEN, [])


def test_what_cannot_be_changed_is_said(office: Office, judge: Told, hold: Hold) -> None:
    judge.cannot = "Its text is signed."
    case = hold(PARTNER)
    assert "Its text is signed." in text_of(office.client().get(f"/cases/{case}/shortened"))
    answer = post(office.client(), case, "securely")
    assert (answer.status_code, state(office, case)) == (409, CaseState.OPEN)
    assert "Nothing was done, because it is not possible: Its text is signed." in text_of(answer)


def test_what_other_rules_ask_for_is_done_unless_it_is_to_go_as_it_came(
    office: Office, judge: Told, hold: Hold
) -> None:
    as_ruled, as_it_came = hold(PARTNER, rules=(RULE, FOOTER)), hold(PARTNER, rules=(RULE, FOOTER))
    assert "What your other rules ask for is done first: “A footer to all outside”." in panel(
        office.client(), as_ruled
    )
    post(office.client(), as_ruled, "release")
    assert judge.overruled == [(RULE.id,)]
    assert [each.route for each in sent(office)] == [Route.SECURE_MAIL]
    post(office.client(), as_it_came, "as-it-came")
    assert [each.route for each in sent(office)] == [Route.NEXT_HOP]


def test_to_some_and_it_stays_held_for_the_others(office: Office, judge: Told, hold: Hold) -> None:
    case = hold(PARENT, OTHER)
    answer = post(office.client(), case, "some", how="release", to=[OTHER], rest="held")
    assert answer["Location"] == f"/cases/{case}"
    assert [each.envelope.recipients for each in sent(office)] == [(OTHER,)]
    now = office.case(case)
    assert (now.state, now.held, now.version) == (CaseState.OPEN, (PARENT,), 2)
    post(office.client(), case, "release", 2)
    (job,) = sent(office)
    assert (job.envelope.recipients, job.content) == ((PARENT,), ON_TOP + LETTER)


def test_to_some_and_the_others_do_not_get_it(office: Office, judge: Told, hold: Hold) -> None:
    case = hold(PARTNER, OTHER)
    post(office.client(), case, "some", how="securely", to=[PARTNER], rest="not-sent", words="Wrong family.")
    jobs = office.deliveries()
    assert [each.route for each in jobs if each.purpose is Purpose.MESSAGE] == [Route.SECURE_MAIL]
    subjects = [
        str(message_from_bytes(each.content, policy=default)["Subject"])
        for each in jobs
        if each.purpose is Purpose.NOTICE
    ]
    assert subjects == [
        f"On its way: “Museum trip” to {PARTNER}",
        f"Not sent: “Museum trip” to {OTHER}",
    ]
    assert office.record()[-2:] == [(LEAD, Action.RELEASED_SECURELY), (LEAD, Action.RETURNED)]
    page = panel(office.client(), case)
    assert "It was sent to: worker@example.org" in page
    assert OTHER not in page


def test_returned_with_a_note(office: Office, judge: Told, hold: Hold) -> None:
    case = hold()
    post(office.client(), case, "return", sentence=[RULE.advice], words="Ask the office for her new address.")
    (notice,) = office.deliveries()
    assert notice.envelope.recipients == (TEACHER,)
    assert b"Ask the office for her new address." in notice.content
    assert state(office, case) is CaseState.RETURNED
    assert details(office.seal, Action.RETURNED) == [f"{RULE.advice} Ask the office for her new address."]
    assert all("office" not in row.note for row in models.Audit.objects.all())


def test_what_was_typed_is_not_lost(office: Office, judge: Told, hold: Hold) -> None:
    case = hold(PARENT, OTHER)
    answer = post(office.client(), case, "some", how="release", rest="not-sent", words="<b>Wrong family</b>")
    assert answer.status_code == 422
    assert "Nobody is ticked." in text_of(answer)
    assert "&lt;b&gt;Wrong family&lt;/b&gt;</textarea>" in answer.content.decode()


def test_a_look_at_the_panel_asks_nothing_of_the_judge(office: Office, judge: Told, hold: Hold) -> None:
    case = hold(PARTNER, OTHER, rules=(RULE, FOOTER))
    office.client().get(f"/cases/{case}/ruling")
    assert judge.overruled == []
