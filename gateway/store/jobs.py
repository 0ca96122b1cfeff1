"""The outbox's side of the database: claim what is due with a lease, settle what an attempt came to."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.plan import CaseState, DeliveryFate, Purpose, Route
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.store import models
from gateway.store.bell import Ring, ring
from gateway.store.codec import decode_judged
from gateway.store.queueing import add_delivery
from gateway.store.record import Told, put_on_record
from gateway.store.seal import BrokenSealError, Seal, UnknownKeyError
from gateway.store.together import Joint
from gateway.store.turns import beside_other_writers

LEASE = timedelta(minutes=30)  # longer than the longest transaction may take
NEVER_OPENS = timedelta(days=1)
OPENS_ELSEWHERE = timedelta(minutes=1)
LONGEST_REPLY = 500  # characters
_PUT_DOWN = "UPDATE store_deliveryrecipient SET fate = %s, reply = %s WHERE id = %s"


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
    due = _due(now, after).select_for_update(skip_locked=True, of=("self",))
    rows = list(due.select_related("message", "school", "content")[:most])
    waiting = _waiting_of(row.pk for row in rows)
    for row in rows:
        row.attempts += 1
        try:
            jobs.append(_job(seal, row, waiting[row.pk]))
        except BrokenSealError as error:
            rest = OPENS_ELSEWHERE if isinstance(error, UnknownKeyError) else NEVER_OPENS
            row.due_at, row.lease_until, row.node_id = now + rest, None, None
            row.save(update_fields=["attempts", "due_at", "lease_until", "node"])
    claimed = models.Delivery.objects.filter(pk__in=[job.id for job in jobs])
    claimed.update(attempts=F("attempts") + 1, lease_until=now + LEASE, node=node)
    return tuple(jobs)


def _waiting_of(deliveries: Iterable[int]) -> defaultdict[int, list[models.DeliveryRecipient]]:
    """Of each delivery those who still wait, in the order of the envelope."""
    rows = models.DeliveryRecipient.objects.filter(delivery__in=tuple(deliveries), fate=DeliveryFate.WAITING)
    found: defaultdict[int, list[models.DeliveryRecipient]] = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.delivery_id].append(row)
    return found


def _job(seal: Seal, row: models.Delivery, waiting: Iterable[models.DeliveryRecipient]) -> Job:
    if row.content is None:
        raise BrokenSealError(str(row.pk))
    return Job(
        id=row.pk,
        message=row.message_id or "",
        school=row.school.name,
        route=Route(row.route),
        purpose=Purpose(row.purpose),
        envelope=Envelope(row.sender, tuple(each.address for each in waiting), row.eight_bit, row.smtputf8),
        content=seal.open(bytes(row.content.sealed), row.content.pk),
        headline=_headline(seal, row),
        attempts=row.attempts,
        created_at=row.created_at,
    )


def _headline(seal: Seal, row: models.Delivery) -> Headline:
    """Of the message itself; notices are answered with nothing."""
    message = row.message
    if message is None or row.purpose != Purpose.MESSAGE:
        return Headline()
    return decode_judged(seal.open(bytes(message.judged), f"judged {message.pk}")).headline


@transaction.atomic
def _settle_all(calls: Sequence[tuple[Seal, Settlement, datetime]]) -> Sequence[None]:
    """Writes what attempts came to; a permanent failure and its notice are one transaction.

    Done once: whoever had no answer to the COMMIT tries again. Where another node has taken the delivery
    over, what was taken is put down, so that nobody sends it again; all else is the other's to say.
    """
    seal = calls[0][0]
    settling = _Settling(seal, [settlement.job for _, settlement, _ in calls])
    for _, settlement, now in calls:
        settling.settle(settlement, now)
    settling.write()
    return [None] * len(calls)


settle = Joint("settle", _settle_all)


class _Settling:
    """Deliveries that are settled in one transaction, and what is to be written of them."""

    def __init__(self, seal: Seal, jobs: Sequence[int]) -> None:
        rows = models.Delivery.objects.filter(pk__in=jobs).order_by("pk").select_for_update(of=("self",))
        self._seal = seal
        self._rows = {row.pk: row for row in rows}
        self._waiting = _waiting_of(jobs)
        self._done: list[tuple[str, bytes, int]] = []
        self._told: list[Told] = []
        self._finished: list[models.Delivery] = []

    def settle(self, settlement: Settlement, now: datetime) -> None:
        row = self._rows[settlement.job]
        if row.attempts != settlement.attempt:
            self._put_down(row, (each for each in settlement.results if each.fate is DeliveryFate.SENT))
            if row.due_at is not None and not self._waiting[row.pk]:
                self._finished.append(row)
            return
        if self._is_settled(row, settlement):
            return
        self._put_down(row, settlement.results)
        for notice in settlement.notices:
            if row.message is not None:
                add_delivery(self._seal, row.message, notice, now)
        if settlement.audit:
            self._told.append(Told(settlement.audit, now, row.school, row.message))
        if settlement.next_attempt is None or not self._waiting[row.pk]:
            self._finished.append(row)
            return
        row.due_at, row.lease_until, row.node = settlement.next_attempt, None, None
        row.save(update_fields=["due_at", "lease_until", "node"])

    def write(self) -> None:
        """What `settle` has not written yet."""
        if self._done:
            with connection.cursor() as cursor:
                cursor.executemany(_PUT_DOWN, self._done)
        put_on_record(self._seal, self._told)
        finished = models.Delivery.objects.filter(pk__in=[row.pk for row in self._finished])
        finished.update(due_at=None, lease_until=None, node=None)
        drop_all_unneeded({row.content_id for row in self._finished if row.content_id is not None})

    def _put_down(self, row: models.Delivery, results: Iterable[RecipientResult]) -> None:
        """Of those who still wait."""
        for result in results:
            for recipient in self._waiting[row.pk]:
                if recipient.address == result.address and recipient.fate == DeliveryFate.WAITING:
                    reply = result.reply[:LONGEST_REPLY].encode()
                    sealed = self._seal.close(reply, _of_reply(recipient))
                    recipient.fate = result.fate
                    self._done.append((result.fate, sealed, recipient.pk))
        self._waiting[row.pk] = [each for each in self._waiting[row.pk] if each.fate == DeliveryFate.WAITING]

    def _is_settled(self, row: models.Delivery, settlement: Settlement) -> bool:
        """Whether all is written for those of whom nothing more is to come, and there are any."""
        done = {each.address for each in settlement.results if each.fate is not DeliveryFate.WAITING}
        return bool(done) and done.isdisjoint(each.address for each in self._waiting[row.pk])


def is_claimed(job: int, attempt: int) -> bool:
    """Whether nobody else has come to it since this attempt at it began."""
    return models.Delivery.objects.filter(pk=job, attempts=attempt, lease_until__isnull=False).exists()


def drop_unneeded(content_id: str | None) -> None:
    """Deletes stored bytes that no open case or incident, no waiting delivery and no sender needs any more.

    Those of a case that is closed stay as long as the school keeps them; those that were to be deleted go.
    """
    if content_id is not None:
        drop_all_unneeded({content_id})


def drop_all_unneeded(contents: Collection[str]) -> None:
    """The same of several."""
    if not contents:
        return
    due = models.Delivery.objects.filter(content__in=contents).exclude(due_at=None)
    kept = models.Message.objects.filter(_needed() | _kept_for_a_while(), content__in=contents)
    needed = {*due.values_list("content", flat=True), *kept.values_list("content", flat=True)}
    unneeded = models.Content.objects.filter(pk__in=set(contents) - needed)
    unneeded.only("pk").delete()  # the bytes themselves need not be read for it


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
