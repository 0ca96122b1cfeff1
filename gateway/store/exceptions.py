"""Exceptions to rules, and holds that were false: made, revoked, listed, counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q, QuerySet

from gateway.actions.plan import Action, AuditEntry
from gateway.policy.exceptions import Exceptions, Kind, RuleException, phrase_of
from gateway.store import models
from gateway.store.bell import Ring, ring
from gateway.store.codec import decode_texts, encode_texts
from gateway.store.intake import add_audit
from gateway.store.record import add_entries
from gateway.store.seal import Seal

State = tuple[int, int]  # changes whenever an exception is made or revoked


class NoSuchExceptionError(Exception):
    """There is no exception of that id."""


class Standing(StrEnum):
    """Whether an exception still counts."""

    IN_FORCE = "in-force"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ExceptionRecord:
    """One exception, with all that is on record about it. Times are aware.

    rules: ids and titles
    phrase: as it stood in the message; empty where it is to no phrase
    case: because of which it was made; empty where that is gone
    uses: how many messages it has counted for
    """

    id: int
    school: str
    kind: Kind
    rules: tuple[tuple[str, str], ...]
    sender: str
    recipient: str
    phrase: str = field(repr=False)
    reason: str = field(repr=False)
    case: str
    made_by: str
    made_at: datetime
    last_day: date
    revoked_by: str
    revoked_at: datetime | None
    uses: int
    last_used: date | None

    @property
    def rule_ids(self) -> frozenset[str]:
        return frozenset(id for id, _ in self.rules)

    def standing(self, today: date) -> Standing:
        if self.revoked_at is not None:
            return Standing.REVOKED
        return Standing.IN_FORCE if today <= self.last_day else Standing.ENDED


@transaction.atomic
def make_exception(
    seal: Seal, exception: RuleException, case_id: str, phrase: str, reason: str, actor: str, now: datetime
) -> int:
    """Its id. `phrase` is as it stood in the message. The case is marked as a false hold.

    Who presses twice makes one.
    """
    case = models.Case.objects.select_related("message", "school").get(pk=case_id)
    same = models.RuleException.objects.filter(
        school=case.school,
        kind=exception.kind,
        rules=_joined(exception.rules),
        sender=exception.sender,
        recipient=exception.recipient,
        last_day=exception.last_day,
        revoked_at=None,
    )
    for row in same:
        if _phrase(seal, row) == (phrase, exception.pupils):
            return row.pk
    row = models.RuleException.objects.create(
        school=case.school,
        kind=exception.kind,
        rules=_joined(exception.rules),
        sender=exception.sender,
        recipient=exception.recipient,
        reason=b"",
        case=case,
        made_by=actor,
        made_at=now,
        last_day=exception.last_day,
    )
    row.reason = seal.close(reason.encode(), _belongs_to("reason", row))
    if phrase:
        texts = encode_texts((phrase, *sorted(exception.pupils)))
        row.phrase = seal.close(texts, _belongs_to("phrase", row))
    row.save(update_fields=["reason", "phrase"])
    note = f"exception {row.pk}: {row.kind}, rules: {', '.join(row.rules.split())}, until {row.last_day}"
    detail = f"{phrase}: {reason}" if phrase else reason
    add_audit(seal, case.message, (AuditEntry(actor, Action.EXCEPTION_MADE, note, detail),), now)
    mark_false_hold(seal, case_id, exception.kind, actor, now)
    ring(Ring.EXCEPTIONS)
    return row.pk


@transaction.atomic
def mark_false_hold(seal: Seal, case_id: str, kind: Kind, actor: str, now: datetime) -> None:
    """The message should not have been held; it stays where it is."""
    case = models.Case.objects.select_related("message").get(pk=case_id)
    if case.false_hold != kind:
        models.Case.objects.filter(pk=case_id).update(false_hold=kind)
        add_audit(seal, case.message, (AuditEntry(actor, Action.FALSE_HOLD, kind),), now)


@transaction.atomic
def revoke_exception(seal: Seal, exception_id: int, actor: str, now: datetime) -> bool:
    """False where it was revoked before. Raises NoSuchExceptionError."""
    row = _rows().filter(pk=exception_id).first()
    if row is None:
        raise NoSuchExceptionError(exception_id)
    open_ = models.RuleException.objects.filter(pk=exception_id, revoked_at=None)
    if not open_.update(revoked_by=actor, revoked_at=now):
        return False
    entries = (AuditEntry(actor, Action.EXCEPTION_REVOKED, f"exception {exception_id}: {row.kind}"),)
    if row.case is None:
        add_entries(seal, entries, now, school=row.school)
    else:
        add_audit(seal, row.case.message, entries, now)
    ring(Ring.EXCEPTIONS)
    return True


def state_of_exceptions() -> State:
    """One cheap look."""
    seen = models.RuleException.objects.aggregate(last=Max("pk"), revoked=Count("revoked_at"))
    return seen["last"] or 0, seen["revoked"]


def exceptions_in_force(seal: Seal, today: date) -> Mapping[str, Exceptions]:
    """By school; empty in a database of an older version, which has none."""
    if models.RuleException._meta.db_table not in connection.introspection.table_names():
        return {}
    schools: dict[str, list[RuleException]] = {}
    rows = models.RuleException.objects.filter(_in_force(today)).select_related("school")
    for row in rows:
        schools.setdefault(row.school.name, []).append(_exception(seal, row))
    return {school: Exceptions.among(those) for school, those in schools.items()}


def count_uses(uses: Mapping[int, int], day: date) -> None:
    """Adds to what each exception, by its id, has counted for; `day` is the last on which it did."""
    for exception_id, count in uses.items():
        rows = models.RuleException.objects.filter(pk=exception_id)
        rows.update(uses=F("uses") + count, last_used=day)


def find_exception(seal: Seal, exception_id: int) -> ExceptionRecord | None:
    row = _rows().filter(pk=exception_id).first()
    return None if row is None else _record(seal, row)


def list_in_force(seal: Seal, schools: Iterable[str], today: date) -> tuple[ExceptionRecord, ...]:
    """Those of these schools, the one that ends first at the beginning."""
    rows = _rows().filter(_in_force(today), school__name__in=list(schools)).order_by("last_day", "pk")
    return tuple(_record(seal, row) for row in rows)


def list_over(seal: Seal, schools: Iterable[str], today: date, most: int) -> tuple[ExceptionRecord, ...]:
    """Those that have ended or were revoked, the last one made at the beginning."""
    rows = _rows().exclude(_in_force(today)).filter(school__name__in=list(schools)).order_by("-pk")
    return tuple(_record(seal, row) for row in rows[:most])


def list_made_for(seal: Seal, case_id: str, today: date) -> tuple[ExceptionRecord, ...]:
    """Those in force that were made because of a case."""
    rows = _rows().filter(_in_force(today), case_id=case_id).order_by("pk")
    return tuple(_record(seal, row) for row in rows)


def false_hold_of(case_id: str) -> Kind | None:
    """What somebody has said of a hold that was false."""
    said = models.Case.objects.filter(pk=case_id).values_list("false_hold", flat=True).first()
    return Kind(said) if said else None


def _in_force(today: date) -> Q:
    return Q(revoked_at=None, last_day__gte=today)


def _rows() -> QuerySet[models.RuleException]:
    return models.RuleException.objects.select_related("school", "case__message").prefetch_related(
        "case__rules"
    )


def _exception(seal: Seal, row: models.RuleException) -> RuleException:
    phrase, pupils = _phrase(seal, row)
    return RuleException(
        id=row.pk,
        kind=Kind(row.kind),
        rules=frozenset(row.rules.split()),
        last_day=row.last_day,
        sender=row.sender,
        recipient=row.recipient,
        phrase=phrase_of(phrase),
        pupils=pupils,
    )


def _record(seal: Seal, row: models.RuleException) -> ExceptionRecord:
    titles = {each.rule: each.title for each in row.case.rules.all()} if row.case else {}
    return ExceptionRecord(
        id=row.pk,
        school=row.school.name,
        kind=Kind(row.kind),
        rules=tuple((rule, titles.get(rule, rule)) for rule in row.rules.split()),
        sender=row.sender,
        recipient=row.recipient,
        phrase=_phrase(seal, row)[0],
        reason=seal.open(bytes(row.reason), _belongs_to("reason", row)).decode(),
        case=row.case_id or "",
        made_by=row.made_by,
        made_at=row.made_at,
        last_day=row.last_day,
        revoked_by=row.revoked_by,
        revoked_at=row.revoked_at,
        uses=row.uses,
        last_used=row.last_used,
    )


def _phrase(seal: Seal, row: models.RuleException) -> tuple[str, frozenset[str]]:
    """As it stood in the message, and for whom it was taken."""
    if row.phrase is None:
        return "", frozenset()
    phrase, *pupils = decode_texts(seal.open(bytes(row.phrase), _belongs_to("phrase", row)))
    return phrase, frozenset(pupils)


def _joined(rules: Iterable[str]) -> str:
    return " ".join(sorted(rules))


def _belongs_to(what: str, row: models.RuleException) -> str:
    return f"exception {what} {row.pk}"
