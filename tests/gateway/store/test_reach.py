"""A query finds the cases that somebody's reach covers: for every role, school, rule and approver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.reviewers.person import NOWHERE, Grant, Reach
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.caseindex import CaseScope, scope_of
from gateway.store.queue import Wanted, count_states, find_cases
from gateway.store.reach import Sight, within
from tests.support.judged import RULE
from tests.support.review import OAKFIELD, RIVERSIDE, Office, open_office

RECORDS = replace(RULE, id="records", title="A list of pupils' records")
PARENTS = replace(RULE, id="parents", title="Mail to parents", approver="headteacher")


@pytest.fixture(scope="module")
def two_schools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """At each of two schools a case for every set of rules."""
    office = open_office(tmp_path_factory.mktemp("reach") / "data")
    for school in (OAKFIELD, RIVERSIDE):
        for rules in ((RULE,), (RECORDS,), (PARENTS,), (RULE, RECORDS), (RECORDS, PARENTS)):
            office.hold(school=school, rules=rules)
    yield office
    connections.close_all()


GRANTS = st.builds(
    Grant,
    st.sampled_from(Role),
    st.sampled_from([None, OAKFIELD, RIVERSIDE, "Another School"]),
    st.frozensets(st.sampled_from([RULE.id, "records", "parents", "unknown"]), max_size=2),
    st.sampled_from(["", "headteacher", "chair-of-governors"]),
)


@pytest.fixture(scope="module")
def scopes(two_schools: Office) -> dict[str, CaseScope]:
    cases = models.Case.objects.values_list("pk", flat=True)
    return {case: scope for case in cases if (scope := scope_of(case))}


@settings(max_examples=100, deadline=None)
@given(grants=st.lists(GRANTS, max_size=3))
def test_a_query_finds_what_a_reach_covers(scopes: dict[str, CaseScope], grants: list[Grant]) -> None:
    reach = Reach(tuple(grants))
    found = set(models.Case.objects.filter(within(reach)).values_list("pk", flat=True))
    covered = {case for case, of in scopes.items() if reach.covers(of.school, of.rules, of.approvers)}
    assert found == covered


@pytest.mark.parametrize(
    ("grant", "count"),
    [
        (Grant(Role.LEAD), 10),
        (Grant(Role.LEAD, OAKFIELD), 5),
        (Grant(Role.DEPUTY, RIVERSIDE), 5),
        (Grant(Role.REVIEWER, OAKFIELD, frozenset({"records"})), 3),
        (Grant(Role.APPROVER, OAKFIELD, approves="headteacher"), 2),
        (Grant(Role.APPROVER, OAKFIELD, approves="chair-of-governors"), 0),
        (Grant(Role.APPROVER, OAKFIELD), 0),
        (Grant(Role.LEAD, "Another School"), 0),
    ],
)
def test_each_role_finds_its_own(two_schools: Office, grant: Grant, count: int) -> None:
    sight = Sight(Reach((grant,)), Reach((grant,)))
    assert len(find_cases(two_schools.seal, sight, Wanted(), None, 100).ids) == count
    assert sum(count_states(two_schools.seal, sight, Wanted()).values()) == count


def test_who_reaches_nothing_finds_nothing(two_schools: Office) -> None:
    for wanted in (Wanted(), Wanted(state=None), Wanted(text="museum")):
        assert find_cases(two_schools.seal, Sight(NOWHERE, NOWHERE), wanted, None, 100).ids == ()
