"""The page that says what is kept, why and how long, and what goes in the next days."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from gateway.review.record.page import case_url, day
from gateway.review.retention.days import Going, by_day, retention_of, window
from gateway.review.web.guard import Visit, needs, problem
from gateway.reviewers.roles import Right
from gateway.store.retention import Coming, coming_contents, coming_details

_YEAR = 365  # days


@dataclass(frozen=True, slots=True)
class _Link:
    """A case; `url` is empty where its page is not open to whoever looks."""

    case: str
    url: str


@dataclass(frozen=True, slots=True)
class _Day:
    """What goes on one day."""

    day: str
    count: int
    links: tuple[_Link, ...]
    more: int


@require_safe
@needs(None)
def retention(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For whoever may see the settings, or the record."""
    schools = _schools(visit)
    if not schools:
        return problem(request, "not-yours", 403)
    kept = retention_of(visit.site.settings)
    contents = coming_contents(schools, *window(visit.now, kept.contents))
    details = coming_details(schools, *window(visit.now, kept.details))
    shown = {
        "kept": kept,
        "lasts": {
            "contents": _lasts(kept.contents),
            "details": _lasts(kept.details),
            "record": _lasts(kept.record),
        },
        "contents": tuple(_day(visit, each) for each in by_day(contents, kept.contents)),
        "details": tuple(_day(visit, each) for each in by_day(details, kept.details)),
        "may_gather": visit.person.may(Right.MANAGE_INCIDENTS),
    }
    return render(request, "review/retention/page.html", shown)


def _lasts(days: int) -> str:
    """In years where they are whole ones."""
    if days and not days % _YEAR:
        return ngettext("%(number)d year", "%(number)d years", days // _YEAR) % {"number": days // _YEAR}
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


def _schools(visit: Visit) -> tuple[str, ...]:
    known = visit.site.schools
    reached = (visit.reach(each) for each in (Right.SEE_SETTINGS, Right.SEE_RECORD))
    mine = {school for reach in reached for school in known if reach.whole(school)}
    return tuple(each for each in known if each in mine)


def _day(visit: Visit, going: Going) -> _Day:
    links = tuple(_link(visit, each) for each in going.cases)
    return _Day(day(going.day), going.count, links, going.more)


def _link(visit: Visit, coming: Coming) -> _Link:
    return _Link(coming.case, case_url(visit, coming.case, coming.school))
