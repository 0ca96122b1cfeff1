"""What the frame of each page shows: where one can go, and with which files it comes."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from gateway.review.web.assets import address_of
from gateway.review.web.navigation import Entry, entries_for
from gateway.review.web.site import site_of
from gateway.review.web.standing import notices

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a file that comes with the pages."""
    return reverse("asset", args=(address_of(name),))


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> tuple[Entry, ...]:
    """Where whoever is signed in can go."""
    return entries_for(context["request"])


@register.simple_tag(takes_context=True)
def standing(context: dict[str, Any]) -> tuple[str, ...]:
    """What everybody has to know. A page without a frame says nothing: its fault may lie in the frame."""
    request = context.get("request")
    return () if request is None else notices(site_of(request).settings)
