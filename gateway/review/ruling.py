"""From a reviewer's ruling on a case, or from the want of one, to a plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from detectors.sending import RecipientClass
from gateway.actions.arrival import kept_until, leaving, takes_something_away
from gateway.actions.desk import Desk, may_answer, original_of
from gateway.actions.notices.values import Released, Returned
from gateway.actions.plan import Action, AuditEntry, Case, CaseState, Delivery, RulingPlan
from gateway.policy.rewriting import NOTHING
from gateway.policy.verdict import Disposition, RecipientVerdict, Verdict
from gateway.rewriting.version import Version

NOT_SENT_TO_THEM = "It was sent to the others only."
DELETED = "The message was deleted from the quarantine. It was not sent."


class Rest(StrEnum):
    """What becomes of those for whom a message is held, where it is let go for others."""

    HELD = "held"
    NOT_SENT = "not-sent"


@dataclass(frozen=True, slots=True)
class Share:
    """For whom it is let go, and what becomes of the rest. `note`: what the sender is told of them."""

    people: tuple[str, ...]
    rest: Rest = Rest.HELD
    note: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a message leaves: to whom in which way, and in which versions.

    on_top: our trace fields, which the versions are without
    """

    action: Action
    verdict: Verdict
    versions: tuple[Version, ...] = ()
    on_top: bytes = b""


def release(case: Case, desk: Desk, actor: str, now: datetime, share: Share | None = None) -> RulingPlan:
    """The message goes to the recorded recipients, as it came; what its header says does not matter."""
    return send(case, as_it_came(case), desk, actor, now, share)


def as_it_came(case: Case) -> Leaving:
    """By the usual way, whatever the rules say."""
    verdict = case.judged.verdict
    free = (replace(each, disposition=Disposition.DELIVER, rewriting=NOTHING) for each in verdict.recipients)
    return Leaving(Action.RELEASED, replace(verdict, recipients=tuple(free)))


def send(
    case: Case, way: Leaving, desk: Desk, actor: str, now: datetime, share: Share | None = None
) -> RulingPlan:
    """The message goes to all for whom it is held, or to a share of them, and its sender is told.

    Raises ValueError where it is not held for one of them, or one has no way out or a version too many.
    """
    share = share or Share(case.held)
    verdict = _narrowed(way.verdict, share.people)
    _must_be_exactly(share.people, verdict, way.versions, case.held)
    deliveries = leaving(case.envelope, verdict, way.versions, way.on_top)
    deliveries += _told(case, replace(way, verdict=verdict), share, desk, now)
    audit = (AuditEntry(actor, way.action, _counted(share.people, case.held)),)
    plan = RulingPlan(case.id, case.version, CaseState.RELEASED, deliveries, audit)
    plan = replace(plan, kept_until=kept_until(way.versions, now))
    return _with_rest(plan, case, share, desk, actor, now)


def give_back(case: Case, desk: Desk, actor: str, reason: str, now: datetime) -> RulingPlan:
    """The message is not sent, and the sender is told why."""
    audit = AuditEntry(actor, Action.RETURNED, "with a reason to the sender", reason)
    notices = _returned_notice(case, desk, reason, now)
    return RulingPlan(case.id, case.version, CaseState.RETURNED, notices, (audit,))


def delete(case: Case, desk: Desk, actor: str, now: datetime, note: str = "", reason: str = "") -> RulingPlan:
    """The message is not sent and its bytes are gone; the sender is told so much.

    note, reason: for the record; who asked for it, and why
    """
    audit = AuditEntry(actor, Action.DELETED, note, reason)
    notices = _returned_notice(case, desk, DELETED, now)
    return RulingPlan(case.id, case.version, CaseState.DELETED, notices, (audit,))


def _with_rest(
    plan: RulingPlan, case: Case, share: Share, desk: Desk, actor: str, now: datetime
) -> RulingPlan:
    """The plan, with what becomes of those who do not get it."""
    rest = tuple(each for each in case.held if each not in share.people)
    if not rest:
        return plan
    if share.rest is Rest.HELD:
        return replace(plan, state=CaseState.OPEN, taken_off=share.people)
    returned = AuditEntry(actor, Action.RETURNED, _counted(rest, case.held), share.note)
    return replace(
        plan,
        taken_off=rest,
        deliveries=plan.deliveries + _returned_notice(case, desk, share.note, now, people=rest),
        audit=(*plan.audit, returned),
    )


def _narrowed(verdict: Verdict, people: Collection[str]) -> Verdict:
    return replace(verdict, recipients=tuple(each for each in verdict.recipients if each.address in people))


def _must_be_exactly(
    people: tuple[str, ...], verdict: Verdict, versions: Collection[Version], held: Collection[str]
) -> None:
    """Raises ValueError."""
    changed = [each for version in versions for each in version.recipients]
    as_it_is = [
        each.address
        for each in verdict.recipients
        if each.disposition in (Disposition.DELIVER, Disposition.SECURE) and each.address not in changed
    ]
    if not people or not set(people) <= set(held) or sorted(changed + as_it_is) != sorted(set(people)):
        raise ValueError("it would not leave to exactly those who are to have it")


def _told(case: Case, way: Leaving, share: Share, desk: Desk, now: datetime) -> tuple[Delivery, ...]:
    """That it is on its way; where something was taken out of it, what."""
    if not may_answer(case.envelope, case.judged.headline):
        return ()
    original = original_of(case.envelope, case.judged.headline, case.opened_at)
    if any(map(takes_something_away, way.versions)):
        return (desk.changed(original, way.versions, way.verdict, case.id, now),)
    released = Released(original, share.people, frozenset(_secured(way)), case.id)
    return (desk.released(original, released, now),)


def _secured(way: Leaving) -> set[str]:
    """Those outside the school who get it by secure mail."""
    versions = (each for each in way.versions if each.disposition is Disposition.SECURE)
    secure = {address for version in versions for address in version.recipients}
    secure |= set(way.verdict.addresses(Disposition.SECURE))
    return {each.address for each in way.verdict.recipients if each.address in secure and _is_outside(each)}


def _is_outside(recipient: RecipientVerdict) -> bool:
    return RecipientClass.INTERNAL not in recipient.classes


def _counted(people: Collection[str], held: Collection[str]) -> str:
    """For the record: "1 recipient", "2 of 3 recipients"."""
    count = f"{len(people)}" if len(people) == len(held) else f"{len(people)} of {len(held)}"
    return f"{count} recipient{'' if len(held) == 1 else 's'}"


def _returned_notice(
    case: Case,
    desk: Desk,
    reason: str,
    now: datetime,
    *,
    expired: datetime | None = None,
    people: tuple[str, ...] = (),
) -> tuple[Delivery, ...]:
    """About these people, or all for whom it is held; none where nobody can be told."""
    if not may_answer(case.envelope, case.judged.headline):
        return ()
    original = original_of(case.envelope, case.judged.headline, case.opened_at)
    returned = Returned(original, case.judged.verdict, people or case.held, case.id, reason, expired)
    return (desk.returned(original, returned, case.id, now),)
