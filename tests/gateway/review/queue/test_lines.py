"""What a line of the queue tells of a case, and what it does not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.sending import RecipientClass
from gateway.actions.plan import CaseState, Judged
from gateway.reviewers.roles import Role
from gateway.store import models
from tests.gateway.review.queue.reading import set_row, shown, text
from tests.support.judged import NOW, RULE
from tests.support.review import Office, private

RECORDS = replace(RULE, id="records", title="A list of pupils' records")
HOSTILE = "<script>alert(1)</script>\"'><img src=x>"


def to_a_parent(seen: Judged) -> Judged:
    classes = frozenset({RecipientClass.EXTERNAL, RecipientClass.PERSONAL, RecipientClass.CONTACT})
    people = tuple(replace(each, classes=classes) for each in seen.verdict.recipients)
    return replace(seen, verdict=replace(seen.verdict, recipients=people))


def name(text: str) -> Finding:
    return Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), text, 1.0, (text,))


def test_a_line_says_who_wrote_to_whom_and_why_it_is_held(office: Office) -> None:
    people = [f"{each}@example.com" for each in ("mum", "dad", "nan")]
    found = (name("Grace Bishop"), name("Grace Bishop"), name("Zoë O'Neill"))
    case = office.hold(*people, findings=found, rules=(RULE, RECORDS), change=to_a_parent)
    office.clock.now = NOW + timedelta(hours=1)
    said = text(office.client())
    assert (
        f"a.teacher@oakfield.sch.uk , {case} to mum@example.com (a parent or carer on the pupil list)" in said
    )
    assert "to dad@example.com (a parent or carer on the pupil list) and 1 other “Museum trip”" in said
    assert "A pupil's full name to an outside address A list of pupils' records 2 pupils named" in said
    assert "● ○○○○ Minor" in said
    assert f"today {NOW.astimezone():%H:%M}" in said


def test_no_name_is_in_the_list(office: Office) -> None:
    office.hold()
    assert "Bishop" not in text(office.client())


def test_of_a_private_message_nothing_is_told_that_it_says(office: Office) -> None:
    office.hold(subject="Personal: my results", change=private)
    said = text(office.client())
    assert "Marked as private" in said
    assert "my results" not in said
    assert "pupil named" not in said


def test_marks_are_words(office: Office) -> None:
    asked, wrong = office.hold(), office.hold()
    set_row(asked, asked_at=NOW)
    set_row(wrong, false_hold="not-a-pupil")
    other = office.account("jo@oakfield.sch.uk", Role.DEPUTY)
    office.site.presence.note(asked, other.pk, "Jo Evans")
    said = text(office.client())
    assert "Its sender asks for it Jo Evans is looking at it" in said
    assert said.count("Held by mistake") == 2  # one is a field of the form
    assert "Jo Evans is looking" not in text(office.client(other))


@pytest.mark.parametrize(
    ("hours", "marks"), [(-1, {"Time is up"}), (23, {"Soon"}), (25, set()), (100, set())]
)
def test_what_has_less_than_a_school_day_left_is_marked(office: Office, hours: int, marks: set[str]) -> None:
    set_row(office.hold(), deadline_at=NOW + timedelta(hours=hours))  # it is a Monday
    page = office.client().get("/cases").content.decode()
    assert set(re.findall(r'<span class="badge \w+">([\w ]+)<', page)) == marks


def test_on_a_friday_a_school_day_ends_after_the_weekend(office: Office) -> None:
    office.clock.now = NOW + timedelta(days=4)
    set_row(office.hold(), deadline_at=NOW + timedelta(days=6, hours=23))
    assert "Soon " in text(office.client())


def test_what_is_decided_says_what_became_of_it(office: Office) -> None:
    case = office.hold()
    set_row(case, state=CaseState.RELEASED, closed_at=NOW)
    lead = office.client()
    assert shown(lead) == []
    assert shown(lead, "/cases?state=released") == [case]
    said = text(lead, "/cases?state=all")
    assert f"Released today {NOW.astimezone():%H:%M}" in said
    assert "Waiting 0 Released 1 All 1" in said


def test_details_that_were_deleted_are_said_to_be(office: Office) -> None:
    models.Message.objects.filter(pk=office.hold(subject="")).update(details_gone_at=NOW)
    assert "The subject is no longer kept" in text(office.client())


def test_nothing_that_is_shown_is_taken_for_html(office: Office) -> None:
    rule = replace(RULE, title=HOSTILE)
    office.hold(f"{HOSTILE}@example.com", sender=HOSTILE, subject=HOSTILE, rules=(rule,))
    lead = office.client()
    filtered = "&".join(f"{each}={HOSTILE}" for each in ("q", "sender", "rule", "school"))
    for address in ("/cases", f"/cases?{filtered}"):
        page = lead.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
