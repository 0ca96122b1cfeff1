"""The queue over HTTP: the page, and the part of it that it asks for again by itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gateway.actions.plan import Action, AuditEntry
from gateway.review.queue.filters import Asked, asked_in, number_in
from gateway.review.queue.page import form_of, glance_at, list_of
from gateway.review.web.cases import must_reach
from gateway.review.web.guard import NotYoursError, Visit, needs
from gateway.reviewers.roles import Right
from gateway.store.history import note_down
from gateway.store.queue import last_held


@require_safe
@needs(Right.SEE_CASES)
def queue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The whole page; or the case, where its number is searched for."""
    asked = asked_in(request.GET)
    if (case := _numbered(visit, asked)) is not None:
        return HttpResponseRedirect(reverse("case", args=(case,)))
    if asked.wanted.text and asked.place is None:
        _note(visit, asked)
    since = last_held()
    shown = list_of(visit, asked, glance_at(visit, asked), since)
    return render(request, "review/queue/page.html", {"list": shown, "form": form_of(visit, asked.wanted)})


@require_safe
@needs(Right.SEE_CASES)
def rows(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The list, for a page that shows one already: nothing where it would be the same."""
    if "HX-Request" not in request.headers:  # somebody who had to sign in again in between
        return HttpResponseRedirect(f"{reverse('queue')}?{request.GET.urlencode()}")
    asked = asked_in(request.GET)
    glance = glance_at(visit, asked)
    if glance.fingerprint == request.GET.get("seen"):
        return HttpResponse(status=204)
    since = number_in(request.GET, "since")
    shown = list_of(visit, asked, glance, last_held() if since is None else since)
    return render(request, "review/queue/update.html", {"list": shown})


def _numbered(visit: Visit, asked: Asked) -> str | None:
    """The case whose number is searched for, if it is within reach."""
    number = asked.wanted.text.upper()
    if not number.isalnum():
        return None
    try:
        must_reach(visit, number)
    except NotYoursError:
        return None
    return number


def _note(visit: Visit, asked: Asked) -> None:
    """Who looks for whom is on record; for what, is sealed."""
    reached = visit.reach(Right.SEE_CASES).schools(visit.site.schools)
    school = asked.wanted.school or (reached[0] if len(reached) == 1 else "")
    entry = AuditEntry(visit.person.email, Action.SEARCHED, "held mail", detail=asked.wanted.text)
    note_down(visit.seal, entry, visit.now, school)
