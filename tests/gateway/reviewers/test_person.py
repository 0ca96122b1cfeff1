"""How far the rights of people reach."""

from __future__ import annotations

import pytest

from gateway.reviewers.person import Grant, Person
from gateway.reviewers.roles import RIGHTS, Right, Role

OAKFIELD, RIVERSIDE = "Oakfield Academy", "Riverside Primary"


def person(*grants: Grant) -> Person:
    return Person(1, "dpl@oakfield.sch.uk", "A. Lead", grants)


def test_a_lead_of_the_trust_reaches_all_schools() -> None:
    reach = person(Grant(Role.LEAD)).reach(Right.RULE)
    assert reach.everywhere
    assert reach.covers(RIVERSIDE, {"any"})


def test_a_lead_of_a_school_reaches_no_other() -> None:
    reach = person(Grant(Role.LEAD, OAKFIELD)).reach(Right.RULE)
    assert reach.covers(OAKFIELD)
    assert not reach.covers(RIVERSIDE)
    assert reach.whole(OAKFIELD)
    assert not reach.everywhere
    assert reach.schools((RIVERSIDE, OAKFIELD)) == (OAKFIELD,)


def test_a_reviewer_of_some_rules_sees_what_one_of_them_holds() -> None:
    reach = person(Grant(Role.REVIEWER, OAKFIELD, frozenset({"names"}))).reach(Right.SEE_CONTENT)
    assert reach.covers(OAKFIELD, {"names", "files"})
    assert not reach.covers(OAKFIELD, {"files"})
    assert not reach.whole(OAKFIELD)


def test_an_approver_sees_what_their_role_decides_on() -> None:
    reach = person(Grant(Role.APPROVER, OAKFIELD, approves="headteacher")).reach(Right.RULE)
    assert reach.covers(OAKFIELD, {"parents"}, {"headteacher"})
    assert not reach.covers(OAKFIELD, {"parents"}, {"senior-leaders"})
    assert not reach.covers(OAKFIELD, {"parents"})


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_some_never_see_a_message(role: Role) -> None:
    somebody = person(Grant(role))
    assert not somebody.may(Right.SEE_CASES)
    assert not somebody.may(Right.SEE_CONTENT)
    assert not somebody.reach(Right.SEE_CONTENT)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_see_messages_needs_a_second_factor(role: Role) -> None:
    assert person(Grant(role)).needs_second_factor, f"{role} may {RIGHTS[role]}"


def test_without_a_role_there_is_nothing_to_guard() -> None:
    assert not person().needs_second_factor
