"""What a template may say of each kind of notice: words and short lists, safe to show as they are."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.actions.notices.found import Observation
from gateway.actions.notices.reasons import Reason
from gateway.actions.notices.shortlist import Shortlist


@dataclass(frozen=True, slots=True)
class About:
    """What every notice to a sender says of the message. `sent` and other times are in words."""

    school: str
    decider: str  # "the data protection lead, dpl@oakfield.sch.uk"
    subject: str
    sent: str
    case: str
    total: int  # recipients of the message


@dataclass(frozen=True, slots=True)
class Others:
    """Whom the message has reached, or is about to, by the way it takes."""

    usual: Shortlist[str]
    changed: Shortlist[str]
    secure: Shortlist[str]


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a message was stopped: what was found, by which rules, and what the sender can do."""

    found: Shortlist[Observation]
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldView:
    """held.*.j2.

    inside_only: nobody outside the school has received it, and somebody there should have
    may_ask: the rule lets the sender ask for it to be let go
    """

    about: About
    people: Shortlist[str]
    returned: Shortlist[str]
    others: Others
    grounds: Grounds
    inside_only: bool
    may_ask: bool
    deadline: str


@dataclass(frozen=True, slots=True)
class ReturnedView:
    """returned.*.j2. `ruling` is the data protection lead's own reason, or empty."""

    about: About
    people: Shortlist[str]
    others: Others
    grounds: Grounds
    inside_only: bool
    ruling: str


@dataclass(frozen=True, slots=True)
class ReleasedView:
    """released.*.j2."""

    about: About
    usual: Shortlist[str]
    secure: Shortlist[str]


@dataclass(frozen=True, slots=True)
class ReminderView:
    """reminder.*.j2: a message that goes on, and what to do otherwise next time."""

    about: About
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class FailureView:
    """One way of failing, and all whom it befell. `reply` is the other server's answer, if it gave one."""

    explanation: str
    reply: str
    people: Shortlist[str]


@dataclass(frozen=True, slots=True)
class UndeliverableView:
    """undeliverable.*.j2."""

    about: About
    failures: tuple[FailureView, ...]
    count: int  # recipients who could not be reached


@dataclass(frozen=True, slots=True)
class AlertView:
    """alert.*.j2: nothing of the message itself."""

    school: str
    sender: str  # empty for mail that a program sent
    sender_told: bool
    case: str
    count: int  # recipients for whom it is held
    received: int  # recipients whom it has reached
    classes: tuple[tuple[int, str], ...]  # how many of what kind
    rules: tuple[str, ...]
    deadline: str
