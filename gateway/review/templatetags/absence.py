"""What any page can show of absences: who is away, and who does their work."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from gateway.review.absence.panel import AbsencePanel, banner_of, panel_of
from gateway.review.web.site import site_of

register = template.Library()


@register.simple_tag(takes_context=True)
def my_absence(context: dict[str, Any]) -> AbsencePanel:
    """With all that its form needs."""
    return panel_of(context["request"].user.pk, _today(context))


@register.simple_tag(takes_context=True)
def my_cover(context: dict[str, Any]) -> AbsencePanel:
    """Who is away, in a line."""
    return banner_of(context["request"].user.pk, _today(context))


def _today(context: dict[str, Any]) -> date:
    return site_of(context["request"]).clock().astimezone().date()
