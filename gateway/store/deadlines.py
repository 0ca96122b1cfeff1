"""The clock's side of the database: which cases are over their deadline, and which nobody has looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from gateway.actions.arrival import GATEWAY
from gateway.actions.plan import Action, AuditEntry, CaseState, UnseenPlan, WaitingPlan
from gateway.store import models
from gateway.store.cases import StaleCaseError
from gateway.store.intake import add_audit
from gateway.store.queueing import add_delivery
from gateway.store.seal import Seal


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that waits, as the clock sees it."""

    id: str
    school: str
    opened_at: datetime
    deadline: datetime


def overdue_cases(now: datetime) -> tuple[str, ...]:
    """The ids of open cases whose deadline is over, the longest overdue first."""
    rows = models.Case.objects.filter(state=CaseState.OPEN, deadline_at__lte=now)
    return tuple(rows.order_by("deadline_at").values_list("pk", flat=True))


def unreminded_cases(now: datetime, until: datetime) -> tuple[OpenCase, ...]:
    """Open cases with a deadline up to `until`, of which nobody has been reminded."""
    return _open(models.Case.objects.filter(reminded_at=None, deadline_at__gt=now, deadline_at__lte=until))


def unseen_cases(opened_until: datetime) -> tuple[OpenCase, ...]:
    """Open cases at which nobody has looked, and of which nobody else has been told."""
    return _open(models.Case.objects.filter(seen_at=None, escalated_at=None, opened_at__lte=opened_until))


def _open(rows: QuerySet[models.Case]) -> tuple[OpenCase, ...]:
    found = rows.filter(state=CaseState.OPEN).order_by("deadline_at")
    values = found.values_list("pk", "school__name", "opened_at", "deadline_at")
    return tuple(OpenCase(*each) for each in values)


@transaction.atomic
def write_waiting(seal: Seal, plan: WaitingPlan, now: datetime) -> None:
    """Queues the reminder and remembers it with its cases.

    Raises StaleCaseError, and writes nothing, where one of them is no longer open or was reminded of.
    """
    rows = models.Case.objects.filter(pk__in=plan.cases, state=CaseState.OPEN, reminded_at=None)
    if rows.update(reminded_at=now) != len(plan.cases):
        raise StaleCaseError(plan.cases[0])
    messages = models.Message.objects.select_related("school").in_bulk(plan.cases)
    if plan.delivery is None:
        return
    add_delivery(seal, messages[plan.cases[0]], plan.delivery, now)
    for message in messages.values():
        add_audit(seal, message, (AuditEntry(GATEWAY, Action.REMINDED, "those who decide"),), now)


@transaction.atomic
def write_unseen(seal: Seal, plan: UnseenPlan, now: datetime) -> None:
    """Queues the mail to others, and remembers it with its cases.

    Raises StaleCaseError, and writes nothing, where somebody has looked at one of them or was told of it.
    """
    rows = models.Case.objects.filter(
        pk__in=plan.cases, state=CaseState.OPEN, seen_at=None, escalated_at=None
    )
    if rows.update(escalated_at=now) != len(plan.cases):
        raise StaleCaseError(plan.cases[0])
    messages = models.Message.objects.select_related("school").in_bulk(plan.cases)
    add_delivery(seal, messages[plan.cases[0]], plan.delivery, now)
    asked = AuditEntry(GATEWAY, Action.ESCALATED, f"to {len(plan.delivery.envelope.recipients)} others")
    for message in messages.values():
        add_audit(seal, message, (asked,), now)
