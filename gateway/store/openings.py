"""Requests to open private mail: who asked and why, who decided, until when, and whether the sender knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from gateway.actions.plan import Action, AuditEntry, Delivery
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.queueing import add_delivery
from gateway.store.record import add_entries
from gateway.store.seal import Seal


class StaleOpeningError(Exception):
    """Somebody else has decided on the request, or asked before."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One request. `asked_by`, `decided_by`: ids of accounts; `asker`, `decider`: their addresses.

    not_told: why the sender has not been told yet
    """

    id: int
    case: str
    school: str
    asked_by: int
    asker: str
    asked_at: datetime
    reason: str = field(repr=False)
    decided_by: int | None = None
    decider: str = ""
    decided_at: datetime | None = None
    approved: bool = False
    open_until: datetime | None = None
    sender_told_at: datetime | None = None
    not_told: str = field(default="", repr=False)

    def is_open(self, now: datetime) -> bool:
        return self.approved and self.open_until is not None and now < self.open_until

    @property
    def waits(self) -> bool:
        return self.decided_at is None

    @property
    def sender_waits(self) -> bool:
        """It was opened, and the sender does not know."""
        return self.approved and self.sender_told_at is None


def openings_of(seal: Seal, case: str) -> tuple[Opening, ...]:
    """All requests on a case, the newest first."""
    return tuple(_opening(seal, row) for row in _rows().filter(case_id=case).order_by("-pk"))


def find_opening(seal: Seal, number: int) -> Opening | None:
    row = _rows().filter(pk=number).first()
    return _opening(seal, row) if row else None


def openings_at(seal: Seal, schools: Collection[str]) -> tuple[Opening, ...]:
    """At these schools those that wait, and those of which the sender does not know yet; the oldest first."""
    rows = _rows().filter(case__school__name__in=schools)
    found = (_opening(seal, row) for row in rows.filter(sender_told_at=None).order_by("pk"))
    return tuple(each for each in found if each.waits or each.sender_waits)


def approvers_at(school: str, role: str, but: int) -> tuple[str, ...]:
    """The addresses of those who may approve at a school.

    role: of the policy; empty: its leads and deputies
    but: the account of whoever asks
    """
    grants = models.Grant.objects.filter(account__is_active=True).exclude(account=but)
    if role:
        grants = grants.filter(role=Role.APPROVER, approves=role)
    else:
        grants = grants.filter(role__in=(Role.LEAD, Role.DEPUTY))
    here = grants.filter(school__name=school) | grants.filter(school=None)
    return tuple(sorted(set(here.values_list("account__email", flat=True))))


@transaction.atomic
def ask(
    seal: Seal, case: str, account: int, actor: str, reason: str, told: Sequence[Delivery], now: datetime
) -> int:
    """Its number. `told`: what goes to those who may approve. Raises StaleOpeningError where one waits."""
    if models.PrivateOpening.objects.filter(case_id=case, decided_at=None).exists():
        raise StaleOpeningError(case)
    row = models.PrivateOpening.objects.create(
        case_id=case, asked_by_id=account, asked_at=now, reason=seal.close(reason.encode(), f"opening {case}")
    )
    message = _message(case)
    for each in told:
        add_delivery(seal, message, each, now)
    add_entries(seal, (AuditEntry(actor, Action.OPENING_ASKED, "", reason),), now, message=message)
    return row.pk


@transaction.atomic
def approve(
    seal: Seal,
    opening: Opening,
    account: int,
    actor: str,
    until: datetime,
    told: Delivery | None,
    not_told: str,
    now: datetime,
) -> None:
    """Open until then. `told`: what goes to the sender at once; else `not_told` says why it does not.

    Raises StaleOpeningError.
    """
    _decide(opening, account, now, approved=True, open_until=until)
    message = _message(opening.case)
    entries = [AuditEntry(actor, Action.OPENING_APPROVED, f"until {until:%Y-%m-%d %H:%M} UTC")]
    if told:
        entries.append(_tell(seal, opening, actor, message, told, now))
    else:
        sealed = seal.close(not_told.encode(), f"not told {opening.case}")
        models.PrivateOpening.objects.filter(pk=opening.id).update(not_told=sealed)
        entries.append(AuditEntry(actor, Action.SENDER_NOT_TOLD, "", not_told))
    add_entries(seal, entries, now, message=message)


@transaction.atomic
def decline(seal: Seal, opening: Opening, account: int, actor: str, why: str, now: datetime) -> None:
    """It stays closed. Raises StaleOpeningError."""
    _decide(opening, account, now, approved=False)
    entry = AuditEntry(actor, Action.OPENING_DECLINED, "", why)
    add_entries(seal, (entry,), now, message=_message(opening.case))


@transaction.atomic
def tell_sender(seal: Seal, opening: Opening, actor: str, told: Delivery, now: datetime) -> None:
    """Raises StaleOpeningError where they have been told already."""
    message = _message(opening.case)
    entry = _tell(seal, opening, actor, message, told, now)
    add_entries(seal, (entry,), now, message=message)


def _tell(
    seal: Seal, opening: Opening, actor: str, message: models.Message, told: Delivery, now: datetime
) -> AuditEntry:
    rows = models.PrivateOpening.objects.filter(pk=opening.id, sender_told_at=None, approved=True)
    if not rows.update(sender_told_at=now, not_told=None):
        raise StaleOpeningError(opening.case)
    add_delivery(seal, message, told, now)
    return AuditEntry(actor, Action.SENDER_TOLD)


def _decide(opening: Opening, account: int, now: datetime, **values: object) -> None:
    rows = models.PrivateOpening.objects.filter(pk=opening.id, decided_at=None)
    if not rows.update(decided_by_id=account, decided_at=now, **values):
        raise StaleOpeningError(opening.case)


def _message(case: str) -> models.Message:
    return models.Message.objects.select_related("school").get(pk=case)


def _rows() -> QuerySet[models.PrivateOpening]:
    return models.PrivateOpening.objects.select_related("case__school", "asked_by", "decided_by")


def _opening(seal: Seal, row: models.PrivateOpening) -> Opening:
    case = row.case_id
    return Opening(
        row.pk,
        case,
        row.case.school.name,
        row.asked_by_id,
        row.asked_by.email,
        row.asked_at,
        seal.open(bytes(row.reason), f"opening {case}").decode(),
        row.decided_by_id,
        row.decided_by.email if row.decided_by else "",
        row.decided_at,
        row.approved,
        row.open_until,
        row.sender_told_at,
        seal.open(bytes(row.not_told), f"not told {case}").decode() if row.not_told else "",
    )
