"""Private mail at work: whether somebody may see it, and what follows from a request to open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.actions.desk import may_answer, original_of
from gateway.actions.notices.values import Opened, OpeningAsked
from gateway.actions.plan import Case, Delivery
from gateway.review.private.access import NOT_PRIVATE, Access, access_of, may_decide
from gateway.review.web.guard import NotYoursError, Visit
from gateway.reviewers.roles import Right
from gateway.store import openings
from gateway.store.caseindex import is_private
from gateway.store.cases import find_case
from gateway.store.openings import Opening

LEAST_REASON, MOST_REASON = 20, 1000  # characters
HOURS = (1, 2, 8)  # for which a message may be opened
USUAL_HOURS = 2


@dataclass(frozen=True, slots=True)
class Decided:
    """What an approver said. `not_told`: why the sender is not told at once; empty: they are."""

    hours: int
    not_told: str = ""


def approver_of(visit: Visit, school: str) -> str:
    """The role that the school's policy names; empty where it names none, or the school has left."""
    if school not in visit.site.schools:
        return ""
    return visit.site.judge.rules_of(school).policy.private_mail_approver or ""


def access_for(visit: Visit, case: Case) -> Access:
    """How a case stands for whoever looks."""
    if not is_private(case.judged):
        return NOT_PRIVATE
    return access_of(
        visit.person,
        case.school,
        case.envelope.sender,
        openings.openings_of(visit.seal, case.id),
        approver_of(visit, case.school),
        visit.now,
    )


def ask(visit: Visit, case: Case, reason: str) -> tuple[str, ...]:
    """Whom the request was sent to. Raises StaleOpeningError, and NotYoursError for who may not ask."""
    if not access_for(visit, case).may_ask:
        raise NotYoursError
    approvers = openings.approvers_at(case.school, approver_of(visit, case.school), visit.person.id)
    told = [_alert(visit, case, approvers)] if approvers else []
    openings.ask(visit.seal, case.id, visit.person.id, visit.person.email, reason, told, visit.now)
    visit.site.outbox.wake()
    return approvers


def approve(visit: Visit, opening: Opening, decided: Decided) -> None:
    """Raises StaleOpeningError, and NotYoursError for who may not decide."""
    case = _must_decide(visit, opening)
    until = visit.now + timedelta(hours=decided.hours)
    told = None if decided.not_told else _told(visit, case, opening, until)
    not_told = decided.not_told or ("" if told else "a program sent it")
    openings.approve(
        visit.seal, opening, visit.person.id, visit.person.email, until, told, not_told, visit.now
    )
    visit.site.outbox.wake()


def decline(visit: Visit, opening: Opening, why: str) -> None:
    """Raises StaleOpeningError, and NotYoursError for who may not decide."""
    _must_decide(visit, opening)
    openings.decline(visit.seal, opening, visit.person.id, visit.person.email, why, visit.now)


def tell_sender(visit: Visit, opening: Opening) -> None:
    """Of what was opened earlier. Raises StaleOpeningError, and NotYoursError for who has no part in it."""
    if visit.person.id not in (opening.asked_by, opening.decided_by) or opening.open_until is None:
        raise NotYoursError
    told = _told(visit, find_case(visit.seal, opening.case), opening, opening.open_until)
    if told:
        openings.tell_sender(visit.seal, opening, visit.person.email, told, visit.now)
        visit.site.outbox.wake()


def opening_for(visit: Visit, number: int) -> Opening:
    """For whoever has a part in it, or may decide, and is at its school. Raises NotYoursError."""
    opening = openings.find_opening(visit.seal, number)
    if opening is None or not visit.reach(Right.SEE_CASES).covers_school(opening.school):
        raise NotYoursError
    if not _is_theirs(visit, opening):
        raise NotYoursError
    return opening


def openings_for(visit: Visit) -> tuple[Opening, ...]:
    """That wait for this person's decision, or of which a sender is to be told by them; the oldest first."""
    schools = visit.reach(Right.SEE_CASES).schools(visit.site.schools)
    found = openings.openings_at(visit.seal, schools)
    return tuple(each for each in found if _is_theirs(visit, each))


def _is_theirs(visit: Visit, opening: Opening) -> bool:
    if visit.person.id in (opening.asked_by, opening.decided_by):
        return True
    return opening.waits and decides(visit, opening)


def decides(visit: Visit, opening: Opening) -> bool:
    """Whether this person may decide on it."""
    sender = find_case(visit.seal, opening.case).envelope.sender
    return may_decide(visit.person, opening.school, sender, opening, approver_of(visit, opening.school))


def _must_decide(visit: Visit, opening: Opening) -> Case:
    if not decides(visit, opening):
        raise NotYoursError
    return find_case(visit.seal, opening.case)


def _alert(visit: Visit, case: Case, approvers: tuple[str, ...]) -> Delivery:
    return visit.site.desk(case.school).opening(OpeningAsked(case.id), approvers, visit.now)


def _told(visit: Visit, case: Case, opening: Opening, until: datetime) -> Delivery | None:
    """None where nobody reads what is sent to the sender."""
    if not may_answer(case.envelope, case.judged.headline):
        return None
    original = original_of(case.envelope, case.judged.headline, case.opened_at)
    at = (opening.decided_at or visit.now).astimezone()
    opened = Opened(original, at, until.astimezone())
    return visit.site.desk(case.school).opened(opened, case.id, visit.now)
