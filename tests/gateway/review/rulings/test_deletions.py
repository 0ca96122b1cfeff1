"""To delete takes two people."""

from __future__ import annotations

from gateway.actions.plan import Action, CaseState
from gateway.reviewers.roles import Role
from gateway.store import models
from tests.gateway.review.rulings.conftest import Told
from tests.gateway.review.rulings.visits import Hold, panel, post, state
from tests.gateway.review.sender.cases import OTHER, PARENT, TEACHER
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, SECOND_LEAD, Office


def test_two_people_delete(office: Office, judge: Told, hold: Hold) -> None:
    case, lead = hold(), office.client()
    head = office.client(office.account(SECOND_LEAD, Role.DEPUTY))
    answer = post(lead, case, "propose-deletion", reason="Sent by somebody who took over her account.")
    assert answer["Location"] == f"/cases/{case}"
    assert (state(office, case), office.deliveries()) == (CaseState.OPEN, [])
    assert post(lead, case, "agree-to-deletion").status_code == 403, "not by the same person"
    page = panel(head, case)
    assert "dpl asks for it to be deleted" in page
    assert "Sent by somebody who took over her account." in page
    assert post(head, case, "agree-to-deletion").status_code == 302
    (notice,) = office.deliveries()
    assert b"took over" not in notice.content
    assert state(office, case) is CaseState.DELETED
    assert not models.Content.objects.filter(pk=case).exists()
    assert office.record()[-2:] == [(LEAD, Action.DELETION_PROPOSED), (SECOND_LEAD, Action.DELETED)]
    assert models.DeletionProposal.objects.count() == 0


def test_a_deletion_is_dropped(office: Office, judge: Told, hold: Hold) -> None:
    case, lead = hold(), office.client()
    head = office.client(office.account(SECOND_LEAD, Role.DEPUTY))
    post(lead, case, "propose-deletion", reason="I think it is spam.")
    post(head, case, "drop-deletion")
    assert state(office, case) is CaseState.OPEN
    assert office.record()[-1] == (SECOND_LEAD, Action.DELETION_DROPPED)
    assert post(head, case, "agree-to-deletion").status_code == 403


def test_a_ruling_ends_what_was_proposed(office: Office, judge: Told, hold: Hold) -> None:
    case = hold(PARENT, OTHER)
    head = office.client(office.account(SECOND_LEAD, Role.DEPUTY))
    post(head, case, "propose-deletion", reason="I think it is spam.")
    post(head, case, "some", how="release", to=[OTHER])
    assert "asks for it to be deleted" not in panel(office.client(), case)
    assert post(office.client(), case, "agree-to-deletion", 2).status_code == 403


def test_without_a_second_person_a_deputy_has_to_be_invited(office: Office, judge: Told, hold: Hold) -> None:
    case, lead = hold(), office.client()
    assert "invite a deputy first" in panel(lead, case)
    office.account("dpl@riverside.sch.uk", Role.LEAD, RIVERSIDE)
    assert "invite a deputy first" in panel(lead, case), "of another school"
    office.account(TEACHER, Role.DEPUTY)
    assert "invite a deputy first" in panel(lead, case), "who sent it"
    office.account(SECOND_LEAD, Role.DEPUTY)
    assert "invite a deputy first" not in panel(lead, case)


def test_what_an_open_incident_needs_is_not_deleted(office: Office, judge: Told, hold: Hold) -> None:
    case = hold()
    head = office.client(office.account(SECOND_LEAD, Role.DEPUTY))
    post(head, case, "propose-deletion", reason="I think it is spam.")
    now = office.clock.now
    school = models.School.objects.get(name=OAKFIELD)
    incident = models.Incident.objects.create(school=school, opened_at=now, known_at=now, facts=b"")
    models.IncidentCase.objects.create(incident=incident, message_id=case, added_at=now)
    assert "Until that is closed it cannot be deleted." in panel(office.client(), case)
    assert post(office.client(), case, "agree-to-deletion").status_code == 403
    assert state(office, case) is CaseState.OPEN
