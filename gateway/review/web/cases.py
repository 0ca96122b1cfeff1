"""A case for whoever asks for it by its id, if it is within their reach."""

from __future__ import annotations

from gateway.actions.plan import Case
from gateway.review.web.guard import NotYoursError, Visit
from gateway.reviewers.roles import Right
from gateway.store.caseindex import scope_of
from gateway.store.cases import find_case


def must_reach(visit: Visit, case_id: str, right: Right = Right.SEE_CASES) -> None:
    """Raises NotYoursError."""
    scope = scope_of(case_id)
    if scope is None or not visit.reach(right).covers(scope.school, scope.rules, scope.approvers):
        raise NotYoursError


def case_for(visit: Visit, case_id: str, right: Right = Right.SEE_CASES) -> Case:
    """Raises NotYoursError."""
    must_reach(visit, case_id, right)
    return find_case(visit.seal, case_id)
