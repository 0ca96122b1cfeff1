"""From a reviewer's ruling on a case, or from the want of one, to a plan."""

from __future__ import annotations

from datetime import datetime

from gateway.actions.arrival import GATEWAY, by_usual_route
from gateway.actions.desk import Desk, forwards_alerts, may_answer, original_of
from gateway.actions.notices.values import Expired, Released, Returned
from gateway.actions.plan import Action, AuditEntry, Case, CaseState, Delivery, RulingPlan

DELETED = "The message was deleted from the quarantine. It was not sent."


def release(case: Case, desk: Desk, actor: str, now: datetime) -> RulingPlan:
    """The message goes to the recorded recipients, as it came; what its header says does not matter."""
    held = (each for each in case.judged.verdict.recipients if each.address in case.held)
    deliveries = by_usual_route(case.envelope, held)
    if may_answer(case.envelope, case.judged.headline):
        original = original_of(case.envelope, case.judged.headline, case.opened_at)
        deliveries += (desk.released(original, Released(original, case.held, case=case.id), now),)
    audit = AuditEntry(actor, Action.RELEASED, f"{len(case.held)} recipients")
    return RulingPlan(case.id, case.version, CaseState.RELEASED, deliveries, (audit,))


def give_back(case: Case, desk: Desk, actor: str, reason: str, now: datetime) -> RulingPlan:
    """The message is not sent, and the sender is told why."""
    audit = AuditEntry(actor, Action.RETURNED, "with a reason to the sender")
    notices = _returned_notice(case, desk, reason, now)
    return RulingPlan(case.id, case.version, CaseState.RETURNED, notices, (audit,))


def delete(case: Case, desk: Desk, actor: str, now: datetime) -> RulingPlan:
    """The message is not sent and its bytes are gone; the sender is told so much."""
    audit = AuditEntry(actor, Action.DELETED)
    notices = _returned_notice(case, desk, DELETED, now)
    return RulingPlan(case.id, case.version, CaseState.DELETED, notices, (audit,))


def expire(case: Case, desk: Desk, now: datetime) -> RulingPlan:
    """Nobody has decided in time: the message is not sent, and somebody is told, the sender if possible."""
    deadline = case.deadline.astimezone(desk.patience.zone)
    notices = _returned_notice(case, desk, "", now, expired=deadline)
    if not notices and not forwards_alerts(case.envelope, case.judged.headline, desk.house):
        expired = Expired(case.envelope.sender, case.judged.verdict, case.id, deadline)
        notices = (desk.expired(expired, now),)
    audit = AuditEntry(GATEWAY, Action.EXPIRED, "nobody decided in time")
    return RulingPlan(case.id, case.version, CaseState.EXPIRED, notices, (audit,))


def _returned_notice(
    case: Case, desk: Desk, reason: str, now: datetime, expired: datetime | None = None
) -> tuple[Delivery, ...]:
    if not may_answer(case.envelope, case.judged.headline):
        return ()
    original = original_of(case.envelope, case.judged.headline, case.opened_at)
    returned = Returned(original, case.judged.verdict, case.held, case.id, reason, expired)
    return (desk.returned(original, returned, case.id, now),)
