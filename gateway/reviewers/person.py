"""A person who reviews: their roles, and how far each of their rights reaches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gateway.reviewers.roles import RIGHTS, Right, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """One role.

    school: where it counts; None: at all schools of the trust
    rules: the ids of the rules to which a reviewer is confined; empty: all
    approves: the policy's name of the role in which an approver decides, such as "headteacher"
    """

    role: Role
    school: str | None = None
    rules: frozenset[str] = frozenset()
    approves: str = ""

    def covers(self, school: str, rules: Collection[str], approvers: Collection[str]) -> bool:
        """Whether a case is theirs: of this school, held by these rules, on which these roles decide."""
        if self.school not in (None, school):
            return False
        if self.role is Role.APPROVER:
            return self.approves in approvers
        return not self.rules or not self.rules.isdisjoint(rules)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one right of a person reaches: whatever one of the grants covers."""

    grants: tuple[Grant, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.grants)

    def covers(self, school: str, rules: Collection[str] = (), approvers: Collection[str] = ()) -> bool:
        return any(each.covers(school, rules, approvers) for each in self.grants)

    def covers_school(self, school: str) -> bool:
        """At least something at this school."""
        return any(each.school in (None, school) for each in self.grants)

    @property
    def everywhere(self) -> bool:
        """At all schools of the trust, whatever the rule."""
        return any(_is_unconfined(each) and each.school is None for each in self.grants)

    def whole(self, school: str) -> bool:
        """All of this school, whatever the rule."""
        return any(_is_unconfined(each) and each.school in (None, school) for each in self.grants)

    def schools(self, known: Collection[str]) -> tuple[str, ...]:
        """Those of the known schools that it touches at all, in their order."""
        mine = {each.school for each in self.grants}
        return tuple(each for each in known if None in mine or each in mine)


NOWHERE = Reach()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in. `id` is the account's; `email` names them in the record."""

    id: int
    email: str
    name: str
    grants: tuple[Grant, ...] = ()

    def reach(self, right: Right) -> Reach:
        return Reach(tuple(each for each in self.grants if right in RIGHTS[each.role]))

    def may(self, right: Right) -> bool:
        """Somewhere."""
        return any(right in RIGHTS[each.role] for each in self.grants)

    @property
    def needs_second_factor(self) -> bool:
        """Whoever may see messages, the record or people's data, or let others in."""
        return any(map(self.may, _GUARDED))


_GUARDED = (
    Right.SEE_CASES,
    Right.SEE_CONTENT,
    Right.SEE_RECORD,
    Right.SEARCH_PEOPLE,
    Right.MANAGE_INCIDENTS,
    Right.MANAGE_PEOPLE,
)


def _is_unconfined(grant: Grant) -> bool:
    return grant.role is not Role.APPROVER and not grant.rules
