"""A plan says what to write and what to send; it never does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from detectors.finding import Headline, Report
from detectors.message import Envelope
from gateway.actions.bulk import Bulk, Silence
from gateway.policy.verdict import Verdict


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


class CaseState(StrEnum):
    """A case is open until a reviewer has ruled on it."""

    OPEN = "open"
    RELEASED = "released"
    RETURNED = "returned"
    DELETED = "deleted"


class Action(StrEnum):
    """What an audit entry records."""

    HELD = "held"
    SENT_SECURELY = "sent-securely"
    DELIVERED = "delivered"
    RETURNED = "returned"
    RELEASED = "released"
    DELETED = "deleted"
    VIEWED = "viewed"
    REFUSED = "refused"  # by the server it was sent to
    GAVE_UP = "gave-up"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it came in: who it is from and for, and its bytes with our trace fields on top.

    `id` names the message from here to its end; a case has the id of its message. `fingerprint` is
    the SHA-256 (hex) of envelope and bytes as the client sent them, so that a retry is recognised.
    """

    id: str
    school: str
    envelope: Envelope
    content: bytes
    client: str
    received_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outgoing job. `content` is None for the message itself, else the bytes to send."""

    route: Route
    purpose: Purpose
    envelope: Envelope
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """The recipients for whom a message is held."""

    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what. `note` has no content of a message and no pupil's name."""

    actor: str
    action: Action
    note: str = ""


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
    `unsaid`: what the data protection lead or the sender is told once; it waits until what goes straight on
    has gone.
    """

    straight_on: tuple[Delivery, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    case: CaseDraft | None = None
    returned: tuple[str, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()

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
    """

    headline: Headline
    report: Report
    verdict: Verdict
    bulk: Bulk | None = None
    reminders: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A held message under review, as a ruling sees it."""

    id: str
    school: str
    state: CaseState
    version: int
    envelope: Envelope
    held: tuple[str, ...]
    opened_at: datetime
    judged: Judged


@dataclass(frozen=True, slots=True)
class RulingPlan:
    """What a reviewer's ruling does to a case, valid only for the version of the case they saw."""

    case: str
    seen_version: int
    state: CaseState
    deliveries: tuple[Delivery, ...]
    audit: tuple[AuditEntry, ...]


class DeliveryFate(StrEnum):
    """Where a delivery stands for one recipient."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What an attempt came to for one recipient; `reply` is the server's, on one line."""

    address: str
    fate: DeliveryFate
    reply: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one attempt of the outbox came to: written as one, notices to the sender included."""

    job: int
    results: tuple[RecipientResult, ...]
    next_attempt: datetime | None  # None: finished
    notices: tuple[Delivery, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
