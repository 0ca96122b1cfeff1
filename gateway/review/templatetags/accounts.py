"""What the pages about accounts show: with which providers one can sign in, and when something was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import dateformat

from gateway.review.web.site import site_of
from gateway.settings.sign_in import SignInSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def providers(context: dict[str, Any]) -> tuple[SignInSettings, ...]:
    """Those that the settings name."""
    return site_of(context["request"]).settings.review.sign_in


@register.filter
def local_moment(moment: datetime) -> str:
    """Such as `Tue 3 Nov, 15:40`, in the machine's own zone: Django's own filter would make it UTC."""
    return dateformat.format(moment.astimezone(), "D j M, H:i")
