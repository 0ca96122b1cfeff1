"""Who may give which role to whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.reviewers.giving import in_note, left_without_lead, may_close, may_give, may_see
from gateway.reviewers.person import Grant, Person
from gateway.reviewers.roles import Right, Role

OAKFIELD, RIVERSIDE = "Oakfield Academy", "Riverside Primary"
SCHOOLS = (OAKFIELD, RIVERSIDE)

grants = st.builds(
    Grant,
    st.sampled_from(Role),
    st.sampled_from([None, *SCHOOLS]),
    st.frozensets(st.sampled_from(["pupil-name-external", "private-mail"])),
)


def person(*roles: Grant, id: int = 1) -> Person:
    return Person(id, "dpl@oakfield.sch.uk", "", roles)


@given(st.lists(grants, max_size=3), grants)
def test_nobody_gives_what_they_do_not_have(mine: list[Grant], given: Grant) -> None:
    giver = person(*mine)
    if may_give(giver, given):
        receiver = person(given)
        for right in Right:
            for school in SCHOOLS:
                if receiver.reach(right).covers(school, ("pupil-name-external", "private-mail")):
                    assert giver.reach(right).whole(school)


@pytest.mark.parametrize("role", [each for each in Role if each not in (Role.LEAD, Role.ADMINISTRATOR)])
def test_who_does_not_look_after_people_gives_nothing(role: Role) -> None:
    assert not any(may_give(person(Grant(role)), Grant(each, OAKFIELD)) for each in Role)


def test_a_lead_gives_any_role_at_their_own_school_only() -> None:
    lead = person(Grant(Role.LEAD, OAKFIELD))
    assert all(may_give(lead, Grant(each, OAKFIELD)) for each in Role)
    assert not any(may_give(lead, Grant(each, RIVERSIDE)) for each in Role)
    assert not any(may_give(lead, Grant(each)) for each in Role)


def test_an_administrator_makes_administrators_only() -> None:
    administrator = person(Grant(Role.ADMINISTRATOR, OAKFIELD))
    assert [each for each in Role if may_give(administrator, Grant(each, OAKFIELD))] == [Role.ADMINISTRATOR]


def test_somebody_is_closed_by_others_who_reach_all_they_do() -> None:
    administrator = person(Grant(Role.ADMINISTRATOR, OAKFIELD))
    assert may_close(administrator, 2, (Grant(Role.LEAD, OAKFIELD),))
    assert not may_close(administrator, 1, administrator.grants)
    assert not may_close(administrator, 2, (Grant(Role.LEAD, OAKFIELD), Grant(Role.LEAD, RIVERSIDE)))
    assert not may_close(administrator, 2, (Grant(Role.LEAD),))


def test_what_somebody_does_elsewhere_is_not_seen() -> None:
    here, there = Grant(Role.REVIEWER, OAKFIELD), Grant(Role.REVIEWER, RIVERSIDE)
    assert may_see(person(Grant(Role.LEAD, OAKFIELD)), (here, there)) == (here,)
    assert may_see(person(Grant(Role.LEAD)), (here, there)) == (here, there)


def test_who_works_at_all_schools_is_seen_at_each_and_changed_by_none() -> None:
    lead, everywhere = person(Grant(Role.LEAD, OAKFIELD)), Grant(Role.AUDITOR)
    assert may_see(lead, (everywhere,)) == (everywhere,)
    assert not may_give(lead, everywhere)
    assert not may_close(lead, 2, (everywhere,))


@pytest.mark.parametrize(
    ("going", "others", "left"),
    [
        ([Grant(Role.LEAD, OAKFIELD)], [], (OAKFIELD,)),
        ([Grant(Role.LEAD)], [], SCHOOLS),
        ([Grant(Role.LEAD)], [Grant(Role.LEAD, OAKFIELD)], (RIVERSIDE,)),
        ([Grant(Role.LEAD, OAKFIELD)], [Grant(Role.LEAD)], ()),
        ([Grant(Role.LEAD, OAKFIELD)], [Grant(Role.DEPUTY, OAKFIELD)], (OAKFIELD,)),
        ([Grant(Role.DEPUTY, OAKFIELD)], [], ()),
    ],
)
def test_no_school_is_left_without_a_lead(
    going: list[Grant], others: list[Grant], left: tuple[str, ...]
) -> None:
    assert left_without_lead(SCHOOLS, going, others) == left


def test_how_the_record_names_a_role() -> None:
    confined = Grant(Role.REVIEWER, OAKFIELD, frozenset({"b", "a"}))
    assert in_note(confined) == "reviewer at Oakfield Academy (rules: a b)"
    assert in_note(Grant(Role.APPROVER, None, approves="headteacher")) == (
        "approver at all schools (approves as headteacher)"
    )
