"""Messages that are kept for their senders, because files were taken off the copies that left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.plan import Action, AuditEntry, Delivery, Purpose, Route
from gateway.store import models
from gateway.store.codec import decode_judged
from gateway.store.intake import add_audit
from gateway.store.jobs import drop_unneeded
from gateway.store.queueing import add_delivery
from gateway.store.seal import Seal


class NotKeptError(Exception):
    """No message of that id is kept for its sender, or not any more."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message on its way without its files. `sent_back_at`: when its sender last had it sent to them."""

    id: str
    school: str
    sender: str
    headline: Headline
    until: datetime
    sent_back_at: datetime | None


def find_kept(seal: Seal, message_id: str) -> KeptMessage:
    """Raises NotKeptError."""
    row = _row(message_id)
    assert row.kept_until is not None  # noqa: S101 - that is how it was found
    judged = decode_judged(seal.open(bytes(row.judged), f"judged {row.pk}"))
    last = models.Audit.objects.filter(message=row, action=Action.FILES_SENT_BACK).order_by("-number").first()
    sent_back_at = last.at if last else None
    return KeptMessage(row.pk, row.school.name, row.sender, judged.headline, row.kept_until, sent_back_at)


@transaction.atomic
def send_back(seal: Seal, message_id: str, actor: str, now: datetime) -> None:
    """The message as it was written goes to its sender, inside the school. Raises NotKeptError.

    With our mark on top: a mailbox rule that forwards it does not get it past the gateway.
    """
    row = _row(message_id)
    envelope = Envelope("", (row.sender,), row.eight_bit, row.smtputf8)
    add_delivery(seal, row, Delivery(Route.HOME, Purpose.NOTICE, envelope), now)
    add_audit(seal, row, (AuditEntry(actor, Action.FILES_SENT_BACK),), now)


@transaction.atomic
def forget_kept(now: datetime) -> int:
    """Drops what has been kept for long enough; how many messages."""
    rows = list(models.Message.objects.filter(kept_until__lte=now))
    for row in rows:
        content, row.kept_until = row.content_id, None
        row.save(update_fields=["kept_until"])
        drop_unneeded(content)
    return len(rows)


def _row(message_id: str) -> models.Message:
    rows = models.Message.objects.select_related("school", "content")
    row = rows.filter(pk=message_id).exclude(kept_until=None).exclude(content=None).first()
    if row is None:
        raise NotKeptError(message_id)
    return row
