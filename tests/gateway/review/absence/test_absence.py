"""Somebody is away, and another does their work: what that gives, for how long, and to whom it cannot go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gateway.actions.plan import Action
from gateway.review.absence.form import AbsenceForm, Absent, read_form
from gateway.reviewers.roles import Right, Role
from gateway.store import models
from gateway.store.absences import (
    CannotCoverError,
    absence_of,
    colleagues_of,
    covered_by,
    covered_grants,
    end_absence,
    set_absence,
    standing_in,
)
from gateway.store.accounts import person_of
from tests.support.judged import NOW
from tests.support.review import OAKFIELD, RIVERSIDE, Office

TODAY = NOW.date()
FRIDAY = TODAY + timedelta(days=4)
TOMORROW = TODAY + timedelta(days=1)
HEAD, DEPUTY, CLERK = "head@oakfield.sch.uk", "deputy@oakfield.sch.uk", "clerk@oakfield.sch.uk"


def away(office: Office, who: models.Account, cover: models.Account, days: int = 4) -> None:
    set_absence(office.seal, who.pk, cover.pk, TODAY, TODAY + timedelta(days=days), NOW)


def test_while_somebody_is_away_another_has_their_roles_too(office: Office) -> None:
    lead, deputy = office.account(), office.account(DEPUTY, Role.DEPUTY)
    office.account(lead.email, Role.LEAD, RIVERSIDE)
    away(office, lead, deputy)

    covering = person_of(deputy.pk, FRIDAY)
    assert covering.reach(Right.RULE).whole(RIVERSIDE)
    assert not covering.may(Right.MANAGE_PEOPLE), "who covers decides on mail, and lets nobody in"
    assert not person_of(deputy.pk, FRIDAY + timedelta(days=1)).reach(Right.RULE).whole(RIVERSIDE)
    assert not person_of(deputy.pk, TODAY - timedelta(days=1)).reach(Right.RULE).whole(RIVERSIDE)
    assert person_of(lead.pk, TODAY).may(Right.MANAGE_PEOPLE)


def test_nobody_covers_through_a_second_absence(office: Office) -> None:
    lead, deputy, other = (
        office.account(),
        office.account(DEPUTY, Role.DEPUTY),
        office.account(HEAD, Role.REVIEWER),
    )
    away(office, lead, deputy)
    away(office, deputy, other)

    assert {each.role for each in covered_grants(other.pk, TODAY)} == {Role.DEPUTY}
    assert {each.role for each in covered_grants(deputy.pk, TODAY)} == {Role.DEPUTY}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_whose_role_sees_no_content_neither_covers_nor_is_covered(office: Office, role: Role) -> None:
    lead, clerk = office.account(), office.account(CLERK, role)

    assert colleagues_of(lead.pk) == ()
    with pytest.raises(CannotCoverError):
        away(office, lead, clerk)
    with pytest.raises(CannotCoverError):
        away(office, clerk, lead)


def test_who_loses_the_role_of_their_own_loses_what_they_cover(office: Office) -> None:
    lead, deputy = office.account(), office.account(DEPUTY, Role.DEPUTY)
    away(office, lead, deputy)
    models.Grant.objects.filter(account=deputy).update(role=Role.AUDITOR)

    assert not person_of(deputy.pk, TODAY).may(Right.SEE_CONTENT)
    assert standing_in((lead.email,), TODAY) == ()


def test_only_the_roles_that_see_content_go_over(office: Office) -> None:
    lead, deputy = office.account(), office.account(DEPUTY, Role.DEPUTY)
    office.account(lead.email, Role.ADMINISTRATOR, None)
    away(office, lead, deputy)

    assert {each.role for each in covered_grants(deputy.pk, TODAY)} == {Role.DEPUTY}


def test_what_was_closed_covers_nobody_and_is_not_covered(office: Office) -> None:
    lead, deputy = office.account(), office.account(DEPUTY, Role.DEPUTY)
    away(office, lead, deputy)
    models.Account.objects.filter(pk=lead.pk).update(is_active=False)

    assert covered_grants(deputy.pk, TODAY) == ()
    assert covered_by(deputy.pk, TODAY) == ()
    models.Account.objects.update(is_active=False)
    assert person_of(deputy.pk, TODAY).grants == ()


def test_who_may_be_chosen(office: Office) -> None:
    lead = office.account()
    office.account(HEAD, Role.APPROVER, approves="headteacher")
    office.account(DEPUTY, Role.DEPUTY, None)
    office.account("deputy@riverside.sch.uk", Role.DEPUTY, RIVERSIDE)
    office.account(CLERK, Role.AUDITOR)
    gone = office.account("gone@oakfield.sch.uk", Role.DEPUTY)
    models.Account.objects.filter(pk=gone.pk).update(is_active=False)

    assert [each.email for each in colleagues_of(lead.pk)] == [DEPUTY, HEAD]


def test_who_covers_gets_the_mail_too(office: Office) -> None:
    lead, deputy = office.account(), office.account(DEPUTY, Role.DEPUTY)
    away(office, lead, deputy)

    assert standing_in((lead.email.upper(), "other@oakfield.sch.uk"), TODAY) == (DEPUTY,)
    assert standing_in((lead.email, DEPUTY), TODAY) == ()
    assert standing_in((DEPUTY,), TODAY) == ()
    assert standing_in((lead.email,), FRIDAY + timedelta(days=1)) == ()


def test_it_can_end_earlier_and_is_on_record(office: Office) -> None:
    lead, deputy = office.account(), office.account(DEPUTY, Role.DEPUTY)
    away(office, lead, deputy)
    assert end_absence(office.seal, lead.pk, NOW + timedelta(days=1))

    assert absence_of(lead.pk, TOMORROW) is None
    assert covered_grants(deputy.pk, TOMORROW) == ()
    assert not end_absence(office.seal, lead.pk, NOW + timedelta(days=1))
    assert office.record() == [(lead.email, Action.ABSENCE_SET)] * 2
    entries = models.Audit.objects.order_by("number").values_list("note", flat=True)
    assert list(entries) == [f"away from {TODAY} to {FRIDAY}, covered by {DEPUTY}", "back"]


def test_a_new_absence_takes_the_place_of_the_old(office: Office) -> None:
    lead, deputy, head = (
        office.account(),
        office.account(DEPUTY, Role.DEPUTY),
        office.account(HEAD, Role.LEAD),
    )
    away(office, lead, deputy)
    away(office, lead, head, days=1)

    assert covered_grants(deputy.pk, TODAY) == ()
    (covering,) = covered_by(head.pk, TODAY)
    assert (covering.person, covering.last_day) == (lead.name, TOMORROW)


@pytest.mark.parametrize(
    ("first", "last", "cover", "faults"),
    [
        ("2026-11-02", "2026-11-06", "7", set()),
        ("2026-11-02", "2026-11-02", "7", set()),
        ("2026-11-01", "2026-11-06", "7", {"first"}),
        ("2026-11-06", "2026-11-05", "7", {"last"}),
        ("2026-11-06", "2028-11-05", "7", {"last"}),
        ("", "", "", {"first", "last", "cover"}),
        ("tomorrow", "20261106", "8", {"first", "last", "cover"}),
        ("2026-11-02", "2026-11-06", "7 ", {"cover"}),
    ],
)
def test_what_is_filled_in(first: str, last: str, cover: str, faults: set[str]) -> None:
    read = read_form({"first": first, "last": last, "cover": cover}, date(2026, 11, 2), (7,))

    if faults:
        assert isinstance(read, AbsenceForm)
        assert set(read.faults) == faults
        assert (read.first, read.last, read.cover) == (first, last, cover)
    else:
        assert read == Absent(date.fromisoformat(first), date.fromisoformat(last), 7)


def given(cover: models.Account) -> dict[str, str]:
    return {"first": "2026-11-02", "last": "2026-11-06", "cover": str(cover.pk)}


def test_the_page_from_away_to_back(office: Office) -> None:
    deputy = office.account(DEPUTY, Role.DEPUTY)
    browser = office.client()
    assert "Choose a colleague" in browser.get("/me").content.decode()

    answer = browser.post("/me/absence", given(deputy), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/me/absence", 302)]
    assert "deputy does your work while you are away." in page
    assert "You are away until Fri 6 Nov." in page

    queue = office.client(deputy).get("/cases").content.decode()
    assert "You cover for <strong>dpl</strong> until Fri 6 Nov" in queue
    assert "You are away until Fri 6 Nov" in browser.get("/cases").content.decode()

    back = browser.post("/me/absence/end", follow=True).content.decode()
    assert "You do your work yourself again." in back
    assert "You cover" not in office.client(deputy).get("/cases").content.decode()


def test_faults_are_said_beside_their_fields(office: Office) -> None:
    office.account(DEPUTY, Role.DEPUTY)
    answer = office.client().post("/me/absence", {"first": "2026-10-30", "last": "<b>", "cover": "99"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count('aria-invalid="true"') == 3
    assert "Choose today or a later day." in page
    assert 'value="&lt;b&gt;"' in page
    assert models.Absence.objects.count() == 0


@pytest.mark.parametrize(
    ("email", "role", "school"),
    [
        ("deputy@riverside.sch.uk", Role.DEPUTY, RIVERSIDE),
        (CLERK, Role.ADMINISTRATOR, OAKFIELD),
        (DEPUTY, Role.DEPUTY, OAKFIELD),
    ],
)
def test_nobody_can_be_chosen_who_is_not_offered(office: Office, email: str, role: Role, school: str) -> None:
    chosen = office.account(email, role, school)
    office.account("other@oakfield.sch.uk", Role.DEPUTY)
    if email == DEPUTY:
        models.Account.objects.filter(pk=chosen.pk).update(is_active=False)

    assert office.client().post("/me/absence", given(chosen)).status_code == 400
    assert models.Absence.objects.count() == 0


def test_where_nobody_could_cover_it_says_so(office: Office) -> None:
    page = office.client().get("/me/absence").content.decode()
    assert "Nobody could do your work yet" in page
    assert "<select" not in page


def test_who_decides_on_nothing_has_nothing_to_hand_over(office: Office) -> None:
    clerk = office.client(office.account(CLERK, Role.AUDITOR))
    assert "your role decides on no held mail" in clerk.get("/me/absence").content.decode()
    assert 'id="away"' not in clerk.get("/me").content.decode()


def test_strangers_and_forms_of_others(office: Office) -> None:
    deputy = office.account(DEPUTY, Role.DEPUTY)
    stranger = office.stranger()
    assert stranger.post("/me/absence", given(deputy)).headers["Location"] == "/sign-in"
    assert stranger.post("/me/absence/end").headers["Location"] == "/sign-in"
    assert office.client().get("/me/absence/end").status_code == 405

    careful = office.stranger(enforce_csrf_checks=True)
    careful.cookies = office.client().cookies
    assert careful.post("/me/absence", given(deputy)).status_code == 403
    assert models.Absence.objects.count() == 0


def test_names_are_text(office: Office) -> None:
    deputy = office.account(DEPUTY, Role.DEPUTY)
    models.Account.objects.filter(pk=deputy.pk).update(name="<script>x</script>")
    page = office.client().get("/me/absence").content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
