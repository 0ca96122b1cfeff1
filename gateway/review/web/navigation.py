"""The ways through the review page, for whoever may go them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

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


_WAYS: tuple[_Way, ...] = ()


def entries_for(request: HttpRequest) -> tuple[Entry, ...]:
    """Nothing for whoever is not signed in."""
    if not request.user.is_authenticated:
        return ()
    person = person_of(request.user.pk)
    mine = (way for way in _WAYS if person.may(way.right))
    return tuple(_entry(reverse(way.view), way, request.path) for way in mine)


def _entry(url: str, way: _Way, path: str) -> Entry:
    return Entry(url, way.label, path == url or (url != "/" and path.startswith(url)))
