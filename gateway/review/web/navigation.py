"""The ways through the review page, for whoever may go them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gateway.review.web.site import site_of
from gateway.reviewers.roles import Right
from gateway.store.accounts import person_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation."""

    url: str
    label: str | Promise
    current: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """view: the name of its address; `right`: without which it is not shown"""

    view: str
    label: str | Promise
    right: Right


_WAYS: tuple[_Way, ...] = (
    _Way("queue", _("Held mail"), Right.SEE_CASES),
    _Way("openings", _("Private mail"), Right.SEE_CASES),
    _Way("incidents", _("Incidents"), Right.MANAGE_INCIDENTS),
    _Way("find", _("Find"), Right.SEARCH_PEOPLE),
    _Way("exceptions", _("Exceptions"), Right.MAKE_EXCEPTIONS),
    _Way("figures", _("Figures"), Right.SEE_FIGURES),
    _Way("record", _("Record"), Right.SEE_RECORD),
    _Way("people", _("People"), Right.MANAGE_PEOPLE),
    _Way("status", _("Status"), Right.SEE_STATUS),
)


def entries_for(request: HttpRequest) -> tuple[Entry, ...]:
    """Nothing for whoever is not signed in."""
    if not request.user.is_authenticated:
        return ()
    person = person_of(request.user.pk, site_of(request).clock().astimezone().date())
    mine = (way for way in _WAYS if person.may(way.right))
    return tuple(_entry(reverse(way.view), way, request.path) for way in mine)


def _entry(url: str, way: _Way, path: str) -> Entry:
    return Entry(url, way.label, path == url or (url != "/" and path.startswith(url)))
