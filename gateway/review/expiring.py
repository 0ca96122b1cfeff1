"""When nobody has decided in time: what the rules say then, and who is told."""

from __future__ import annotations

from datetime import datetime

from detectors.sending import RecipientClass
from gateway.actions.arrival import GATEWAY, by_usual_route, message_delivery
from gateway.actions.at_deadline import at_deadline
from gateway.actions.desk import Desk, forwards_alerts, may_answer, original_of
from gateway.actions.notices.values import Expired, Released, Returned
from gateway.actions.plan import Action, AuditEntry, Case, CaseState, Delivery, Route, RulingPlan
from gateway.policy.reach import SecureReach
from gateway.policy.verdict import AtDeadline, RecipientVerdict

_NOTES = {
    AtDeadline.RETURN: "nobody decided in time: not sent",
    AtDeadline.SECURE: "nobody decided in time: sent by secure mail, as the rule says",
    AtDeadline.DELIVER: "nobody decided in time: sent as it came, as the rule says",
}


def expire(case: Case, desk: Desk, secure: SecureReach, now: datetime) -> RulingPlan:
    """The message is sent or not, as the strictest of its rules says; nobody who should know is left untold.

    secure: whom the school's secure mail reaches. What it would not bring to everybody is not sent.
    """
    asked = at_deadline(case.judged.verdict, case.held)
    unreached = asked is AtDeadline.SECURE and not _reaches_all(case, secure)
    became = AtDeadline.RETURN if unreached else asked
    told = _sender_told(case, became, desk, now)
    deliveries = _sent(case, became) + told
    if not forwards_alerts(case.envelope, case.judged.headline, desk.house):
        deadline = case.deadline.astimezone(desk.patience.zone)
        expired = Expired(
            case.envelope.sender,
            case.judged.verdict,
            case.id,
            deadline,
            became,
            unreached=unreached,
            sender_told=bool(told),
        )
        deliveries += (desk.expired(expired, now),)
    state = CaseState.EXPIRED if became is AtDeadline.RETURN else CaseState.RELEASED
    audit = AuditEntry(GATEWAY, Action.EXPIRED, _NOTES[became])
    return RulingPlan(case.id, case.version, state, deliveries, (audit,))


def _sent(case: Case, became: AtDeadline) -> tuple[Delivery, ...]:
    """To those for whom it is held now; inside the school nothing has to be secured."""
    if became is AtDeadline.RETURN:
        return ()
    if became is AtDeadline.DELIVER:
        return by_usual_route(case.envelope, _held(case))
    outside = tuple(each.address for each in _outside(case))
    inside = by_usual_route(case.envelope, (each for each in _held(case) if each.address not in outside))
    return (*inside, message_delivery(case.envelope, Route.SECURE_MAIL, outside)) if outside else inside


def _sender_told(case: Case, became: AtDeadline, desk: Desk, now: datetime) -> tuple[Delivery, ...]:
    if not may_answer(case.envelope, case.judged.headline):
        return ()
    original = original_of(case.envelope, case.judged.headline, case.opened_at)
    deadline = case.deadline.astimezone(desk.patience.zone)
    if became is AtDeadline.RETURN:
        returned = Returned(original, case.judged.verdict, case.held, case.id, expired=deadline)
        return (desk.returned(original, returned, case.id, now),)
    outside = _outside(case) if became is AtDeadline.SECURE else ()
    secure = frozenset(each.address for each in outside)
    return (desk.released(original, Released(original, case.held, secure, case.id, deadline), now),)


def _held(case: Case) -> tuple[RecipientVerdict, ...]:
    return tuple(each for each in case.judged.verdict.recipients if each.address in case.held)


def _outside(case: Case) -> tuple[RecipientVerdict, ...]:
    return tuple(each for each in _held(case) if RecipientClass.INTERNAL not in each.classes)


def _reaches_all(case: Case, secure: SecureReach) -> bool:
    return all(secure.reaches(each.address) for each in _outside(case))
