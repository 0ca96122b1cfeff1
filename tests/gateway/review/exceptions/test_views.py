"""A false hold is said to be one: what the lead is shown before, what follows, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import cast

import pytest
from django.test import Client

from detectors.finding import Completion, DetectorId, Finding, Location, Place
from detectors.roster import Pupil, Roster
from gateway.actions.plan import Judged, Purpose
from gateway.inspection.judge import Judge
from gateway.policy.exceptions import Exceptions, Kind
from gateway.review.exceptions.offer import Offer, offer_for
from gateway.review.web.guard import Visit
from gateway.reviewers.person import Grant, Person
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.exceptions import ExceptionRecord, list_in_force
from gateway.store.rosters import ListCounts, ListRecord, remember
from tests.support.judged import NOW, RULE, TEACHER
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, Office, QuietJudge, private

PARENT, UNCLE = "parent@example.com", "uncle@example.com"
REASON = {"why": "known"}
OTHER_RULE = replace(RULE, id="pupil-file", title="A file about a pupil")


class ExceptedJudge(QuietJudge):
    """Knows what exceptions are in force."""

    def __init__(self) -> None:
        self.exceptions: Mapping[str, Exceptions] = {}

    def replace_exceptions(self, exceptions: Mapping[str, Exceptions]) -> None:
        self.exceptions = exceptions


@pytest.fixture
def judge(office: Office) -> ExceptedJudge:
    """Of the office."""
    judge = ExceptedJudge()
    object.__setattr__(office.site, "judge", cast(Judge, judge))
    return judge


def name(text: str = "Henry Tudor", pupil: str = "1042") -> Finding:
    return Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), text, 0.9, (pupil,))


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def url(case: str, **asked: object) -> str:
    return f"/cases/{case}/exception?" + "&".join(f"{key}={value}" for key, value in asked.items())


def in_force(office: Office) -> tuple[ExceptionRecord, ...]:
    return list_in_force(office.seal, [OAKFIELD, RIVERSIDE], NOW.date())


def make(client: Client, case: str, status: int = 302, **form: object) -> str:
    answer = client.post(f"/cases/{case}/exception", {"do": "make", **form})
    assert answer.status_code == status
    return answer.content.decode()


NAME = {"kind": "not-a-pupil", "place": 0}
FINE = {"kind": "fine", "place": 0, "rule": RULE.id}


def test_the_effect_is_said_before(office: Office, judge: ExceptedJudge) -> None:
    case, client = office.hold(PARENT, findings=(name(),)), office.client()
    shown = page(client, url(case, **NAME))
    assert (
        f"Until Tue 2 Feb 2027, mail from {TEACHER} is no longer held by the rule “{RULE.title}” because it"
        " says “Henry Tudor”."
    ) in shown
    wider = page(client, url(case, **NAME, scope="school", until="year"))
    assert "Until Tue 2 Nov 2027, mail from anybody at Oakfield Academy is no longer held" in wider
    pair = page(client, url(case, **FINE))
    assert f"mail from {TEACHER} to {PARENT} is no longer held by the rule “{RULE.title}”." in pair
    assert in_force(office) == ()
    assert judge.exceptions == {}


def test_it_is_made_and_counts_at_once(office: Office, judge: ExceptedJudge) -> None:
    case, client = office.hold(PARENT, findings=(name("Henry\nTudor"),)), office.client()
    answer = client.post(f"/cases/{case}/exception", {"do": "make", **NAME, **REASON})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case}")
    (made,) = in_force(office)
    assert (made.kind, made.sender, made.recipient, made.case) == (Kind.NOT_A_PUPIL, TEACHER, "", case)
    assert made.reason == "It is somebody from history, the news or a book"
    (counting,) = judge.exceptions[OAKFIELD].every
    assert (counting.phrase, counting.pupils) == ("henry tudor", {"1042"})
    assert office.record()[-2:] == [(LEAD, "exception-made"), (LEAD, "false-hold")]
    assert models.Case.objects.get(pk=case).state == "open"
    assert all(each.purpose is not Purpose.MESSAGE for each in office.deliveries())


def test_fine_is_for_one_recipient_and_one_rule(office: Office, judge: ExceptedJudge) -> None:
    case = office.hold(PARENT, UNCLE, rules=(RULE, OTHER_RULE))
    make(office.client(), case, kind="fine", place=1, rule=OTHER_RULE.id, why="agreed", words="Since June")
    (made,) = in_force(office)
    assert (made.sender, made.recipient, made.rule_ids) == (TEACHER, UNCLE, {OTHER_RULE.id})
    assert made.reason == "They have an agreement with the school, or a right by law. Since June"
    assert judge.exceptions[OAKFIELD].to(OTHER_RULE.id, TEACHER)
    assert not judge.exceptions[OAKFIELD].to(RULE.id, TEACHER)


def test_a_name_is_excepted_from_all_rules_that_it_was_held_by(office: Office, judge: ExceptedJudge) -> None:
    elsewhere = replace(RULE, id="monitored", action=RULE.action.__class__.DELIVER)
    case = office.hold(PARENT, findings=(name(),), rules=(RULE, OTHER_RULE, elsewhere))
    assert f"the rules “{RULE.title}” and “{OTHER_RULE.title}”" in page(office.client(), url(case, **NAME))
    make(office.client(), case, **NAME, **REASON)
    assert in_force(office)[0].rule_ids == {RULE.id, OTHER_RULE.id}


def test_only_the_mistake_is_noted(office: Office, judge: ExceptedJudge) -> None:
    case = office.hold(PARENT)
    make(office.client(), case, **FINE, do="note")
    assert in_force(office) == ()
    assert models.Case.objects.get(pk=case).false_hold == "fine"
    assert office.record()[-1] == (LEAD, "false-hold")


BAD_REASONS = (
    ({}, "Choose a reason"),
    ({"why": "nonsense"}, "Choose a reason"),
    ({"why": "other"}, "write a few words"),
    ({"why": "other", "words": "   short "}, "write a few words"),
    ({"why": "known", "words": "x" * 501}, "500 characters"),
)


def test_a_reason_is_asked_for(office: Office, judge: ExceptedJudge) -> None:
    case, client = office.hold(PARENT, findings=(name(),)), office.client()
    for reason, said in BAD_REASONS:
        shown = make(client, case, 400, **NAME, **reason, until="year")
        assert said in shown
        assert 'role="alert"' in shown
        assert "Until Tue 2 Nov 2027" in shown
    assert in_force(office) == ()


def with_pupils(office: Office, *pupils: Pupil) -> None:
    record = ListRecord(OAKFIELD, "p.csv", "p.csv", "csv", "1", ListCounts(len(pupils)), NOW, NOW, NOW)
    remember(office.seal, record, Roster(pupils))


def test_a_pupils_own_name_is_only_for_one_pair_and_in_own_words(
    office: Office, judge: ExceptedJudge
) -> None:
    with_pupils(office, Pupil("1042", "Henry", "Tudor"))
    case, client = office.hold(PARENT, UNCLE, findings=(name("TUDOR, Henry"),)), office.client()
    shown = page(client, url(case, **NAME, scope="school"))
    assert "Careful: “TUDOR, Henry” is the name of a pupil on your list." in shown
    assert f"mail from {TEACHER} to {PARENT} is no longer held" in shown
    assert "anybody at" not in shown
    assert "write a few words" in make(client, case, 400, **NAME, **REASON)
    make(client, case, **NAME, scope="school", to=1, words="He is in the play, not at school here.")
    (made,) = in_force(office)
    assert (made.sender, made.recipient) == (TEACHER, UNCLE)


def test_a_pupils_own_name_from_an_unsure_sender_is_only_noted(office: Office, judge: ExceptedJudge) -> None:
    with_pupils(office, Pupil("1042", "Henry", "Tudor"))
    case = office.hold(PARENT, findings=(name(),), sender="")
    shown = page(office.client(), url(case, **NAME))
    assert "There can be no exception." in shown
    assert "Make this exception" not in shown
    make(office.client(), case, **NAME, words="It is somebody else altogether.")
    assert in_force(office) == ()
    assert models.Case.objects.get(pk=case).false_hold == "not-a-pupil"


def unread(judged: Judged) -> Judged:
    completion = tuple((detector, Completion.PARTIAL) for detector in DetectorId)
    return replace(judged, report=replace(judged.report, completion=completion))


def forbidden(judged: Judged) -> Judged:
    rules = tuple(replace(each, exceptions=False) for each in judged.verdict.rules)
    return replace(judged, verdict=replace(judged.verdict, rules=rules))


NONSENSE: tuple[dict[str, object], ...] = (
    {},
    {"kind": "fine"},
    {"kind": "fine", "place": 7, "rule": RULE.id},
    {"kind": "fine", "place": 0, "rule": "no-such-rule"},
    {"kind": "not-a-pupil", "place": 1},  # an identifier
    {"kind": "not-a-pupil", "place": 2},  # one word
    {"kind": "not-a-pupil", "place": -1},
    {"kind": "not-a-pupil", "place": "9" * 5000},
    {"kind": "anything", "place": 0},
    {**NAME, "until": "for-ever"},
    {**NAME, "scope": "everybody"},
    {**NAME, "to": "x"},
)


def test_what_nothing_narrow_can_be_made_of_is_not_found(office: Office, judge: ExceptedJudge) -> None:
    identifier = Finding(DetectorId.IDENTIFIER, Location(Place.BODY), "A123456789012", pupils=("1042",))
    case = office.hold(PARENT, findings=(name(), identifier, name("Henry")))
    client = office.client()
    for asked in NONSENSE:
        page(client, url(case, **asked), 404)
        make(client, case, 404, **asked, **REASON)
    assert in_force(office) == ()


def test_what_is_not_offered_cannot_be_had(office: Office, judge: ExceptedJudge) -> None:
    client = office.client()
    marked = office.hold(PARENT, findings=(name(),), change=private)
    page(client, url(marked, **NAME), 404)
    page(client, url(marked, **FINE))
    half = office.hold(PARENT, findings=(name(),), change=unread)
    page(client, url(half, **FINE), 404)
    page(client, url(half, **NAME))
    strict = office.hold(PARENT, findings=(name(),), change=forbidden)
    page(client, url(strict, **FINE), 404)
    page(client, url(strict, **NAME), 404)


def test_hostile_content_stays_text(office: Office, judge: ExceptedJudge) -> None:
    case = office.hold(PARENT, findings=(name("<script>alert(1)</script> Tudor"),))
    client = office.client()
    assert b"<script>alert" not in client.get(url(case, **NAME)).content
    make(client, case, **NAME, why="other", words="<script>alert(2)</script>")
    listed = client.get("/exceptions").content
    assert b"<script>alert" not in listed
    assert b"&lt;script&gt;alert(2)" in listed


def test_the_list(office: Office, judge: ExceptedJudge) -> None:
    client = office.client()
    assert "There are no exceptions" in page(client, "/exceptions")
    case = office.hold(PARENT, findings=(name(),))
    make(client, case, **NAME, **REASON)
    shown = page(client, "/exceptions")
    assert f"“Henry Tudor” is not a pupil Mail from {TEACHER} Rule: {RULE.title}" in shown
    assert "92 days left" in shown
    assert "It is somebody from history" in shown
    assert "not yet" in shown


def test_revoking(office: Office, judge: ExceptedJudge) -> None:
    client = office.client()
    make(client, office.hold(PARENT, findings=(name(),)), **NAME, **REASON)
    (made,) = in_force(office)
    assert client.get(f"/exceptions/{made.id}/revoke").status_code == 405
    answer = client.post(f"/exceptions/{made.id}/revoke")
    assert (answer.status_code, answer["Location"]) == (302, "/exceptions")
    assert in_force(office) == ()
    assert judge.exceptions == {}
    shown = page(client, "/exceptions")
    assert "Such mail is held again" in shown
    assert f"Revoked Mon 2 Nov 2026 by {LEAD}" in shown
    client.post(f"/exceptions/{made.id}/revoke")
    assert "Somebody else has revoked it before you." in page(client, "/exceptions")
    assert client.post("/exceptions/999/revoke").status_code == 404


def test_an_ended_one(office: Office, judge: ExceptedJudge) -> None:
    client = office.client()
    make(client, office.hold(PARENT, findings=(name(),)), **NAME, **REASON)
    models.RuleException.objects.update(last_day=NOW.date() - timedelta(days=1))
    shown = page(client, "/exceptions")
    assert "Ended Sun 1 Nov 2026" in shown
    assert "There are no exceptions" in shown


def test_another_school_is_out_of_reach(office: Office, judge: ExceptedJudge) -> None:
    make(office.client(), office.hold(PARENT, findings=(name(),)), **NAME, **REASON)
    (made,) = in_force(office)
    theirs = office.hold(PARENT, findings=(name(),))
    neighbour = office.client(office.account("dpl@riverside.sch.uk", Role.LEAD, RIVERSIDE))
    assert "Henry" not in page(neighbour, "/exceptions")
    page(neighbour, url(theirs, **NAME), 404)
    make(neighbour, theirs, 404, **NAME, **REASON)
    assert neighbour.post(f"/exceptions/{made.id}/revoke").status_code == 404
    assert in_force(office) == (made,)


def test_who_may_make_none_gets_nowhere(office: Office, judge: ExceptedJudge) -> None:
    case = office.hold(PARENT, findings=(name(),))
    for role in (Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR):
        client = office.client(office.account(f"{role}@oakfield.sch.uk", role))
        for answer in (
            client.get(url(case, **NAME)),
            client.post(f"/cases/{case}/exception", {"do": "make", **NAME, **REASON}),
            client.get("/exceptions"),
            client.post("/exceptions/1/revoke"),
        ):
            assert answer.status_code == 403
    assert in_force(office) == ()


def test_a_form_from_elsewhere_is_refused(office: Office, judge: ExceptedJudge) -> None:
    case, stranger = office.hold(PARENT), office.stranger(enforce_csrf_checks=True)
    stranger.force_login(office.account())
    assert stranger.post(f"/cases/{case}/exception", {"do": "make", **FINE, "why": "own"}).status_code == 403
    assert in_force(office) == ()


def offer(office: Office, case: str, *grants: Grant) -> Offer:
    person = Person(1, LEAD, "Lead", grants or (Grant(Role.LEAD, OAKFIELD),))
    return offer_for(Visit(office.site, person, NOW), office.case(case))


def test_what_a_case_offers(office: Office, judge: ExceptedJudge) -> None:
    findings = (name(), name("HENRY TUDOR"), name("Grace Bishop", "1043"), name("Henry"))
    case = office.hold(PARENT, UNCLE, findings=findings)
    shown = offer(office, case)
    assert [each.phrase for each in shown.names] == ["Henry Tudor", "Grace Bishop"]
    assert [(each.recipient, each.rule) for each in shown.pairs] == [
        (PARENT, RULE.title),
        (UNCLE, RULE.title),
    ]
    client = office.client()
    for each in (*shown.names, *shown.pairs):
        page(client, each.url)
    make(client, case, **NAME, **REASON)
    again = offer(office, case)
    assert again.noted
    assert [(each.phrase, each.until) for each in again.made] == [("Henry Tudor", "Tue 2 Feb 2027")]
    assert [each.phrase for each in again.names] == ["Grace Bishop"]
    make(client, case, **FINE, why="consent")
    assert [each.recipient for each in offer(office, case).pairs] == [UNCLE]


def test_who_is_offered_nothing(office: Office, judge: ExceptedJudge) -> None:
    case = office.hold(PARENT, findings=(name(),))
    assert offer(office, case)
    assert not offer(office, case, Grant(Role.LEAD, RIVERSIDE))
    assert not offer(office, case, Grant(Role.REVIEWER, OAKFIELD))
    assert not offer(office, case, Grant(Role.DEPUTY, OAKFIELD, frozenset({"another-rule"})))
    assert offer(office, office.hold(PARENT, change=unread)).unread


def test_ten_thousand_findings_are_offered_in_no_time(office: Office, judge: ExceptedJudge) -> None:
    findings = tuple(name(f"Henry Tudor the {number}th") for number in range(10_000))
    shown = offer(office, office.hold(PARENT, findings=findings))
    assert len(shown.names) == 8
    assert shown.more == 9992
