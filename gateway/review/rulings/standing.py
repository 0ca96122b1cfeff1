"""How the person who visits stands to a case: whether they may rule on it, and who else could."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.actions.plan import Case
from gateway.policy.reach import NOBODY, SecureReach
from gateway.review.private.service import access_for
from gateway.review.rulings.offers import Standing, is_own
from gateway.review.web.guard import NotYoursError, Visit
from gateway.reviewers.roles import Right
from gateway.store.caseindex import CaseScope, scope_of
from gateway.store.rulings import Proposal, covered, is_in_open_incident, proposal_of


@dataclass(frozen=True, slots=True)
class Position:
    """`own`: they wrote the message themselves. `proposal`: to delete it."""

    scope: CaseScope
    has_right: bool
    own: bool
    standing: Standing
    proposal: Proposal | None = None

    @property
    def may_rule(self) -> bool:
        return self.has_right and not self.own


def position_of(visit: Visit, case: Case) -> Position:
    """Raises NotYoursError where there is no such case any more."""
    scope = scope_of(case.id)
    if scope is None:
        raise NotYoursError
    proposal = proposal_of(visit.seal, case.id, case.version)
    standing = Standing(
        secure=secure_reach(visit, case.school),
        sees_content=_sees_content(visit, case, scope),
        proposed=proposal is not None,
        by_me=proposal is not None and proposal.by == visit.person.id,
        needed=is_in_open_incident(case.id),
    )
    has_right = covered(visit.reach(Right.RULE), scope)
    return Position(scope, has_right, is_own(case, visit.person.email), standing, proposal)


def secure_reach(visit: Visit, school: str) -> SecureReach:
    """Nobody where the school is not in the settings any more."""
    if school not in visit.site.schools:
        return NOBODY
    return visit.site.judge.rules_of(school).reach(visit.now)


def _sees_content(visit: Visit, case: Case, scope: CaseScope) -> bool:
    """Private mail is ruled on without being read."""
    return covered(visit.reach(Right.SEE_CONTENT), scope) and access_for(visit, case).readable
