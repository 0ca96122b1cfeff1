"""A reach as a condition of a query: the cases that somebody's right covers, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from gateway.reviewers.person import Grant, Reach
from gateway.reviewers.roles import Role
from gateway.store import models

_NONE = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees: the cases that they may know of, and those of which they may read."""

    cases: Reach
    content: Reach


def within(reach: Reach) -> Q:
    """For a query of cases: it finds those of which `Reach.covers` is true."""
    if reach.everywhere:
        return Q()
    return reduce(or_, map(_covered, reach.grants), _NONE)


def _covered(grant: Grant) -> Q:
    school = Q() if grant.school is None else Q(school__name=grant.school)
    rules = models.CaseRule.objects.filter(case=OuterRef("pk"))
    if grant.role is Role.APPROVER:
        # Where no role is named the lead decides: an approver of nothing has no case.
        return school & Q(Exists(rules.filter(approver=grant.approves))) if grant.approves else _NONE
    return school & Q(Exists(rules.filter(rule__in=grant.rules))) if grant.rules else school
