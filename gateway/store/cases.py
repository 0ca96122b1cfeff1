"""The cases in the database: list them, look at one, write what a reviewer or the sender ruled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from detectors.finding import DetectorId
from detectors.message import Envelope
from gateway.actions.plan import (
    Action,
    AuditEntry,
    Case,
    CaseState,
    Judged,
    Purpose,
    Request,
    RulingPlan,
)
from gateway.policy.verdict import Mode
from gateway.store import models
from gateway.store.codec import decode_judged
from gateway.store.intake import add_audit
from gateway.store.jobs import drop_unneeded
from gateway.store.marks import Marks, marks_key
from gateway.store.queueing import add_delivery
from gateway.store.seal import Seal
from gateway.store.sent import remember_addresses


class NoSuchCaseError(Exception):
    """There is no held message of that id."""


class StaleCaseError(Exception):
    """Somebody else has ruled on the case since it was read."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the queue: nothing of the message's content."""

    id: str
    school: str
    state: CaseState
    sender: str
    held: tuple[str, ...]
    opened_at: datetime
    deadline: datetime
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry of the audit trail."""

    at: datetime
    actor: str
    action: str
    note: str


def list_cases(seal: Seal, state: CaseState | None = CaseState.OPEN) -> tuple[CaseSummary, ...]:
    """Cases, the oldest first; all states when `state` is None."""
    rows = models.Case.objects.select_related("message", "school").prefetch_related("held")
    if state is not None:
        rows = rows.filter(state=state)
    return tuple(_summary(seal, row) for row in rows.order_by("opened_at"))


def _summary(seal: Seal, row: models.Case) -> CaseSummary:
    case = _case(seal, row)
    rules = tuple(match.id for match in case.judged.verdict.rules if match.mode is Mode.ENFORCE)
    return CaseSummary(
        case.id,
        case.school,
        case.state,
        case.envelope.sender,
        case.held,
        case.opened_at,
        case.deadline,
        rules,
    )


@transaction.atomic
def look_at_case(seal: Seal, case_id: str, actor: str, now: datetime) -> Case:
    """The case for a reviewer's eyes; the look is on record. Raises NoSuchCaseError."""
    row = _row(case_id)
    add_audit(seal, row.message, (AuditEntry(actor, Action.VIEWED),), now)
    return _case(seal, row)


def find_case(seal: Seal, case_id: str) -> Case:
    """The case as a ruling needs it. Raises NoSuchCaseError."""
    return _case(seal, _row(case_id))


def audit_of(case_id: str) -> tuple[AuditLine, ...]:
    rows = models.Audit.objects.filter(message_id=case_id).order_by("number")
    return tuple(AuditLine(row.at, row.actor, row.action, row.note) for row in rows)


def content_of(seal: Seal, case_id: str) -> bytes:
    """The message as it is kept, our trace fields on top. Raises NoSuchCaseError where it is kept no more."""
    content = _row(case_id).message.content
    if content is None:
        raise NoSuchCaseError(case_id)
    return seal.open(bytes(content.sealed), content.pk)


@transaction.atomic
def write_ruling(seal: Seal, plan: RulingPlan, now: datetime) -> None:
    """Does to the case what was ruled, and queues what follows. Raises StaleCaseError or NoSuchCaseError."""
    row = _row(plan.case)
    changed: dict[str, object] = {"state": plan.state, "version": plan.seen_version + 1}
    if plan.state is not CaseState.OPEN:
        changed |= {"closed_at": now, "lasted": max(0, round((now - row.opened_at).total_seconds()))}
    if plan.asked:
        changed |= {"asked_at": now, "asked": seal.close(plan.asked.encode(), f"asked {plan.case}")}
    seen = models.Case.objects.filter(pk=row.pk, version=plan.seen_version, state=CaseState.OPEN)
    if not seen.update(**changed):
        raise StaleCaseError(plan.case)
    row.held.filter(address__in=plan.taken_off).delete()
    models.DeletionProposal.objects.filter(pk=row.pk).delete()  # it was about the case as it stood before
    if plan.kept_until:
        models.Message.objects.filter(pk=row.pk).update(kept_until=plan.kept_until)
    for delivery in plan.deliveries:
        add_delivery(seal, row.message, delivery, now)
    add_audit(seal, row.message, plan.audit, now)
    _learn_addresses(seal, row, plan, now)
    drop_unneeded(row.message.content_id)


def _learn_addresses(seal: Seal, row: models.Case, plan: RulingPlan, now: datetime) -> None:
    """Whom a sender may write to about pupils by this ruling is known to them from now on."""
    jobs = [each for each in plan.deliveries if each.purpose is Purpose.MESSAGE]
    sent = {address for each in jobs for address in each.envelope.recipients}
    case = _case(seal, row)
    findings = case.judged.report.of(DetectorId.FIRST_CONTACT)
    new = [address for finding in findings for address in finding.recipients if address in sent]
    if new:
        marks = Marks(marks_key(seal), case.school)
        pairs = [marks.pair(case.envelope.sender, address) for address in new]
        remember_addresses(case.school, "", pairs, now.date())


def _row(case_id: str) -> models.Case:
    row = models.Case.objects.select_related("message", "school").filter(pk=case_id).first()
    if row is None:
        raise NoSuchCaseError(case_id)
    return row


def _case(seal: Seal, row: models.Case) -> Case:
    message = row.message
    held = tuple(each.address for each in sorted(row.held.all(), key=lambda each: each.pk))
    return Case(
        id=message.pk,
        school=row.school.name,
        state=CaseState(row.state),
        version=row.version,
        envelope=Envelope(
            message.sender,
            held,
            message.eight_bit,
            message.smtputf8,
        ),
        held=held,
        opened_at=row.opened_at,
        deadline=row.deadline_at,
        judged=decode_judged(seal.open(bytes(message.judged), f"judged {message.pk}")),
        asked=_request(seal, row),
    )


def _request(seal: Seal, row: models.Case) -> Request | None:
    if row.asked is None or row.asked_at is None:
        return None
    return Request(row.asked_at, seal.open(bytes(row.asked), f"asked {row.pk}").decode())


def stored_judgements(seal: Seal) -> tuple[tuple[str, Judged], ...]:
    """The id of every message on record, and what was seen and decided of it; the oldest first."""
    rows = models.Message.objects.order_by("received_at", "id")
    return tuple((row.pk, decode_judged(seal.open(bytes(row.judged), f"judged {row.pk}"))) for row in rows)
