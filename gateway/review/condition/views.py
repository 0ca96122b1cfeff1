"""The status page, and the button on it that tries the servers."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from gateway.look import Look
from gateway.review.condition.settings import groups
from gateway.review.status import Status
from gateway.review.web.guard import Visit, needs
from gateway.review.web.site import awaited
from gateway.reviewers.roles import Right


@require_safe
@needs(Right.SEE_STATUS)
def status_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Of the schools within reach; what concerns the machine is told to everybody who comes here."""
    return _page(request, visit)


@require_POST
@needs(Right.SEE_STATUS)
def try_servers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Takes seconds; nothing is sent."""
    probe = visit.site.status.probe
    return _page(request, visit, awaited(probe) if probe else ())


def _page(request: HttpRequest, visit: Visit, tried: tuple[Look, ...] | None = None) -> HttpResponse:
    reach = visit.reach(Right.SEE_SETTINGS)
    shown = {
        "status": _within_reach(visit.site.status.read(), visit),
        "looks": visit.site.status.look(),
        "tried": tried,
        "version": version("schoolgate"),
        "settings": groups(visit.site.settings) if reach.everywhere or _has_all(visit) else (),
    }
    return render(request, "review/condition/page.html", shown)


def _within_reach(status: Status, visit: Visit) -> Status:
    reach = visit.reach(Right.SEE_STATUS)
    return replace(status, schools=tuple(each for each in status.schools if reach.covers(each.name)))


def _has_all(visit: Visit) -> bool:
    """Whether there is no other school whose settings would be shown."""
    reach = visit.reach(Right.SEE_SETTINGS)
    return all(map(reach.whole, visit.site.schools))
