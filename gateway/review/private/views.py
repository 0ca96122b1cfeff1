"""Requests to open private mail: ask, decide, tell the sender."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from gateway.actions.plan import Case
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Mode
from gateway.review.case.words import KINDS
from gateway.review.private.service import (
    HOURS,
    LEAST_REASON,
    MOST_REASON,
    USUAL_HOURS,
    Decided,
    approve,
    ask,
    decides,
    decline,
    opening_for,
    openings_for,
    tell_sender,
)
from gateway.review.web.cases import case_for
from gateway.review.web.guard import Visit, needs
from gateway.reviewers.roles import Right
from gateway.store.cases import find_case
from gateway.store.openings import Opening, StaleOpeningError


@dataclass(frozen=True, slots=True)
class Request:
    """One request as its page shows it: the envelope, the rules, what kinds of thing were found."""

    opening: Opening
    sender: str
    people: tuple[str, ...]
    rules: tuple[str, ...]
    found: tuple[str, ...]
    decides: bool


@require_POST
@needs(Right.SEE_CONTENT)
def ask_to_open(request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """From the page of a case."""
    case = case_for(visit, case_id, Right.SEE_CONTENT)
    reason = request.POST.get("reason", "").strip()
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        said = gettext("Write down why, in at least %(least)d characters: somebody else decides by it.")
        messages.error(request, said % {"least": LEAST_REASON}, extra_tags="bad")
        return redirect("case", case_id)
    try:
        approvers = ask(visit, case, reason)
    except StaleOpeningError:
        messages.warning(request, gettext("Somebody has asked already."), extra_tags="warn")
        return redirect("case", case_id)
    if approvers:
        said = gettext("Asked. %(people)s may approve it and have been told by mail.")
        messages.success(request, said % {"people": ", ".join(approvers)}, extra_tags="good")
    else:
        said = gettext(
            "Asked, but nobody here can approve it yet. Whoever looks after accounts has to invite somebody."
        )
        messages.warning(request, said, extra_tags="warn")
    return redirect("case", case_id)


@require_GET
@needs(Right.SEE_CASES)
def requests(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits for this person."""
    return _page(request, visit)


@require_POST
@needs(Right.SEE_CASES)
def decide(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Approves it for some hours, or declines."""
    opening = opening_for(visit, number)
    why = one_line(request.POST.get("why", ""), MOST_REASON)
    tell = request.POST.get("tell")
    if request.POST.get("answer") == "approve":
        if tell not in ("now", "later") or (tell == "later" and not why):
            return _page(request, visit, incomplete=number)
        answer = Decided(_hours(request.POST.get("hours", "")), "" if tell == "now" else why)
        said = gettext("Approved. The message is open to whoever asked.")
        return _done(request, said, lambda: approve(visit, opening, answer))
    said = gettext("Declined. The message stays closed.")
    return _done(request, said, lambda: decline(visit, opening, why))


@require_POST
@needs(Right.SEE_CASES)
def tell(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The sender is told of what was opened earlier."""
    opening = opening_for(visit, number)
    return _done(request, gettext("The sender is told."), lambda: tell_sender(visit, opening))


def _done(request: HttpRequest, said: str, do) -> HttpResponse:  # type: ignore[no-untyped-def]
    try:
        do()
        messages.success(request, said, extra_tags="good")
    except StaleOpeningError:
        faster = gettext("Somebody else was faster. This is how it is now.")
        messages.warning(request, faster, extra_tags="warn")
    return redirect("openings")


def _hours(given: str) -> int:
    return int(given) if given in map(str, HOURS) else USUAL_HOURS


def _page(request: HttpRequest, visit: Visit, incomplete: int = 0) -> HttpResponse:
    found = tuple(_request(visit, each) for each in openings_for(visit))
    shown = {
        "waiting": tuple(each for each in found if each.opening.waits),
        "untold": tuple(each for each in found if each.opening.sender_waits),
        "hours": HOURS,
        "usual": USUAL_HOURS,
        "incomplete": incomplete,
    }
    return render(request, "review/private/requests.html", shown, status=422 if incomplete else 200)


def _request(visit: Visit, opening: Opening) -> Request:
    case: Case = find_case(visit.seal, opening.case)
    rules = tuple(each.title for each in case.judged.verdict.rules if each.mode is Mode.ENFORCE)
    found = tuple(dict.fromkeys(str(KINDS[each.detector]) for each in case.judged.report.findings))
    may = opening.waits and decides(visit, opening)
    return Request(opening, case.envelope.sender, case.held, rules, found, may)
