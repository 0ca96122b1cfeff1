"""The record as it is read: the entries that somebody may see, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gateway.actions.plan import AuditEntry
from gateway.store import models
from gateway.store.chain import BEGINNING
from gateway.store.record import add_entries, known_beginning
from gateway.store.seal import BrokenSealError, Seal

TOGETHER = 500  # entries that are read at a time where all are wanted
_NO_SCHOOL = 0  # no row has this number


@dataclass(frozen=True, slots=True)
class Extent:
    """Whose entries somebody may see. schools: None for all; installation: those about no school, too."""

    schools: frozenset[str] | None = None
    installation: bool = True


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are wanted; what is empty does not matter.

    actor: a part of who did it; case: a message's id; actions: one of these; since: from then on;
    until: before then
    """

    actor: str = ""
    case: str = ""
    actions: frozenset[str] = frozenset()
    school: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the record, as its chain has it.

    previous: the hash of the entry before it
    detail: what was written, where it is still kept and whoever asks may read it
    is_case: whether its message was held
    """

    previous: str
    number: int
    at: datetime
    school: str
    message: str
    actor: str
    action: str
    note: str
    detail_digest: str
    hash: str
    detail: str = field(default="", repr=False)
    is_detail_kept: bool = False
    is_case: bool = False


@dataclass(frozen=True, slots=True)
class Reasons:
    """Opens what people wrote, for those schools whose content somebody may see. schools: None for all."""

    seal: Seal = field(repr=False)
    schools: frozenset[str] | None = None
    installation: bool = True

    def of(self, row: models.Audit, school: str) -> str:
        if row.detail is None or not self._may_be_read(school):
            return ""
        try:
            return self.seal.open(bytes(row.detail), f"audit {row.number}").decode()
        except BrokenSealError:
            return ""

    def _may_be_read(self, school: str) -> bool:
        if not school:
            return self.installation
        return self.schools is None or school in self.schools


def page_of(
    sought: Sought, extent: Extent, reasons: Reasons, most: int, before: int | None = None
) -> tuple[Entry, ...]:
    """The newest entries, or those with a smaller number than `before`."""
    rows = _rows(sought, extent)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return _entries(rows.order_by("-number")[:most], reasons)


def all_of(sought: Sought, extent: Extent, reasons: Reasons) -> Iterator[Entry]:
    """From the first to the last that there is now; no transaction is open in between."""
    rows, last = _rows(sought, extent).order_by("number"), 0
    while entries := _entries(rows.filter(number__gt=last)[:TOGETHER], reasons):
        yield from entries
        last = entries[-1].number


def count_of(sought: Sought, extent: Extent) -> int:
    return _rows(sought, extent).count()


@transaction.atomic
def note_down(seal: Seal, entry: AuditEntry, now: datetime, school: str = "") -> None:
    """Adds an entry about a school, or about the installation."""
    row = models.School.objects.filter(name=school).first() if school else None
    add_entries(seal, (entry,), now, school=row)


def _rows(sought: Sought, extent: Extent) -> QuerySet[models.Audit]:
    rows = _seen(extent, sought.school)
    if sought.actor:
        rows = rows.filter(actor__icontains=sought.actor)
    if sought.case:
        rows = rows.filter(message_id=sought.case)
    if sought.actions:
        rows = rows.filter(action__in=sought.actions)
    if sought.since:
        rows = rows.filter(at__gte=sought.since)
    if sought.until:
        rows = rows.filter(at__lt=sought.until)
    return rows


def _seen(extent: Extent, only: str) -> QuerySet[models.Audit]:
    """Entries within an extent; `only`: those of one school."""
    rows = models.Audit.objects.all()
    if extent == Extent() and not only:
        return rows
    schools = models.School.objects.all()
    if extent.schools is not None:
        schools = schools.filter(name__in=extent.schools)
    ids = list((schools.filter(name=only) if only else schools).values_list("pk", flat=True))
    if extent.installation and not only:
        ids.append(_NO_SCHOOL)
    # Not by an index of schools: a page is the last few of very many, and the numbers have them in order.
    return rows.annotate(about=Coalesce("school_id", _NO_SCHOOL)).filter(about__in=ids)


def _entries(rows: QuerySet[models.Audit], reasons: Reasons) -> tuple[Entry, ...]:
    before = models.Audit.objects.filter(number=OuterRef("number") - 1).values("hash")
    held = Exists(models.Case.objects.filter(pk=OuterRef("message_id")))
    found = rows.select_related("school").annotate(previous=Subquery(before), held=held)
    return tuple(_entry(row, reasons, row.previous, is_case=row.held) for row in found)


def _entry(row: models.Audit, reasons: Reasons, previous: str | None, *, is_case: bool) -> Entry:
    school = row.school.name if row.school else ""
    return Entry(
        previous=previous or _hash_before_the_first(reasons.seal, row.number),
        number=row.number,
        at=row.at,
        school=school,
        message=row.message_id or "",
        actor=row.actor,
        action=row.action,
        note=row.note,
        detail_digest=row.detail_digest,
        hash=row.hash,
        detail=reasons.of(row, school),
        is_detail_kept=row.detail is not None,
        is_case=is_case,
    )


def _hash_before_the_first(seal: Seal, number: int) -> str:
    """Of the first entry there is: the entries before it were deleted, or there never were any."""
    if number == 1:
        return BEGINNING
    try:
        beginning = known_beginning(seal)
    except BrokenSealError:
        return ""
    return beginning.hash if beginning.number == number - 1 else ""
