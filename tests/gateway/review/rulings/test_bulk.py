"""Several cases at once: only where the reasons are the same, and each by itself."""

from __future__ import annotations

import re
from dataclasses import replace

from gateway.actions.plan import Action, CaseState
from gateway.reviewers.roles import Role
from tests.gateway.review.rulings.conftest import Told, sent
from tests.gateway.review.rulings.visits import Hold, post, state, text_of
from tests.gateway.review.sender.cases import OTHER, PARENT, RULE, TEACHER
from tests.support.review import LEAD, RIVERSIDE, SECOND_LEAD, Office

LIST = replace(RULE, id="pupil-list", title="A list of pupils")


def seen(*cases: str, version: int = 1) -> list[str]:
    return [f"{version}.{each}" for each in cases]


def query(*cases: str) -> str:
    return "/cases/rulings?" + "&".join(f"case={each}" for each in cases)


def test_what_would_happen_to_each_is_shown(office: Office, judge: Told, hold: Hold) -> None:
    one, other = hold(PARENT), hold(OTHER)
    page = office.client().get(query(one, other))
    said = text_of(page)
    assert "Decide on 2 messages together" in said
    assert f"“{RULE.title}”" in said
    assert f"It goes to {PARENT} as it was written." in said
    assert f"It goes to {OTHER} as it was written." in said
    assert re.findall(r'name="seen" value="([^"]+)"', page.content.decode()) == seen(one, other) * 2


def test_released_together_each_is_its_own_ruling(office: Office, judge: Told, hold: Hold) -> None:
    one, other = hold(PARENT), hold(OTHER)
    answer = office.client().post("/cases/rulings", {"way": "release", "seen": seen(one, other)})
    assert "2 messages were released." in text_of(answer)
    assert sorted(each.envelope.recipients for each in sent(office)) == [(OTHER,), (PARENT,)]
    assert office.record()[-2:] == [(LEAD, Action.RELEASED)] * 2


def test_returned_together_with_one_note(office: Office, judge: Told, hold: Hold) -> None:
    one, other = hold(PARENT), hold(OTHER)
    client = office.client()
    wanting = client.post("/cases/rulings", {"way": "return", "seen": seen(one, other)})
    assert wanting.status_code == 422
    assert "The note is empty." in text_of(wanting)
    client.post("/cases/rulings", {"way": "return", "seen": seen(one, other), "sentence": [RULE.advice]})
    notices = office.deliveries()
    assert len(notices) == 2
    assert all(RULE.advice.encode() in each.content for each in notices)
    assert state(office, one) is state(office, other) is CaseState.RETURNED


def test_different_reasons_are_decided_apart(office: Office, judge: Told, hold: Hold) -> None:
    one, other = hold(), hold(rules=(LIST,))
    page = office.client().get(query(one, other))
    assert "These cannot be decided together" in text_of(page)
    assert b"<textarea" not in page.content
    assert f'href="/cases/rulings?case={other}"' in page.content.decode()
    answer = office.client().post("/cases/rulings", {"way": "release", "seen": seen(one, other)})
    assert (answer.status_code, sent(office)) == (400, [])


def test_somebody_else_was_faster_with_one(office: Office, judge: Told, hold: Hold) -> None:
    one, other = hold(PARENT), hold(OTHER)
    post(office.client(office.account(SECOND_LEAD, Role.DEPUTY)), one, "return", words="Use initials.")
    office.deliveries()
    answer = office.client().post("/cases/rulings", {"way": "release", "seen": seen(one, other)})
    said = text_of(answer)
    assert "1 message was released." in said
    assert "head returned it to its sender (today" in said
    assert [each.envelope.recipients for each in sent(office)] == [(OTHER,)]


def test_what_cannot_be_ruled_on_is_left_out_and_said(office: Office, judge: Told, hold: Hold) -> None:
    own, other = hold(sender=LEAD), hold()
    page = text_of(office.client().get(query(own, other)))
    assert "Decide on 1 message" in page
    assert "You sent it yourself" in page
    answer = office.client().post("/cases/rulings", {"way": "release", "seen": seen(own, other)})
    assert "You sent it yourself" in text_of(answer)
    assert (state(office, own), state(office, other)) == (CaseState.OPEN, CaseState.RELEASED)


def test_nothing_ticked_and_nothing_left(office: Office, judge: Told, hold: Hold) -> None:
    case = hold()
    assert "Nothing was ticked" in text_of(office.client().get("/cases/rulings"))
    post(office.client(), case, "release")
    assert "Nothing is left to decide" in text_of(office.client().get(query(case)))
    assert f"{TEACHER}" in text_of(office.client().get(query(case)))


def test_another_schools_case_spoils_it(office: Office, judge: Told, hold: Hold) -> None:
    mine, theirs = hold(), hold(school=RIVERSIDE, sender="a.teacher@riverside.sch.uk")
    assert office.client().get(query(mine, theirs)).status_code == 404
    answer = office.client().post("/cases/rulings", {"way": "release", "seen": seen(mine, theirs)})
    assert (answer.status_code, sent(office)) == (404, [])


def test_neither_deleted_nor_shortened_together(office: Office, judge: Told, hold: Hold) -> None:
    case = hold()
    for way in ("propose-deletion", "shortened", "securely", "as-it-came", ""):
        assert office.client().post("/cases/rulings", {"way": way, "seen": seen(case)}).status_code == 400
    for values in ([], ["x"], ["1"], ["9" * 5000 + f".{case}"]):
        answer = office.client().post("/cases/rulings", {"way": "release", "seen": values})
        assert answer.status_code in (400, 404)
    assert state(office, case) is CaseState.OPEN
