"""A plan says what to write and what to send; it never does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from detectors.finding import Headline, Report
from detectors.message import Envelope
from gateway.actions.bulk import Bulk, Silence
from gateway.policy.verdict import Verdict
from gateway.rewriting.version import Version


class Route(StrEnum):
    """A named way out."""

    NEXT_HOP = "next-hop"
    HOME = "home"  # the school's own server: notices and internal recipients
    SECURE_MAIL = "secure-mail"


class Purpose(StrEnum):
    """What a delivery carries."""

    MESSAGE = "message"
    NOTICE = "notice"  # to the sender
    ALERT = "alert"  # to the data protection lead
    OVERVIEW = "overview"  # to people who review, by their accounts: counts and a link


class CaseState(StrEnum):
    """A case is open until a reviewer has ruled on it, its sender has ended it, or its deadline is over."""

    OPEN = "open"
    RELEASED = "released"
    RETURNED = "returned"
    DELETED = "deleted"
    EXPIRED = "expired"
    SENT = "sent"  # by its sender: changed, or by secure mail
    WITHDRAWN = "withdrawn"  # by its sender


class Action(StrEnum):
    """What an audit entry records."""

    HELD = "held"
    REWRITTEN = "rewritten"
    SENT_SECURELY = "sent-securely"
    DELIVERED = "delivered"
    RETURNED = "returned"
    RELEASED = "released"
    DELETED = "deleted"
    EXPIRED = "expired"
    REMINDED = "reminded"  # those who decide
    VIEWED = "viewed"
    REFUSED = "refused"  # by the server it was sent to
    GAVE_UP = "gave-up"
    FILES_SENT_BACK = "files-sent-back"  # to the sender, who had them taken off
    ASKED = "asked"  # by the sender, for it to be let go
    REMOVED_RECIPIENTS = "removed-recipients"
    SENT_SHORTENED = "sent-shortened"
    SENT_LOCKED = "sent-locked"
    WITHDRAWN = "withdrawn"
    RELEASED_SECURELY = "released-securely"  # by a reviewer, by secure mail
    RELEASED_SHORTENED = "released-shortened"  # by a reviewer, with names shortened
    DELETION_PROPOSED = "deletion-proposed"
    DELETION_DROPPED = "deletion-dropped"
    READ = "read"  # a reviewer saw what the message says
    DOWNLOADED = "downloaded"
    ESCALATED = "escalated"  # nobody had looked, and others were told
    OPENING_ASKED = "opening-asked"  # of a private message
    OPENING_APPROVED = "opening-approved"
    OPENING_DECLINED = "opening-declined"
    SENDER_TOLD = "sender-told"  # that their private message was opened
    SENDER_NOT_TOLD = "sender-not-told"
    EXCEPTION_MADE = "exception-made"
    EXCEPTION_REVOKED = "exception-revoked"
    FALSE_HOLD = "false-hold"
    INCIDENT_OPENED = "incident-opened"
    INCIDENT_CHANGED = "incident-changed"
    INCIDENT_CLOSED = "incident-closed"
    SEARCHED = "searched"
    EXPORTED = "exported"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_CHANGED = "sign-in-changed"  # a password or a second factor
    REFUSED_ENTRY = "refused-entry"  # to a page that is not theirs
    INVITED = "invited"
    INVITATION_USED = "invitation-used"
    GRANTED = "granted"
    LET_GO = "let-go"  # an account was closed
    ABSENCE_SET = "absence-set"
    SETTINGS_CHANGED = "settings-changed"
    CONTENTS_DELETED = "contents-deleted"  # their time was up
    KEY_MADE = "key-made"  # to the sealed contents; from then on it is in use
    KEY_RETIRED = "key-retired"
    RESUMED = "resumed"  # after a restore: what was held back is sent
    UNCHECKED = "unchecked"  # it could not be checked, and rules let it pass
    WATCHED = "watched"  # rules on monitor would have done something with it


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it came in: who it is from and for, and its bytes with our trace fields on top.

    `id` names the message from here to its end; a case has the id of its message. `fingerprint` is
    the SHA-256 (hex) of envelope and bytes as the client sent them, so that a retry is recognised; empty as
    long as nothing is to be stored.
    `trace`: the fields on top, which go on top of every version of it too.
    """

    id: str
    school: str
    envelope: Envelope
    content: bytes
    client: str
    received_at: datetime
    fingerprint: str = ""
    trace: bytes = b""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outgoing job. `content` is None for the message as it came, else the bytes to send.

    instead: writes what goes out in its place, once an hour, where its recipient has had very many notices
    """

    route: Route
    purpose: Purpose
    envelope: Envelope
    content: bytes | None = None
    instead: Callable[[], Delivery] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """The recipients for whom a message is held, and until when."""

    recipients: tuple[str, ...]
    deadline: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what. `note` has no content of a message and no pupil's name.

    detail: what was written about it, such as a reason; it may name somebody, and is kept sealed
    """

    actor: str
    action: Action
    note: str = ""
    detail: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Goes out only where it has not been said in the meantime: one of the silences is new then."""

    delivery: Delivery
    silences: tuple[Silence, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one arrived message. Each recipient is in exactly one of the three.

    `straight_on`: sent within the SMTP dialogue, never stored. `deliveries`: stored, and sent by the
    outbox; notices are among them. `case`: held. `returned`: not sent, and the sender is told.
    `kept_until`: the message is kept for its sender so long, because of files that were taken off.
    `unsaid`: what the data protection lead or the sender is told once; it waits until what goes straight on
    has gone.
    """

    straight_on: tuple[Delivery, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    case: CaseDraft | None = None
    returned: tuple[str, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    kept_until: datetime | None = None

    @property
    def is_straight_on(self) -> bool:
        return not (self.deliveries or self.case or self.returned)

    def recipients(self) -> tuple[str, ...]:
        """Every recipient of the message that the plan provides for, notices apart."""
        jobs = (*self.straight_on, *self.deliveries)
        sent = [to for job in jobs if job.purpose is Purpose.MESSAGE for to in job.envelope.recipients]
        return (*sent, *(self.case.recipients if self.case else ()), *self.returned)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was seen and decided of a message: kept with a case as its reasons.

    bulk: where its sender crosses a threshold with it
    reminders: of which rules its sender is to be reminded
    unchecked: which rules let it pass unchecked of which the lead is to be told now
    versions: as some of its recipients get it; not kept with a case
    """

    headline: Headline
    report: Report
    verdict: Verdict
    bulk: Bulk | None = None
    reminders: tuple[Silence, ...] = ()
    unchecked: tuple[Silence, ...] = ()
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """The sender has asked for a held message to be let go, and says why."""

    at: datetime
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A held message under review, as a ruling sees it. `held`: for whom, at this moment."""

    id: str
    school: str
    state: CaseState
    version: int
    envelope: Envelope
    held: tuple[str, ...]
    opened_at: datetime
    deadline: datetime
    judged: Judged
    asked: Request | None = None


@dataclass(frozen=True, slots=True)
class WaitingPlan:
    """Those who decide on these cases have been reminded of them; by no delivery where it would come back."""

    cases: tuple[str, ...]
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class UnseenPlan:
    """Others have been asked to look at these cases."""

    cases: tuple[str, ...]
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class RulingPlan:
    """What a ruling, or the end of its time, does to a case; valid only for the version that was seen.

    taken_off: recipients for whom it is no longer held: one of the deliveries is theirs, or they get nothing
    asked: why its sender asks for it to be let go; empty where they do not
    kept_until: the message is kept for its sender so long, because of files that were taken off
    """

    case: str
    seen_version: int
    state: CaseState
    deliveries: tuple[Delivery, ...]
    audit: tuple[AuditEntry, ...]
    taken_off: tuple[str, ...] = ()
    asked: str = field(default="", repr=False)
    kept_until: datetime | None = None


class DeliveryFate(StrEnum):
    """Where a delivery stands for one recipient."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


def counted(recipients: int) -> str:
    """For the note of an entry: "1 recipient"."""
    return f"{recipients} recipient{'' if recipients == 1 else 's'}"
