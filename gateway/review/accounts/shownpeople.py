"""People as the pages show them: their roles in words, and whether they have come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gateway.review.accounts.named import NamedRole, named
from gateway.reviewers.giving import in_note, may_give, may_see
from gateway.reviewers.person import Person
from gateway.store.accounts import AccountSummary


@dataclass(frozen=True, slots=True)
class ShownRole:
    """`key` names it in a form; empty where the visitor cannot take it away."""

    role: NamedRole
    key: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """elsewhere: there are roles that the visitor does not see."""

    id: int
    email: str
    name: str
    roles: tuple[ShownRole, ...]
    elsewhere: bool
    is_active: bool
    is_self: bool
    is_late: bool
    invited_until: datetime | None
    last_sign_in: datetime | None


def shown_people(
    visitor: Person, accounts: Iterable[AccountSummary], now: datetime
) -> tuple[ShownPerson, ...]:
    """Whoever has a role at the visitor's schools."""
    return tuple(shown_person(visitor, each, now) for each in accounts if may_see(visitor, each.grants))


def shown_person(visitor: Person, account: AccountSummary, now: datetime) -> ShownPerson:
    seen = may_see(visitor, account.grants)
    is_self = account.id == visitor.id
    until = account.invited_until
    return ShownPerson(
        account.id,
        account.email,
        account.name,
        tuple(
            ShownRole(named(each), in_note(each) if may_give(visitor, each) and not is_self else "")
            for each in seen
        ),
        len(seen) < len(account.grants),
        account.is_active,
        is_self,
        until is not None and until <= now,
        until,
        account.last_sign_in,
    )
