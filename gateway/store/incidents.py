"""Incidents in the database: the facts and the diary sealed, the cases that belong to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from gateway.actions.plan import Action, AuditEntry
from gateway.store import models
from gateway.store.marks import Marks, marks_key
from gateway.store.record import add_entries
from gateway.store.seal import Seal

BEFORE = timedelta(days=30)  # so far back what else left is looked for
_MOST_RELATED = 50


class NoSuchIncidentError(Exception):
    """There is no incident of that number."""


class StaleIncidentError(Exception):
    """Somebody else has changed the incident since it was read."""


class EntryKind(StrEnum):
    """What a line of the diary tells of."""

    NOTE = "note"
    TOLD = "told"  # somebody was told
    DONE = "done"  # something was done against it


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """One line of the diary."""

    at: datetime
    actor: str
    kind: EntryKind
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Incident:
    """`facts`: as `gateway.review.incidents` encodes them; `cases`: ids, the first added first."""

    id: int
    school: str
    opened_at: datetime
    opened_by: str
    known_at: datetime
    closed_at: datetime | None
    version: int
    facts: str = field(repr=False)
    cases: tuple[str, ...] = ()
    diary: tuple[DiaryLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A message on record that may belong to an incident: nothing of its content."""

    id: str
    at: datetime
    sender: str
    recipients: int
    state: str  # of its case; empty where it was not held


@transaction.atomic
def open_incident(
    seal: Seal, school: str, facts: str, known_at: datetime, cases: Iterable[str], actor: str, now: datetime
) -> int:
    """Its number. Cases of another school are left out."""
    where = models.School.objects.get(name=school)
    row = models.Incident.objects.create(
        school=where, opened_at=now, opened_by=actor, known_at=known_at, facts=b""
    )
    row.facts = seal.close(facts.encode(), f"incident {row.pk}")
    row.save(update_fields=["facts"])
    _add_cases(row, cases, now)
    _on_record(seal, row, actor, Action.INCIDENT_OPENED, "", now)
    return row.pk


def list_incidents(seal: Seal, schools: Collection[str]) -> tuple[Incident, ...]:
    """Those that are open first, then the newest first; without their diaries."""
    rows = models.Incident.objects.filter(school__name__in=schools).select_related("school")
    found = [_incident(seal, row) for row in rows.prefetch_related("cases").order_by("-opened_at")]
    return tuple(sorted(found, key=lambda each: each.closed_at is not None))


def find_incident(seal: Seal, number: int) -> Incident:
    """With its diary. Raises NoSuchIncidentError."""
    row = _row(number)
    diary = tuple(
        DiaryLine(
            line.at,
            line.actor,
            EntryKind(line.kind),
            seal.open(bytes(line.text), f"diary {row.pk}").decode(),
        )
        for line in row.entries.order_by("at", "pk")
    )
    return _incident(seal, row, diary)


def incidents_of(case: str) -> tuple[int, ...]:
    """The numbers of the incidents to which a case belongs."""
    rows = models.IncidentCase.objects.filter(message_id=case).order_by("incident_id")
    return tuple(rows.values_list("incident_id", flat=True))


@transaction.atomic
def change_incident(
    seal: Seal, number: int, version: int, facts: str, known_at: datetime, actor: str, now: datetime
) -> None:
    """Raises StaleIncidentError where somebody else was faster, or it is closed."""
    sealed = seal.close(facts.encode(), f"incident {number}")
    rows = models.Incident.objects.filter(pk=number, version=version, closed_at=None)
    if not rows.update(facts=sealed, known_at=known_at, version=version + 1):
        raise StaleIncidentError(number)
    _on_record(seal, _row(number), actor, Action.INCIDENT_CHANGED, "facts", now)


@transaction.atomic
def add_cases(seal: Seal, number: int, cases: Iterable[str], actor: str, now: datetime) -> int:
    """How many were added: those of its school that were not there yet."""
    row = _row(number)
    added = _add_cases(row, cases, now)
    if added:
        _on_record(seal, row, actor, Action.INCIDENT_CHANGED, f"cases added: {', '.join(added)}", now)
    return len(added)


