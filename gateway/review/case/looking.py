"""What somebody may see of a case, and the reading of its message in a worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from gateway.actions.plan import Case
from gateway.actions.trace import without_trace
from gateway.inspection.exhibit import Exhibit, Wish
from gateway.review.case.page import CasePage, Known, case_page, pupils_named
from gateway.review.private.service import access_for
from gateway.review.shown import veiled
from gateway.review.web.cases import case_for
from gateway.review.web.guard import NotYoursError, Visit
from gateway.review.web.site import awaited
from gateway.reviewers.roles import Right
from gateway.store.caseindex import scope_of
from gateway.store.cases import content_of
from gateway.store.looks import is_kept, trail_of
from gateway.store.pupils import find_pupils
from gateway.store.senders import SenderCase, cases_of_sender

_MOST_ENTRIES = 200  # of the record of one case
_LONG_AGO = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Look:
    """A case, and the same as far as it may be shown. `veiled`: nothing of what the message says."""

    case: Case
    shown: Case
    veiled: bool


def look_at(visit: Visit, case_id: str) -> Look:
    """Raises NotYoursError."""
    case = case_for(visit, case_id)
    hidden = not _may_read(visit, case)
    return Look(case, replace(case, judged=veiled(case.judged)) if hidden else case, hidden)


def readable_case(visit: Visit, case_id: str) -> Case:
    """For whoever may read the message. Raises NotYoursError."""
    case = case_for(visit, case_id, Right.SEE_CONTENT)
    if not _may_read(visit, case):
        raise NotYoursError
    return case


def page_for(visit: Visit, look: Look) -> CasePage:
    case = look.shown
    findings = case.judged.report.findings
    known = Known(
        pupils=find_pupils(visit.seal, case.school, pupils_named(findings)),
        before=_before(visit, case),
        entries=trail_of(visit.seal, case.id, _MOST_ENTRIES, with_details=not look.veiled),
        now=visit.now,
        veiled=look.veiled,
        kept=is_kept(case.id),
    )
    return case_page(case, known)


def exhibit_of(visit: Visit, case: Case, wish: Wish) -> Exhibit:
    """Raises CannotShowError, and NoSuchCaseError where the message is kept no more."""
    stored = content_of(visit.seal, case.id)
    try:
        _, raw = without_trace(stored)
    except ValueError:
        raw = stored
    findings = case.judged.report.findings
    return awaited(visit.site.judge.show, case.school, raw, replace(wish, findings=findings))


def _may_read(visit: Visit, case: Case) -> bool:
    scope = scope_of(case.id)
    if scope is None or not access_for(visit, case).readable:
        return False
    return visit.reach(Right.SEE_CONTENT).covers(scope.school, scope.rules, scope.approvers)


def _before(visit: Visit, case: Case) -> tuple[SenderCase, ...]:
    """Of the cases that are within this person's reach."""
    if not case.envelope.sender:
        return ()
    reach = visit.reach(Right.SEE_CASES)
    found: Iterable[SenderCase] = cases_of_sender(
        case.school, case.envelope.sender, visit.now - _LONG_AGO, but=case.id
    )
    return tuple(each for each in found if reach.covers(case.school, each.rules, each.approvers))
