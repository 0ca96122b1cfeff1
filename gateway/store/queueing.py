"""Jobs for the outbox: what is to go out is written down, with its bytes and for whom it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import uuid4

from django.db import connection

from gateway.actions.plan import Delivery, DeliveryFate, Purpose
from gateway.store import models
from gateway.store.absences import standing_in
from gateway.store.bell import Ring, ring
from gateway.store.seal import Seal

_AT_ONCE = 2 * 1024**2  # bytes: sealed copies of all that is written as one would fill the memory


@dataclass(frozen=True, slots=True, repr=False)
class Bytes:
    """What is to be stored, and under which id."""

    id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Queued:
    """A delivery that is due at once; without a message it is about the school's mail on the whole."""

    delivery: Delivery
    now: datetime
    school: models.School
    message: models.Message | None = None


def add_delivery(seal: Seal, message: models.Message, delivery: Delivery, now: datetime) -> None:
    """A job for the outbox, due at once. Who covers for somebody that is away gets their alerts too."""
    queue(seal, (Queued(delivery, now, message.school, message),))


def add_mail(seal: Seal, school: models.School, delivery: Delivery, now: datetime) -> None:
    """The same for what is about no message."""
    queue(seal, (Queued(delivery, now, school),))


def queue(seal: Seal, wanted: Sequence[Queued]) -> None:
    """The same for all that is committed as one."""
    if not wanted:
        return
    contents = [_content_of(each) for each in wanted]
    store_contents(seal, (each for each in contents if isinstance(each, Bytes)))
    rows = [_row(each, content) for each, content in zip(wanted, contents, strict=True)]
    _insert(rows)
    covering = cache(standing_in)  # the same people are told of most of them
    models.DeliveryRecipient.objects.bulk_create(
        models.DeliveryRecipient(delivery=row, address=address, fate=DeliveryFate.WAITING)
        for each, row in zip(wanted, rows, strict=True)
        for address in _people(each, covering)
    )
    ring(Ring.OUTBOX)


def store_contents(seal: Seal, contents: Iterable[Bytes]) -> None:
    """Sealed, as few at once as they are large."""
    rows: list[models.Content] = []
    size = 0
    for each in contents:
        rows.append(models.Content(id=each.id, sealed=seal.close(each.content, each.id)))
        size += len(each.content)
        if size >= _AT_ONCE:
            models.Content.objects.bulk_create(rows)
            rows, size = [], 0
    models.Content.objects.bulk_create(rows)


def _content_of(queued: Queued) -> Bytes | str | None:
    """Its own; or the id of what is stored with its message."""
    own, message = queued.delivery.content, queued.message
    if message is None:
        return Bytes(f"mail/{uuid4().hex}", own or b"")
    return message.content_id if own is None else Bytes(f"{message.pk}/{uuid4().hex[:12]}", own)


def _row(queued: Queued, content: Bytes | str | None) -> models.Delivery:
    delivery = queued.delivery
    return models.Delivery(
        school=queued.school,
        message=queued.message,
        content_id=content.id if isinstance(content, Bytes) else content,
        route=delivery.route,
        purpose=delivery.purpose,
        sender=delivery.envelope.sender,
        eight_bit=delivery.envelope.eight_bit,
        smtputf8=delivery.envelope.smtputf8,
        created_at=queued.now,
        due_at=queued.now,
    )


def _insert(rows: Sequence[models.Delivery]) -> None:
    """Each has its number afterwards, which SQLite before 3.35 does not tell of several."""
    if connection.features.can_return_rows_from_bulk_insert:
        models.Delivery.objects.bulk_create(rows)
        return
    for row in rows:
        row.save()


def _people(queued: Queued, covering: Callable[[tuple[str, ...], date], tuple[str, ...]]) -> tuple[str, ...]:
    people = queued.delivery.envelope.recipients
    if queued.delivery.purpose is not Purpose.ALERT:
        return people
    return people + covering(people, queued.now.astimezone().date())