@transaction.atomic
def take_out_case(seal: Seal, number: int, case: str, actor: str, now: datetime) -> None:
    """It belongs to the incident no longer; what becomes of its content is as without it."""
    row = _row(number)
    if row.cases.filter(message_id=case).delete()[0]:
        _on_record(seal, row, actor, Action.INCIDENT_CHANGED, f"case taken out: {case}", now)


@transaction.atomic
def write_diary(seal: Seal, number: int, line: DiaryLine, now: datetime) -> None:
    row = _row(number)
    text = seal.close(line.text.encode(), f"diary {row.pk}")
    models.IncidentEntry.objects.create(incident=row, at=line.at, actor=line.actor, kind=line.kind, text=text)
    _on_record(seal, row, line.actor, Action.INCIDENT_CHANGED, f"diary: {line.kind}", now)


@transaction.atomic
def close_incident(seal: Seal, number: int, actor: str, now: datetime, *, again: bool = False) -> None:
    """Closes it, or opens it again. Contents of its cases are kept only while it is open."""
    row = _row(number)
    row.closed_at = None if again else now
    row.version += 1
    row.save(update_fields=["closed_at", "version"])
    action = Action.INCIDENT_CHANGED if again else Action.INCIDENT_CLOSED
    _on_record(seal, row, actor, action, "opened again" if again else "", now)


@transaction.atomic
def record_report(seal: Seal, number: int, actor: str, now: datetime) -> None:
    """The report was taken out as a document."""
    _on_record(seal, _row(number), actor, Action.EXPORTED, "report", now)


def related_messages(
    seal: Seal, incident: Incident, senders: Collection[str], people: Collection[str], pupils: Collection[str]
) -> tuple[Related, ...]:
    """What else was stopped, changed or secured in the month before: same sender, recipient or pupil.

    people: addresses of recipients
    """
    marks = Marks(marks_key(seal), incident.school)
    wanted = [*map(marks.one_pupil, pupils), *map(marks.address, people)]
    alike = Q(sender__in=senders) | Q(search_marks__mark__in=wanted)
    rows = models.Message.objects.filter(
        alike,
        school__name=incident.school,
        received_at__gte=incident.known_at - BEFORE,
    ).exclude(pk__in=incident.cases)
    ids = rows.order_by("-received_at").values_list("pk", flat=True).distinct()[:_MOST_RELATED]
    found = models.Message.objects.filter(pk__in=list(ids)).select_related("case")
    return tuple(_related(row) for row in found.prefetch_related("case__held").order_by("-received_at"))


def _related(row: models.Message) -> Related:
    case = getattr(row, "case", None)
    recipients = len(case.held.all()) if case else 0
    return Related(row.pk, row.received_at, row.sender, recipients, case.state if case else "")


def _add_cases(row: models.Incident, cases: Iterable[str], now: datetime) -> tuple[str, ...]:
    there = set(row.cases.values_list("message_id", flat=True))
    wanted = [each for each in dict.fromkeys(cases) if each not in there]
    known = models.Message.objects.filter(pk__in=wanted, school=row.school).values_list("pk", flat=True)
    added = tuple(each for each in wanted if each in set(known))
    models.IncidentCase.objects.bulk_create(
        models.IncidentCase(incident=row, message_id=each, added_at=now) for each in added
    )
    return added


def _on_record(
    seal: Seal, row: models.Incident, actor: str, action: Action, what: str, now: datetime
) -> None:
    note = f"incident {row.pk}" + (f": {what}" if what else "")
    add_entries(seal, (AuditEntry(actor, action, note[:1000]),), now, school=row.school)


def _row(number: int) -> models.Incident:
    row = models.Incident.objects.select_related("school").filter(pk=number).first()
    if row is None:
        raise NoSuchIncidentError(number)
    return row


def _incident(seal: Seal, row: models.Incident, diary: tuple[DiaryLine, ...] = ()) -> Incident:
    cases = sorted(row.cases.all(), key=lambda each: each.pk)
    return Incident(
        row.pk,
        row.school.name,
        row.opened_at,
        row.opened_by,
        row.known_at,
        row.closed_at,
        row.version,
        seal.open(bytes(row.facts), f"incident {row.pk}").decode(),
        tuple(each.message_id for each in cases),
        diary,
    )
