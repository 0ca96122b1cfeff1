"""From what the sender chose to a plan: their own rulings on a held message."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from gateway.actions.arrival import kept_until, version_deliveries
from gateway.actions.desk import Desk, may_answer, original_of
from gateway.actions.notices.values import Released
from gateway.actions.plan import Action, AuditEntry, Case, CaseState, Delivery, RulingPlan, counted
from gateway.policy.verdict import SenderMay
from gateway.review.sender.offers import Remedy, held_verdict, outside
from gateway.rewriting.version import Version

_ACTOR_LENGTH = 200  # of the column in the audit trail
_ACTIONS = {
    SenderMay.SEND_SECURELY: Action.SENT_SECURELY,
    SenderMay.SHORTEN_NAMES: Action.SENT_SHORTENED,
    SenderMay.LOCK_ATTACHMENTS: Action.SENT_LOCKED,
}


def actor_of(sender: str) -> str:
    """The sender, as the audit trail names them."""
    return f"sender {sender}"[:_ACTOR_LENGTH]


def withdraw(case: Case) -> RulingPlan:
    """Nobody for whom it is held gets it. There is no notice: the sender has just done it."""
    return _ruling(case, CaseState.WITHDRAWN, Action.WITHDRAWN, counted(len(case.held)))


def take_off(case: Case, addresses: Collection[str]) -> RulingPlan:
    """These recipients get nothing, and it is held for the others; with nobody left it is withdrawn.

    Raises ValueError where it is held for none of them.
    """
    gone = tuple(each for each in case.held if each in addresses)
    if not gone:
        raise ValueError("it is held for none of these recipients")
    if len(gone) == len(case.held):
        return withdraw(case)
    plan = _ruling(case, CaseState.OPEN, Action.REMOVED_RECIPIENTS, counted(len(gone)))
    return replace(plan, taken_off=gone)


def ask(case: Case, reason: str, desk: Desk, now: datetime) -> RulingPlan:
    """It stays held, and those who decide are told that its sender asks for it, and why."""
    letter = desk.asked(case.envelope.sender, reason, held_verdict(case), case.id, now)
    plan = _ruling(case, CaseState.OPEN, Action.ASKED, "with a reason", (letter,))
    return replace(plan, asked=reason)


def send(
    case: Case, remedy: Remedy, versions: Collection[Version], on_top: bytes, desk: Desk, now: datetime
) -> RulingPlan:
    """It goes in versions that may leave, to all for whom it is held.

    on_top: our trace fields, which the versions are without. Raises ValueError where somebody has no version.
    """
    if {each for version in versions for each in version.recipients} != set(case.held):
        raise ValueError("the versions are not for those for whom it is held")
    verdict = held_verdict(case)
    deliveries = tuple(
        each for version in versions for each in version_deliveries(case.envelope, verdict, version, on_top)
    )
    if may_answer(case.envelope, case.judged.headline):
        deliveries += (_told(case, versions, desk, now),)
    plan = _ruling(case, CaseState.SENT, _ACTIONS[remedy.may], counted(len(case.held)), deliveries)
    return replace(plan, kept_until=kept_until(versions, now))


def _told(case: Case, versions: Collection[Version], desk: Desk, now: datetime) -> Delivery:
    """What was changed, or only that it has gone by secure mail."""
    original = original_of(case.envelope, case.judged.headline, case.opened_at)
    if any(version.changes for version in versions):
        return desk.changed(original, tuple(versions), case.judged.verdict, case.id, now)
    secure = frozenset(outside(case))
    return desk.released(original, Released(original, case.held, secure, case.id), now)


def _ruling(
    case: Case, state: CaseState, action: Action, note: str, deliveries: tuple[Delivery, ...] = ()
) -> RulingPlan:
    audit = AuditEntry(actor_of(case.envelope.sender), action, note)
    return RulingPlan(case.id, case.version, state, deliveries, (audit,))
