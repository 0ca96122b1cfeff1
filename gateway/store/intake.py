"""Writes a plan for an arrived message, with all that follows from it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from gateway.actions import flood
from gateway.actions.plan import (
    Arrival,
    AuditEntry,
    CaseState,
    Delivery,
    DeliveryFate,
    Judged,
    Plan,
    Purpose,
)
from gateway.store import models
from gateway.store.absences import standing_in
from gateway.store.bell import Ring, ring
from gateway.store.caseindex import index_case, index_message
from gateway.store.codec import encode_judged
from gateway.store.marks import Marks, marks_key
from gateway.store.record import add_entries
from gateway.store.seal import Seal
from gateway.store.sent import begin_silences, silenced

RETRY_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Committed:
    """The id under which a message is safe; `repeated` when an earlier try of the client had stored it."""

    id: str
    repeated: bool


@transaction.atomic
def commit_plan(seal: Seal, plan: Plan, arrival: Arrival, judged: Judged) -> Committed:
    """Stores the message and what becomes of it. After this returns it is on disk.

    A client whose answer got lost sends again; within the hour that is the same message (the
    crash between commit and 250), and nothing is written twice. Raises ValueError for an arrival without a
    fingerprint, which would be taken for any other that has none.
    """
    if not arrival.fingerprint:
        raise ValueError("an arrival that is to be stored has a fingerprint")
    earlier = models.Message.objects.filter(
        fingerprint=arrival.fingerprint,
        client=arrival.client,
        received_at__gte=arrival.received_at - RETRY_WINDOW,
    ).first()
    if earlier is not None:
        return Committed(earlier.id, repeated=True)
    message = _store_message(seal, plan, arrival, judged)
    index_message(seal, message, judged)
    if plan.case is not None:
        case = models.Case.objects.create(
            message=message,
            school=message.school,
            state=CaseState.OPEN,
            opened_at=arrival.received_at,
            deadline_at=plan.case.deadline,
        )
        models.HeldRecipient.objects.bulk_create(
            models.HeldRecipient(case=case, address=address) for address in plan.case.recipients
        )
        index_case(case, judged, frozenset(plan.case.recipients))
    for delivery in plan.deliveries:
        said = _within_bounds(seal, message.school, delivery, arrival)
        if said is not None:
            add_delivery(seal, message, said, arrival.received_at)
    for each in plan.unsaid:
        if begin_silences(message.school, each.silences, arrival.received_at):
            add_delivery(seal, message, each.delivery, arrival.received_at)
    add_audit(seal, message, plan.audit, arrival.received_at)
    return Committed(message.id, repeated=False)


def _within_bounds(
    seal: Seal, school: models.School, delivery: Delivery, arrival: Arrival
) -> Delivery | None:
    """The delivery; of a notice to somebody who has had very many, once an hour what stands in for it."""
    if delivery.instead is None:
        return delivery
    now = arrival.received_at
    sender = Marks(marks_key(seal), arrival.school).sender(arrival.envelope.sender)
    places = flood.places(sender, now)
    taken = silenced(sender, (each.rule for each in places), now)
    free = [each for each in places if each.rule not in taken]
    if free:
        begin_silences(school, free[:1], now)
        return delivery
    return delivery.instead if begin_silences(school, (flood.stand_in(sender, now),), now) else None


def _store_message(seal: Seal, plan: Plan, arrival: Arrival, judged: Judged) -> models.Message:
    needed = (
        plan.case is not None
        or plan.kept_until is not None
        or any(delivery.content is None for delivery in plan.deliveries)
    )
    content = store_content(seal, arrival.id, arrival.content) if needed else None
    school, _ = models.School.objects.get_or_create(name=arrival.school)
    return models.Message.objects.create(
        id=arrival.id,
        school=school,
        sender=arrival.envelope.sender,
        eight_bit=arrival.envelope.eight_bit,
        smtputf8=arrival.envelope.smtputf8,
        client=arrival.client,
        fingerprint=arrival.fingerprint,
        received_at=arrival.received_at,
        size=len(arrival.content),
        content=content,
        kept_until=plan.kept_until,
        judged=seal.close(encode_judged(judged), f"judged {arrival.id}"),
    )


def store_content(seal: Seal, content_id: str, content: bytes) -> models.Content:
    return models.Content.objects.create(id=content_id, sealed=seal.close(content, content_id))


def add_delivery(seal: Seal, message: models.Message, delivery: Delivery, now: datetime) -> None:
    """A job for the outbox, due at once. Who covers for somebody that is away gets their alerts too."""
    content = message.content
    if delivery.content is not None:
        content = store_content(seal, f"{message.id}/{uuid4().hex[:12]}", delivery.content)
    people = delivery.envelope.recipients
    if delivery.purpose is Purpose.ALERT:
        people += standing_in(people, now.astimezone().date())
    _queue(models.Delivery(school=message.school, message=message, content=content), delivery, people, now)


def add_mail(seal: Seal, school: models.School, delivery: Delivery, now: datetime) -> None:
    """The same for what is about no message."""
    content = store_content(seal, f"mail/{uuid4().hex}", delivery.content or b"")
    row = models.Delivery(school=school, content=content)
    _queue(row, delivery, delivery.envelope.recipients, now)


def _queue(row: models.Delivery, delivery: Delivery, people: tuple[str, ...], now: datetime) -> None:
    envelope = delivery.envelope
    row.route, row.purpose = delivery.route, delivery.purpose
    row.sender, row.eight_bit, row.smtputf8 = envelope.sender, envelope.eight_bit, envelope.smtputf8
    row.created_at = row.due_at = now
    row.save()
    models.DeliveryRecipient.objects.bulk_create(
        models.DeliveryRecipient(delivery=row, address=address, fate=DeliveryFate.WAITING)
        for address in people
    )
    ring(Ring.OUTBOX)


def add_audit(seal: Seal, message: models.Message, entries: tuple[AuditEntry, ...], now: datetime) -> None:
    """On the record, within the transaction of what they tell of."""
    add_entries(seal, entries, now, message=message)
