"""Looks at a case: each is on record before anything is seen, and the case tells of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from gateway.actions.plan import Action, AuditEntry
from gateway.store import models
from gateway.store.cases import NoSuchCaseError
from gateway.store.record import add_entries
from gateway.store.seal import BrokenSealError, Seal


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry of the record about a case. `detail`: what somebody wrote, where it is still kept."""

    at: datetime
    actor: str
    action: str
    note: str
    detail: str = field(default="", repr=False)


def trail_of(seal: Seal, case_id: str, most: int, *, with_details: bool) -> tuple[TrailEntry, ...]:
    """The last ones, the oldest first."""
    rows = models.Audit.objects.filter(message_id=case_id).order_by("-number")[:most]
    entries = tuple(
        TrailEntry(row.at, row.actor, row.action, row.note, _detail(seal, row) if with_details else "")
        for row in rows
    )
    return entries[::-1]


def _detail(seal: Seal, row: models.Audit) -> str:
    if row.detail is None:
        return ""
    try:
        return seal.open(bytes(row.detail), f"audit {row.number}").decode()
    except BrokenSealError:  # somebody has changed it: `audit verify` says so
        return ""


@transaction.atomic
def note_look(seal: Seal, case_id: str, actor: str, now: datetime) -> None:
    """At the case; the first one is remembered with it. Raises NoSuchCaseError."""
    note(seal, case_id, AuditEntry(actor, Action.VIEWED), now)
    models.Case.objects.filter(pk=case_id, seen_at=None).update(seen_at=now)


def is_kept(case_id: str) -> bool:
    """Whether the message itself is still there."""
    return models.Message.objects.filter(pk=case_id, content__isnull=False).exists()


def note(seal: Seal, case_id: str, entry: AuditEntry, now: datetime) -> None:
    """An entry about a case. Raises NoSuchCaseError."""
    row = models.Case.objects.select_related("message__school").filter(pk=case_id).first()
    if row is None:
        raise NoSuchCaseError(case_id)
    add_entries(seal, (entry,), now, message=row.message)
