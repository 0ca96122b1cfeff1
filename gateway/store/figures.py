"""How much is held and how much waits: the figures for metrics, health and the status page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from gateway.actions.plan import CaseState
from gateway.store import models


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over all schools of the installation."""

    open_cases: int
    oldest_open_case: datetime | None
    waiting_deliveries: int
    oldest_waiting_delivery: datetime | None
    unseen_cases: int = 0  # open, and nobody has looked at them
    oldest_unseen_case: datetime | None = None


def read_figures() -> Figures:
    cases = models.Case.objects.filter(state=CaseState.OPEN)
    unseen = cases.filter(seen_at=None)
    waiting = models.Delivery.objects.exclude(due_at=None)
    return Figures(
        open_cases=cases.count(),
        oldest_open_case=cases.aggregate(Min("opened_at"))["opened_at__min"],
        waiting_deliveries=waiting.count(),
        oldest_waiting_delivery=waiting.aggregate(Min("created_at"))["created_at__min"],
        unseen_cases=unseen.count(),
        oldest_unseen_case=unseen.aggregate(Min("opened_at"))["opened_at__min"],
    )
