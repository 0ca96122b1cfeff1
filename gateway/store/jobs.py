"""The outbox's side of the database: claim what is due with a lease, settle what an attempt came to."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.plan import CaseState, DeliveryFate, Purpose, Route
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.store import models
from gateway.store.bell import Ring, ring
from gateway.store.codec import decode_judged
from gateway.store.intake import add_delivery
from gateway.store.record import add_entries
from gateway.store.seal import BrokenSealError, Seal, UnknownKeyError
from gateway.store.turns import beside_other_writers

LEASE = timedelta(minutes=30)  # longer than the longest transaction may take
NEVER_OPENS = timedelta(days=1)
OPENS_ELSEWHERE = timedelta(minutes=1)
LONGEST_REPLY = 500  # characters


@dataclass(frozen=True, slots=True)
class Job:
    """One claimed delivery: its recipients that still wait, its bytes, and whose message it comes from.

    `message` is empty where it is about none.
    """

    id: int
    message: str
    school: str
    route: Route
    purpose: Purpose
    envelope: Envelope
    content: bytes
    headline: Headline
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """One line of `outbox list`."""

    id: int
    message: str
    route: str
    purpose: str
    recipients: tuple[str, ...]
    attempts: int
    due_at: datetime
    last_reply: str


def claim_due(
    seal: Seal, now: datetime, most: int, after: int = 0, node: int | None = None
) -> tuple[Job, ...]:
    """Takes what is due, so that nobody else does until the lease ends; none of the first `after` ids.

    node: who claims; without one only the end of the lease frees it

    A row whose bytes do not open stays where it is for a day: never sent, never dropped; one sealed with
    another key for a minute, in which who has that key may take it. Where nothing is due nothing is locked.
    """
    if not _due(now, after).exists():
        return ()
    with beside_other_writers():
        return _claim(seal, now, most, after, node)


def _due(now: datetime, after: int) -> QuerySet[models.Delivery]:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return models.Delivery.objects.filter(free, due_at__lte=now, pk__gt=after).order_by("due_at", "id")


def _claim(seal: Seal, now: datetime, most: int, after: int, node: int | None) -> tuple[Job, ...]:
    jobs = []
    rows = _due(now, after).select_for_update(skip_locked=True, of=("self",))
    for row in rows.select_related("message", "school", "content")[:most]:
        row.attempts += 1
        row.lease_until, row.node_id = now + LEASE, node
        try:
            jobs.append(_job(seal, row))
        except BrokenSealError as error:
            rest = OPENS_ELSEWHERE if isinstance(error, UnknownKeyError) else NEVER_OPENS
            row.due_at, row.lease_until, row.node_id = now + rest, None, None
        row.save(update_fields=["attempts", "due_at", "lease_until", "node"])
    return tuple(jobs)


def _job(seal: Seal, row: models.Delivery) -> Job:
    if row.content is None:
        raise BrokenSealError(str(row.pk))
    waiting = row.recipients.filter(fate=DeliveryFate.WAITING).order_by("id")
    return Job(
        id=row.pk,
        message=row.message_id or "",
        school=row.school.name,
        route=Route(row.route),
        purpose=Purpose(row.purpose),
        envelope=Envelope(row.sender, tuple(each.address for each in waiting), row.eight_bit, row.smtputf8),
        content=seal.open(bytes(row.content.sealed), row.content.pk),
        headline=_headline(seal, row.message),
        attempts=row.attempts,
        created_at=row.created_at,
    )


def _headline(seal: Seal, message: models.Message | None) -> Headline:
    if message is None:
        return Headline()
    return decode_judged(seal.open(bytes(message.judged), f"judged {message.pk}")).headline


@transaction.atomic
def settle(seal: Seal, settlement: Settlement, now: datetime) -> None:
    """Writes what an attempt came to; a permanent failure and its notice are one transaction.

    Done once: whoever had no answer to the COMMIT tries again. Where another node has taken the delivery
    over, what was taken is put down, so that nobody sends it again; all else is the other's to say.
    """
    rows = models.Delivery.objects.select_related("message", "school").select_for_update(of=("self",))
    row = rows.get(pk=settlement.job)
    if row.attempts != settlement.attempt:
        _write(seal, row, (each for each in settlement.results if each.fate is DeliveryFate.SENT))
        if row.due_at is not None and not _waits(row):
            _release(row, None)
        return
    if _is_settled(row, settlement):
        return
    _write(seal, row, settlement.results)
    if row.message is not None:
        for notice in settlement.notices:
            add_delivery(seal, row.message, notice, now)
    add_entries(seal, settlement.audit, now, school=row.school, message=row.message)
    _release(row, settlement.next_attempt if _waits(row) else None)


def _write(seal: Seal, row: models.Delivery, results: Iterable[RecipientResult]) -> None:
    """Of those who still wait."""
    for result in results:
        for recipient in row.recipients.filter(address=result.address, fate=DeliveryFate.WAITING):
            recipient.fate = result.fate
            recipient.reply = seal.close(result.reply[:LONGEST_REPLY].encode(), _of_reply(recipient))
            recipient.save(update_fields=["fate", "reply"])


def _waits(row: models.Delivery) -> bool:
    return row.recipients.filter(fate=DeliveryFate.WAITING).exists()


def _release(row: models.Delivery, due_at: datetime | None) -> None:
    """Nobody has it in hand any more; None: it is finished."""
    row.due_at, row.lease_until, row.node = due_at, None, None
    row.save(update_fields=["due_at", "lease_until", "node"])
    if due_at is None:
        drop_unneeded(row.content_id)


def is_claimed(job: int, attempt: int) -> bool:
    """Whether nobody else has come to it since this attempt at it began."""
    return models.Delivery.objects.filter(pk=job, attempts=attempt, lease_until__isnull=False).exists()


def _is_settled(row: models.Delivery, settlement: Settlement) -> bool:
    """Whether all is written for those of whom nothing more is to come, and there are any."""
    done = [each.address for each in settlement.results if each.fate is not DeliveryFate.WAITING]
    return bool(done) and not row.recipients.filter(address__in=done, fate=DeliveryFate.WAITING).exists()


def drop_unneeded(content_id: str | None) -> None:
    """Deletes stored bytes that no open case or incident, no waiting delivery and no sender needs any more.

    Those of a case that is closed stay as long as the school keeps them; those that were to be deleted go.
    """
    if content_id is None:
        return
    if models.Delivery.objects.filter(content_id=content_id).exclude(due_at=None).exists():
        return
    if models.Message.objects.filter(content_id=content_id).filter(_needed() | _kept_for_a_while()).exists():
        return
    models.Content.objects.filter(pk=content_id).delete()


def _needed() -> Q:
    """Messages whose bytes somebody still has to do with."""
    in_open_incident = models.IncidentCase.objects.filter(message=OuterRef("pk"), incident__closed_at=None)
    return Q(case__state=CaseState.OPEN) | Q(kept_until__isnull=False) | Q(Exists(in_open_incident))


def _kept_for_a_while() -> Q:
    """Messages of closed cases, where the school keeps their bytes: `gateway.store.retention` ends it."""
    if not models.Installation.objects.filter(pk=1, contents_days__gt=0).exists():
        return Q(pk__in=())
    return Q(case__isnull=False) & ~Q(case__state=CaseState.DELETED)


def list_waiting(seal: Seal) -> tuple[WaitingDelivery, ...]:
    rows = models.Delivery.objects.exclude(due_at=None).order_by("due_at", "id")
    return tuple(_waiting(seal, row) for row in rows.prefetch_related("recipients"))


def _of_reply(recipient: models.DeliveryRecipient) -> str:
    return f"reply {recipient.pk}"


def _last_reply(seal: Seal, waiting: Iterable[models.DeliveryRecipient]) -> str:
    """Of the first who has one; empty where it does not open."""
    for each in waiting:
        if each.reply is not None:
            with contextlib.suppress(BrokenSealError):
                return seal.open(bytes(each.reply), _of_reply(each)).decode()
    return ""


def _waiting(seal: Seal, row: models.Delivery) -> WaitingDelivery:
    waiting = [each for each in row.recipients.all() if each.fate == DeliveryFate.WAITING]
    return WaitingDelivery(
        id=row.pk,
        message=row.message_id or "",
        route=row.route,
        purpose=row.purpose,
        recipients=tuple(each.address for each in waiting),
        attempts=row.attempts,
        due_at=row.due_at or row.created_at,
        last_reply=_last_reply(seal, waiting),
    )


@transaction.atomic
def retry_now(now: datetime, job: int | None, after: int = 0) -> int:
    """Makes one delivery, or all that wait, due at once; none of the first `after` ids. How many."""
    rows = models.Delivery.objects.filter(pk__gt=after).exclude(due_at=None)
    if job is not None:
        rows = rows.filter(pk=job)
    ring(Ring.OUTBOX)
    return rows.update(due_at=now)
