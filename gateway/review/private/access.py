"""Whether somebody may see what a message says whose sender has marked it as private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.review.web.policyroles import policy_role_in_words
from gateway.reviewers.person import Person
from gateway.reviewers.roles import Right, Role
from gateway.store.openings import Opening


class AccessState(StrEnum):
    """How a private message stands for one person."""

    NOT_PRIVATE = "not-private"
    VEILED = "veiled"
    ASKED = "asked"  # somebody asked for it to be opened, and nobody has decided
    OPEN = "open"  # for this person, for a time


@dataclass(frozen=True, slots=True)
class Access:
    """`opening`: the request that waits, or by which it is open; `untold`: of which the sender does not know.

    approver: the policy's role that approves; empty: another lead or deputy
    last: the newest request that was decided
    """

    state: AccessState
    opening: Opening | None = None
    may_ask: bool = False
    may_decide: bool = False
    approver: str = ""
    untold: tuple[Opening, ...] = ()
    last: Opening | None = None

    @property
    def role(self) -> str:
        """The approver's, in words: "chair of governors"."""
        return policy_role_in_words(self.approver)

    @property
    def readable(self) -> bool:
        return self.state in (AccessState.NOT_PRIVATE, AccessState.OPEN)


NOT_PRIVATE = Access(AccessState.NOT_PRIVATE)


def access_of(
    person: Person, school: str, sender: str, openings: Sequence[Opening], approver: str, now: datetime
) -> Access:
    """To a private message. `openings`: all requests on it, the newest first."""
    waiting = next((each for each in openings if each.waits), None)
    mine = next((each for each in openings if each.asked_by == person.id and each.is_open(now)), None)
    state = AccessState.VEILED
    if mine or waiting:
        state = AccessState.OPEN if mine else AccessState.ASKED
    return Access(
        state,
        mine or waiting,
        may_ask=not waiting and not mine and person.reach(Right.SEE_CONTENT).covers_school(school),
        may_decide=waiting is not None and may_decide(person, school, sender, waiting, approver),
        approver=approver,
        untold=tuple(each for each in openings if each.sender_waits),
        last=next((each for each in openings if not each.waits), None),
    )


def may_decide(person: Person, school: str, sender: str, opening: Opening, approver: str) -> bool:
    """Neither who asks nor who wrote it; whom the policy names, else another lead or deputy."""
    if person.id == opening.asked_by or person.email == sender.lower():
        return False
    return is_approver(person, school, approver)


def is_approver(person: Person, school: str, approver: str) -> bool:
    here = (each for each in person.grants if each.school in (None, school))
    if approver:
        return any(each.role is Role.APPROVER and each.approves == approver for each in here)
    return any(each.role in (Role.LEAD, Role.DEPUTY) for each in here)
