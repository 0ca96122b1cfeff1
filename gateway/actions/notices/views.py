"""What a template may say of each kind of notice: words and short lists, safe to show as they are."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.actions.notices.found import Observation
from gateway.actions.notices.reasons import Reason
from gateway.actions.notices.shortlist import Shortlist
from gateway.actions.notices.ways import Way


@dataclass(frozen=True, slots=True)
class About:
    """What every notice to a sender says of the message. `sent` and other times are in words.

    title: the message's subject, short enough for the notice's own
    link: the address of the sender's page about the message, or empty
    """

    school: str
    decider: str  # "the data protection lead, dpl@oakfield.sch.uk"
    subject: str
    title: str
    link: str
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
    ways: what the sender may do about it, on the page
    then: what becomes of it at the deadline: "it is not sent"
    """

    about: About
    people: Shortlist[str]
    returned: Shortlist[str]
    others: Others
    grounds: Grounds
    inside_only: bool
    ways: tuple[Way, ...]
    deadline: str
    then: str


@dataclass(frozen=True, slots=True)
class ReturnedView:
    """returned.*.j2.

    ruling: the data protection lead's own reason, or empty
    expired: until when nobody had decided, or empty
    """

    about: About
    people: Shortlist[str]
    others: Others
    grounds: Grounds
    inside_only: bool
    ruling: str
    expired: str


@dataclass(frozen=True, slots=True)
class ReleasedView:
    """released.*.j2. `expired`: until when nobody had decided, where it goes because a rule says so."""

    about: About
    people: Shortlist[str]
    usual: Shortlist[str]
    secure: Shortlist[str]
    expired: str


@dataclass(frozen=True, slots=True)
class ReminderView:
    """reminder.*.j2: a message that goes on, and what to do otherwise next time."""

    about: About
    people: Shortlist[str]
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class ManyView:
    """many.*.j2: not all of the sender's stopped messages are told of one by one. `about`: the newest."""

    about: About
    most: int  # so many in an hour are


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
    people: Shortlist[str]
    failures: tuple[FailureView, ...]


@dataclass(frozen=True, slots=True)
class AlertView:
    """alert.*.j2: nothing of the message itself.

    then: what becomes of it at the deadline: "it is not sent"
    link: the address of the case for those who may see it, or empty
    """

    school: str
    sender: str  # empty for mail that a program sent
    sender_told: bool
    case: str
    count: int  # recipients for whom it is held
    received: int  # recipients whom it has reached
    classes: tuple[tuple[int, str], ...]  # how many of what kind
    rules: tuple[str, ...]
    deadline: str
    then: str
    link: str


@dataclass(frozen=True, slots=True)
class AskedView:
    """asked.*.j2: nothing of the message itself. `reason`: the sender's own words; `link`: as in alerts."""

    school: str
    sender: str
    reason: str
    case: str
    count: int  # recipients for whom it is held
    rules: tuple[str, ...]
    link: str
