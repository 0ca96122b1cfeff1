"""The sender's page is in the language of their school's notices, whatever the browser asks for."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_supported_language_variant, override


def rendered(
    request: HttpRequest, template: str, shown: Mapping[str, object], language: str = "", status: int = 200
) -> HttpResponse:
    """`language`: the tag of the notices (RFC 5646), such as "cy".

    Where no school is known, or nobody has put the pages into its language, the browser's counts.
    """
    with override(_spoken(language)):
        answer = render(request, template, shown, status=status)
        answer["Content-Language"] = get_language() or ""
    return answer


def _spoken(language: str) -> str | None:
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return get_language()
