"""The guard before every page for reviewers: who it is, whether they may, and that it goes on the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse

from gateway.actions.plan import Action, AuditEntry
from gateway.inspection.pool import WorkersUnavailableError
from gateway.review.accounts.factors import has_second_factor
from gateway.review.web.site import ReviewSite, site_of
from gateway.reviewers.person import Person, Reach
from gateway.reviewers.roles import Right
from gateway.store.accounts import person_of
from gateway.store.cases import NoSuchCaseError
from gateway.store.faults import StorageFaultError, storage_faults
from gateway.store.record import add_entries
from gateway.store.seal import Seal

P = ParamSpec("P")

UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError)  # a form, or an address, that is none
_BEGAN, _LAST = "began", "last"  # in the session: when it began, and when something was last done, as text
_GRANULE = timedelta(minutes=1)  # so often at most is the session written


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who may make it."""

    site: ReviewSite
    person: Person
    now: datetime

    @property
    def seal(self) -> Seal:
        return self.site.seal

    def reach(self, right: Right) -> Reach:
        return self.person.reach(right)


_View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]
_Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class NotYoursError(Exception):
    """What is asked for is outside this person's schools, or is not there: nobody is told which."""


def needs(right: Right | None) -> Callable[[_View[P]], _Guarded[P]]:
    """For a view that takes a `Visit`. None: whoever is signed in and has a role.

    Whether a school or a case is within the right's reach the view has to ask, and raises NotYoursError.
    """

    def guard(view: _View[P]) -> _Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            site = site_of(request)
            try:
                with storage_faults():
                    visit = _visit(request, site, right)
                    return visit if isinstance(visit, HttpResponse) else view(request, visit, *args, **kwargs)
            except (NotYoursError, NoSuchCaseError):
                return problem(request, "not-found", 404)
            except UNREADABLE:
                return problem(request, "not-understood", 400)
            except Exception as error:  # its text may quote a message, and Django would log it
                return failed_with(site, error)

        return guarded  # type: ignore[return-value]  # `wraps` keeps a name that nobody uses

    return guard


def problem(request: HttpRequest | None, said: str, status: int) -> HttpResponse:
    """A page that says what is the matter, by its name in the template.

    Without a request it has no frame, and asks the database nothing: that may be what does not work.
    """
    return render(request, "review/problem.html", {"said": said}, status=status)


def failed_with(site: ReviewSite, error: Exception) -> HttpResponse:
    """What went wrong on our side is logged by its kind. In read-only mode it is no fault."""
    if site.settings.storage.read_only and isinstance(error, StorageFaultError | Error):
        return problem(None, "read-only", 503)
    report(site, error)
    return problem(None, "busy", 503)


def _visit(request: HttpRequest, site: ReviewSite, right: Right | None) -> Visit | HttpResponse:
    now = site.clock()
    if not request.user.is_authenticated or is_over(request, site, now):
        if request.user.is_authenticated:
            logout(request)
        return elsewhere(request, reverse("account_login"), back=True)
    person = person_of(request.user.pk, now.astimezone().date())
    if not person.grants:
        return problem(request, "no-role", 403)
    if person.needs_second_factor and not has_second_factor(request):
        return elsewhere(request, reverse("second_factor"))
    if right is not None and not person.may(right):
        _note_refusal(request, site, person, right, now)
        return problem(request, "not-yours", 403)
    return Visit(site, person, now)


def _note_refusal(
    request: HttpRequest, site: ReviewSite, person: Person, right: Right, now: datetime
) -> None:
    """On record; but not what the page asks for by itself, again and again."""
    if "X-By-Itself" not in request.headers:
        entry = AuditEntry(person.email, Action.REFUSED_ENTRY, f"needs the right: {right}")
        add_entries(site.seal, (entry,), now)


def is_over(request: HttpRequest, site: ReviewSite, now: datetime) -> bool:
    """Whether the session has lasted, or rested, for too long. Notes that something was done."""
    review, session = site.settings.review, request.session
    began = datetime.fromisoformat(session.get(_BEGAN) or now.isoformat())
    last = datetime.fromisoformat(session.get(_LAST) or now.isoformat())
    if now - began > timedelta(hours=review.session_hours):
        return True
    if now - last > timedelta(minutes=review.session_idle_minutes):
        return True
    # What the page asks for by itself is nothing that somebody does.
    is_due = (_LAST not in session or now - last > _GRANULE) and "X-By-Itself" not in request.headers
    if is_due and not site.settings.storage.read_only:
        session[_BEGAN], session[_LAST] = began.isoformat(), now.isoformat()
    return False


def elsewhere(request: HttpRequest, url: str, *, back: bool = False) -> HttpResponse:
    """htmx would put the page it is sent to into the middle of this one."""
    if back and request.method == "GET":
        url = f"{url}?{urlencode({'next': request.get_full_path()})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def report(site: ReviewSite, error: Exception) -> None:
    match error:
        case WorkersUnavailableError():
            site.events.workers_unavailable()
        case StorageFaultError():
            site.events.store_failed(error.kind)
        case _:
            site.events.web_failed(type(error).__name__)
