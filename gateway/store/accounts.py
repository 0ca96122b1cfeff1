"""The accounts in the database: who there is, and what each of them may do."""

from __future__ import annotations

from gateway.reviewers.person import Grant, Person
from gateway.reviewers.roles import Role
from gateway.store import models


def person_of(account: int) -> Person:
    """With the roles that count now; none of an account that is closed."""
    row = models.Account.objects.prefetch_related("grants__school").get(pk=account)
    grants = tuple(_grant(each) for each in row.grants.all()) if row.is_active else ()
    return Person(row.pk, row.email, row.name, grants)


def _grant(row: models.Grant) -> Grant:
    school = row.school.name if row.school else None
    return Grant(Role(row.role), school, frozenset(row.rules.split()), row.approves)
