"""Who may give which role: nobody gives more than they have, and no school is left without a lead."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gateway.reviewers.person import Grant, Person
from gateway.reviewers.roles import RIGHTS, Right, Role


def may_give(giver: Person, grant: Grant) -> bool:
    """Whether the giver looks after people where the grant counts, and has there every right that it brings.

    So a school's lead gives any role at that school, and an administrator, who never sees content, can make
    other administrators only. The same holds for taking a role away.
    """
    return any(
        each.school in (None, grant.school) and RIGHTS[grant.role] <= RIGHTS[each.role]
        for each in _managing(giver)
    )


def may_give_all(giver: Person, grants: Iterable[Grant]) -> bool:
    return all(may_give(giver, each) for each in grants)


def may_close(giver: Person, account: int, grants: Collection[Grant]) -> bool:
    """Whether somebody may be let go: not oneself, and only who is nowhere beyond the giver's schools.

    It takes rights away and gives none, so that an administrator may do it to anybody.
    """
    if giver.id == account:
        return False
    mine = {each.school for each in _managing(giver)}
    return all(None in mine or each.school in mine for each in grants)


def may_see(giver: Person, grants: Collection[Grant]) -> tuple[Grant, ...]:
    """Those of somebody's roles that count at one of the giver's schools; some do at all schools."""
    mine = {None, *(each.school for each in _managing(giver))}
    return tuple(each for each in grants if each.school in mine or _reaches_all(giver))


def left_without_lead(
    schools: Iterable[str], going: Iterable[Grant], others: Collection[Grant]
) -> tuple[str, ...]:
    """The schools that these roles leave without a lead, in their order.

    others: the roles that stay, of everybody who can sign in
    """
    led = {each.school for each in others if each.role is Role.LEAD}
    lost = {each.school for each in going if each.role is Role.LEAD}
    if None in led or not lost:
        return ()
    return tuple(each for each in schools if each not in led and (None in lost or each in lost))


def _reaches_all(person: Person) -> bool:
    return any(each.school is None for each in _managing(person))


def _managing(person: Person) -> tuple[Grant, ...]:
    return tuple(each for each in person.reach(Right.MANAGE_PEOPLE).grants if not each.rules)


def in_note(grant: Grant) -> str:
    """A role as the record names it, such as `reviewer at Oakfield Academy (rules: pupil-name-external)`."""
    where = f"at {grant.school}" if grant.school else "at all schools"
    rules = f" (rules: {' '.join(sorted(grant.rules))})" if grant.rules else ""
    approves = f" (approves as {grant.approves})" if grant.approves else ""
    return f"{grant.role} {where}{rules}{approves}"


def in_notes(grants: Iterable[Grant]) -> str:
    return "; ".join(map(in_note, grants)) or "no role"
