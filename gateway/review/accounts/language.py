"""The language in which somebody reads the pages: a cookie tells Django, from the moment they sign in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse


def put_language(response: HttpResponse, language: str) -> None:
    """Empty: the browser's own."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
