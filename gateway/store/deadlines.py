"""The clock's side of the database: which cases are over their deadline, and of which nobody was reminded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gateway.actions.arrival import GATEWAY
from gateway.actions.plan import Action, AuditEntry, CaseState, WaitingPlan
from gateway.store import models
from gateway.store.cases import StaleCaseError
from gateway.store.intake import add_audit, add_delivery
from gateway.store.seal import Seal


def overdue_cases(now: datetime) -> tuple[str, ...]:
    """The ids of open cases whose deadline is over, the longest overdue first."""
    rows = models.Case.objects.filter(state=CaseState.OPEN, deadline_at__lte=now)
    return tuple(rows.order_by("deadline_at").values_list("pk", flat=True))


def unreminded_cases(now: datetime, until: datetime) -> tuple[str, ...]:
    """The ids of open cases with a deadline up to `until`, of which nobody has been reminded."""
    rows = models.Case.objects.filter(
        state=CaseState.OPEN, reminded_at=None, deadline_at__gt=now, deadline_at__lte=until
    )
    return tuple(rows.order_by("deadline_at").values_list("pk", flat=True))


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
