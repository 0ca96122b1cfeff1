"""What else of one sender's mail was held, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gateway.actions.plan import CaseState
from gateway.store import models

MOST_CASES = 500  # of one sender that are looked at


@dataclass(frozen=True, slots=True)
class SenderCase:
    """One case. `rules` and `approvers` say whose it is, `titles` by which rules it was held."""

    id: str
    state: CaseState
    opened_at: datetime
    titles: tuple[str, ...]
    rules: frozenset[str]
    approvers: frozenset[str]


def cases_of_sender(school: str, sender: str, since: datetime, but: str) -> tuple[SenderCase, ...]:
    """Those of a school since then, the newest first, without one of them."""
    rows = models.Case.objects.filter(
        school__name=school, message__sender=sender, opened_at__gte=since
    ).exclude(pk=but)
    few = rows.order_by("-opened_at").only("message_id", "state", "opened_at")[:MOST_CASES]
    return tuple(map(_case, few.prefetch_related("rules")))


def _case(row: models.Case) -> SenderCase:
    rules = tuple(row.rules.all())
    return SenderCase(
        row.pk,
        CaseState(row.state),
        row.opened_at,
        tuple(dict.fromkeys(each.title for each in rules)),
        frozenset(each.rule for each in rules),
        frozenset(each.approver for each in rules if each.approver),
    )
