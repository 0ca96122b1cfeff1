"""Is all that is stored still whole? Each fault is one sentence with what to do; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from gateway.actions.plan import CaseState
from gateway.store import models
from gateway.store.engine import engine_in_use
from gateway.store.record import verify_record
from gateway.store.rotation import values_by_key
from gateway.store.seal import BrokenSealError, Seal
from gateway.store.sealed import IN_DATABASE

_NAMED = 5  # ids in a sentence


def faults_in_store(seal: Seal) -> Iterator[str]:
    """Reads everything that somebody still needs. Raises DatabaseError where that cannot be read at all."""
    engine = engine_in_use()
    damaged = tuple(engine.damage())
    if damaged:
        yield f"SQLite finds the database damaged ({damaged[0]}); {engine.remedy}"
        return
    yield from _of_keys(seal)
    yield from _of_messages(seal)
    yield from _of_deliveries(seal)
    unneeded = _unneeded().count()
    if unneeded:
        yield (
            f"{unneeded} stored messages belong to nothing any more, which a gateway never leaves behind: "
            "somebody has changed the database; see schoolgate audit verify"
        )
    if verify_record(seal) is not None:
        yield "the record does not hold: it was changed; see schoolgate audit verify"


def _of_keys(seal: Seal) -> Iterator[str]:
    """By how each value begins, whatever it is for."""
    strange = values_by_key(seal.keys.known(), IN_DATABASE)[None]
    if strange:
        yield (
            f"{strange} values are damaged, or sealed with a key that the key file does not have; put back a "
            f"key file that has it, or {_remedy()}"
        )


def _of_messages(seal: Seal) -> Iterator[str]:
    """Those that wait for a ruling, or are kept for their senders."""
    needed = models.Message.objects.filter(Q(case__state=CaseState.OPEN) | Q(kept_until__isnull=False))
    lost, broken = [], []
    for row in needed.order_by("pk").select_related("content").iterator(chunk_size=20):
        if row.content is None:
            lost.append(row.pk)
        elif not (_opens(seal, row.content) and _is_open(seal, row.judged, f"judged {row.pk}")):
            broken.append(row.pk)
    if lost:
        yield f"the text of held messages is gone: {_named(lost)}; {_remedy()}, or return them"
    if broken:
        yield (
            f"held messages do not open with the key, or were changed: {_named(broken)}; {_remedy()}, or ask "
            "their senders for them again and delete these"
        )


def _of_deliveries(seal: Seal) -> Iterator[str]:
    """Those that wait to be sent."""
    waiting = models.Delivery.objects.exclude(due_at=None).order_by("pk").select_related("content")
    stuck = [
        str(row.pk)
        for row in waiting.iterator(chunk_size=20)
        if row.content is None or not _opens(seal, row.content)
    ]
    if stuck:
        yield (
            f"deliveries cannot be sent, because what they are to send is gone or does not open: "
            f"{_named(stuck)}; {_remedy()}, or tell their senders (schoolgate outbox list)"
        )


def _opens(seal: Seal, content: models.Content) -> bool:
    return _is_open(seal, content.sealed, content.pk)


def _is_open(seal: Seal, sealed: bytes | memoryview, belongs_to: str) -> bool:
    try:
        seal.open(bytes(sealed), belongs_to)
    except BrokenSealError:
        return False
    return True


def _unneeded() -> QuerySet[models.Content]:
    message = models.Message.objects.filter(content=OuterRef("pk"))
    delivery = models.Delivery.objects.filter(content=OuterRef("pk"))
    return models.Content.objects.exclude(Exists(message)).exclude(Exists(delivery))


def _remedy() -> str:
    return engine_in_use().remedy


def _named(ids: Iterable[str]) -> str:
    named = list(ids)
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more
