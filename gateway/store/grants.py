"""A role as it stands in the database."""

from __future__ import annotations

from gateway.reviewers.person import Grant
from gateway.reviewers.roles import Role
from gateway.store import models


def grant_of(row: models.Grant) -> Grant:
    school = row.school.name if row.school else None
    return Grant(Role(row.role), school, frozenset(row.rules.split()), row.approves)
