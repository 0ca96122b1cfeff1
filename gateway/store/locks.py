"""The locks of protected files that left, for the days in which a password may follow them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from gateway.store import models
from gateway.store.codec import decode_texts, encode_texts
from gateway.store.seal import Seal


@dataclass(frozen=True, slots=True)
class Kept:
    """The locks of one message, as they were written down. `pairs` are hashes of sender and recipient.

    id: counts up as they are written, by whichever process; 0 before
    """

    school: str
    pairs: tuple[str, ...]
    locks: tuple[str, ...]
    until: datetime
    id: int = 0


@transaction.atomic
def keep_locks(seal: Seal, kept: Kept) -> Kept:
    """After this returns they are on disk, sealed, with their id."""
    school, _ = models.School.objects.get_or_create(name=kept.school)
    row = models.KeptLocks.objects.create(school=school, sealed=b"", kept_until=kept.until)
    row.sealed = seal.close(encode_texts(kept.locks), _belongs_to(row))
    row.save(update_fields=["sealed"])
    models.KeptLocksPair.objects.bulk_create(models.KeptLocksPair(kept=row, pair=pair) for pair in kept.pairs)
    return replace(kept, id=row.pk)


def kept_locks(seal: Seal, now: datetime, after: int = 0) -> tuple[Kept, ...]:
    """All whose time is not up but the first `after` ids, the oldest first. Raises BrokenSealError."""
    rows = (
        models.KeptLocks.objects.filter(kept_until__gt=now, pk__gt=after)
        .select_related("school")
        .order_by("id")
    )
    return tuple(
        Kept(
            row.school.name,
            tuple(each.pair for each in row.pairs.all()),
            decode_texts(seal.open(bytes(row.sealed), _belongs_to(row))),
            row.kept_until,
            row.pk,
        )
        for row in rows.prefetch_related("pairs")
    )


@transaction.atomic
def forget_locks(now: datetime) -> None:
    """Deletes those whose time is up."""
    models.KeptLocks.objects.filter(kept_until__lte=now).delete()


def _belongs_to(row: models.KeptLocks) -> str:
    return f"locks {row.pk}"
