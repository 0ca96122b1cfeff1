"""Rulings over HTTP: a look changes nothing, a button does, and whoever was too slow is told by whom."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from gateway.actions.plan import Case, CaseState
from gateway.review.case.words import phrases
from gateway.review.rulings.choice import BadFormError, Choice, IncompleteError, Way, read_choice
from gateway.review.rulings.effects import done, happened, listed, missing
from gateway.review.rulings.offers import asked_about
from gateway.review.rulings.panel import here_for, panel_for
from gateway.review.rulings.service import NotAllowedError, UnseenError, rule, shortened
from gateway.review.sender.preview import Preview
from gateway.review.web.cases import case_for
from gateway.review.web.guard import Visit, needs, problem
from gateway.reviewers.roles import Right
from gateway.rewriting.change import CannotRewriteError
from gateway.store.cases import StaleCaseError
from gateway.store.rulings import last_deed, next_case

_STOP_POLLING = 286  # htmx: what comes is shown, and nothing is asked for again
_NOT_DONE = (
    BadFormError,
    IncompleteError,
    NotAllowedError,
    CannotRewriteError,
    UnseenError,
    StaleCaseError,
)
_STAYS_HELD = frozenset({Way.PROPOSE_DELETION, Way.DROP_DELETION})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_CASES)
def ruling(request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """The panel by itself, and where its forms are sent."""
    case = case_for(visit, case_id)
    if request.method != "POST":
        return _page(request, visit, case)
    form = dict(request.POST.lists())
    try:
        choice = read_choice(form, asked_about(case))
        rule(visit, case, choice)
    except _NOT_DONE as error:
        return _not_done(request, visit, case_id, error)
    return _after(request, visit, case, choice)


def _not_done(request: HttpRequest, visit: Visit, case_id: str, error: Exception) -> HttpResponse:
    """The case as it is now, and what was in the way."""
    case = case_for(visit, case_id)
    match error:
        case BadFormError():
            return problem(request, "bad-form", 400)
        case UnseenError():
            return _preview(request, case, error.preview, status=409)
        case IncompleteError():
            return _page(request, visit, case, status=422, problem=missing(error.missing))
        case NotAllowedError():
            return _page(request, visit, case, status=403, problem=_not_open())
        case CannotRewriteError():
            said = gettext("Nothing was done, because it is not possible: %(why)s") % {
                "why": phrases().told(error.reason)
            }
            return _page(request, visit, case, status=409, problem=said)
        case _:
            return _page(request, visit, case, status=409, faster=True)


@require_safe
@needs(Right.SEE_CONTENT)
def shortened_ruling(request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """Before and after, and the button by which it is sent so."""
    case = case_for(visit, case_id, Right.SEE_CONTENT)
    try:
        return _preview(request, case, shortened(visit, case))
    except (NotAllowedError, StaleCaseError):
        return _page(request, visit, case, status=403, problem=_not_open())
    except CannotRewriteError as cannot:
        said = gettext("Its names cannot be shortened: %(why)s") % {"why": phrases().told(cannot.reason)}
        return _page(request, visit, case, status=409, problem=said)


@require_safe
@needs(Right.SEE_CASES)
def presence(request: HttpRequest, visit: Visit, case_id: str) -> HttpResponse:
    """Who else has the case open, and whether somebody has ruled; nothing where both are as they were.

    The page asks by itself. It says which version of the case it shows, and what it has heard.
    """
    case = case_for(visit, case_id)
    if request.GET.get("version") != str(case.version):
        deed = last_deed(case.id, case.state)
        said = happened(deed, case.state, visit.now)
        return render(
            request, "review/rulings/over.html", {"said": said, "case": case.id}, status=_STOP_POLLING
        )
    here = here_for(visit, case)
    if request.GET.get("heard") == here.heard:
        return HttpResponse(status=204)
    return render(request, "review/rulings/here.html", {"here": here})


def next_link(visit: Visit) -> str:
    """The case that waits with the soonest deadline, as a link in a message; or that none does."""
    following = next_case(visit.reach(Right.RULE), visit.person.email)
    if following is None:
        return gettext("Nothing else waits for you.")
    return format_html(
        '<a href="{}">{}</a>', reverse("case", args=(following,)), gettext("To the next message")
    )


def _not_open() -> str:
    return gettext("This is not open to you any more. Nothing was done.")


def _after(request: HttpRequest, visit: Visit, case: Case, choice: Choice) -> HttpResponse:
    said = done(choice, case)
    stays = choice.way in _STAYS_HELD or (choice.some and choice.share.people != case.held)
    if stays and case_for(visit, case.id).state is CaseState.OPEN:
        messages.success(request, said)
        return HttpResponseRedirect(reverse("case", args=(case.id,)))
    messages.success(request, format_html("{} {}", said, next_link(visit)))
    return HttpResponseRedirect(reverse("queue"))


def _preview(request: HttpRequest, case: Case, shown: Preview, status: int = 200) -> HttpResponse:
    known = {
        "preview": shown,
        "changed": status != 200,
        "case": case,
        "people": listed(case.held),
        "sender": case.envelope.sender,
    }
    return render(request, "review/rulings/shortened.html", known, status=status)


def _page(
    request: HttpRequest,
    visit: Visit,
    case: Case,
    *,
    status: int = 200,
    problem: str = "",
    faster: bool = False,
) -> HttpResponse:
    """`problem`: what has to be said first; `faster`: somebody else has ruled in the meantime."""
    shown = {
        "panel": panel_for(visit, case),
        "sender": case.envelope.sender,
        "to": listed(case.held),
        "problem": problem,
        "faster": faster,
        "happened": happened(last_deed(case.id, case.state), case.state, visit.now) if faster else "",
        "filled": request.POST,
        "ticked": request.POST.getlist("sentence") + request.POST.getlist("to"),
        "back": reverse("case", args=(case.id,)),
    }
    return render(request, "review/rulings/page.html", shown, status=status)
