"""The pages on which exceptions are made, listed and revoked."""

from __future__ import annotations

from itertools import chain

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gateway.actions.plan import Case, CaseState
from gateway.inspection.excepted import bring_into_force
from gateway.policy.exceptions import Kind
from gateway.policy.narrow import is_name_of_any
from gateway.review.exceptions.ends import ends_from
from gateway.review.exceptions.page import MakingPage, list_page
from gateway.review.exceptions.proposal import (
    Asked,
    Bounds,
    Proposal,
    asked_in,
    name_of,
    name_proposal,
    pair_proposal,
)
from gateway.review.exceptions.reason import Reason, reason_in
from gateway.review.exceptions.words import until_in_words
from gateway.review.web.cases import case_for, must_reach
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.reviewers.roles import Right
from gateway.store.exceptions import (
    NoSuchExceptionError,
    find_exception,
    make_exception,
    mark_false_hold,
    revoke_exception,
)
from gateway.store.looks import note_look
from gateway.store.rosters import list_records, read_pupils


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MAKE_EXCEPTIONS)
def exception(request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """What an exception would do, and making it; or only noting that the hold was false."""
    case = case_for(visit, case_id, Right.MAKE_EXCEPTIONS)
    asked = asked_in((request.POST if request.method == "POST" else request.GET).dict())
    if asked is None:
        raise NotYoursError
    if asked.kind is Kind.NOT_A_PUPIL:
        must_reach(visit, case_id, Right.SEE_CONTENT)
    page = _page(visit, case, asked)
    if request.method == "POST":
        return _done(request, visit, page)
    if "HX-Request" not in request.headers:
        note_look(visit.seal, case.id, visit.person.email, visit.now)
    return _shown(request, page)


def _page(visit: Visit, case: Case, asked: Asked) -> MakingPage:
    """Raises NotYoursError where there is no such name, recipient or rule."""
    today, reach = visit.now.astimezone().date(), visit.reach(Right.MAKE_EXCEPTIONS)
    rules = {each.id for each in case.judged.verdict.rules if reach.covers(case.school, {each.id})}
    bounds = Bounds(today, ends_from(today, visit.site.holidays.get(case.school)), frozenset(rules))
    if asked.kind is Kind.FINE:
        proposal = pair_proposal(case, asked, bounds)
        if proposal is None:
            raise NotYoursError
        return MakingPage(case, asked, proposal)
    name = name_of(case, asked)
    if name is None:
        raise NotYoursError
    of_a_pupil = _is_pupils_name(visit, case.school, name.phrase)
    proposal = name_proposal(case, asked, name, bounds, of_a_pupil=of_a_pupil)
    return MakingPage(case, asked, proposal, name.phrase)


def _is_pupils_name(visit: Visit, school: str, phrase: str) -> bool:
    records = list_records(visit.seal, school)
    pupils = (read_pupils(visit.seal, school, record.source).pupils for record in records)
    return is_name_of_any(phrase, chain.from_iterable(pupils))


def _shown(request: HttpRequest, page: MakingPage, reason: Reason = Reason()) -> HttpResponse:  # noqa: B008 (frozen)
    told = {"page": page, "reason": reason}
    return render(request, "review/exceptions/make.html", told, status=400 if reason.fault else 200)


def _done(request: HttpRequest, visit: Visit, page: MakingPage) -> HttpResponse:
    case, actor = page.case, visit.person.email
    if request.POST.get("do") == "note" or page.proposal is None:
        mark_false_hold(visit.seal, case.id, page.kind, actor, visit.now)
        said = gettext("It is noted that this message was held by mistake.")
    else:
        reason = reason_in(request.POST.dict(), page.kind, in_own_words=page.proposal.of_a_pupil)
        if reason.fault:
            return _shown(request, page, reason)
        _make(visit, page.proposal, case, reason)
        day = until_in_words(page.proposal.exception.last_day)
        said = gettext("The exception counts from now on, until %(day)s.") % {"day": day}
    if case.state is CaseState.OPEN:
        said = f"{said} {gettext('This message itself still waits for your decision.')}"
    messages.success(request, said, extra_tags="good")
    return HttpResponseRedirect(reverse("case", args=(case.id,)))


def _make(visit: Visit, proposal: Proposal, case: Case, reason: Reason) -> None:
    actor = visit.person.email
    make_exception(visit.seal, proposal.exception, case.id, proposal.phrase, reason.said, actor, visit.now)
    bring_into_force(visit.seal, visit.site.judge)


@require_safe
@needs(Right.MAKE_EXCEPTIONS)
def exceptions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All exceptions of the person's schools: in force, ended, revoked."""
    return render(request, "review/exceptions/list.html", {"page": list_page(visit)})


@require_POST
@needs(Right.MAKE_EXCEPTIONS)
def revoke(request: HttpRequest, visit: Visit, exception_id: int) -> HttpResponse:
    """It no longer counts when the answer is there."""
    found = find_exception(visit.seal, exception_id)
    if found is None or not visit.reach(Right.MAKE_EXCEPTIONS).covers(found.school, found.rule_ids):
        raise NotYoursError
    try:
        revoked = revoke_exception(visit.seal, exception_id, visit.person.email, visit.now)
    except NoSuchExceptionError:
        raise NotYoursError from None
    bring_into_force(visit.seal, visit.site.judge)
    said = (
        gettext("The exception is revoked. Such mail is held again from now on.")
        if revoked
        else gettext("Somebody else has revoked it before you.")
    )
    messages.success(request, said, extra_tags="good")
    return HttpResponseRedirect(reverse("exceptions"))
