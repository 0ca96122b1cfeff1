"""What an attempt to send came to, as a value: the outbox works it out, the store writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gateway.actions.plan import AuditEntry, Delivery, DeliveryFate


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What an attempt came to for one recipient; `reply` is the server's, on one line."""

    address: str
    fate: DeliveryFate
    reply: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one attempt of the outbox came to: written as one, notices to the sender included.

    attempt: which one at the job it was, counted from 1
    """

    job: int
    attempt: int
    results: tuple[RecipientResult, ...]
    next_attempt: datetime | None  # None: finished
    notices: tuple[Delivery, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
