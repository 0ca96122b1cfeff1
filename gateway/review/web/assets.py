"""The files that the pages come with. Their addresses change with their content: they are kept for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_OURS = files("gateway.review") / "assets"
_FILES: dict[str, tuple[Traversable, str]] = {
    "style.css": (_OURS / "style.css", "text/css"),
    "page.js": (_OURS / "page.js", "text/javascript"),
    "htmx.js": (files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js", "text/javascript"),
    "passkey-json.js": (
        files("allauth.mfa") / "static" / "mfa" / "js" / "webauthn-json.js",
        "text/javascript",
    ),
    "passkey.js": (files("allauth.mfa") / "static" / "mfa" / "js" / "webauthn.js", "text/javascript"),
}
_DIGITS = 12


@cache
def _content(name: str) -> bytes:
    return _FILES[name][0].read_bytes()


@cache
def address_of(name: str) -> str:
    """With a piece of the content's SHA-256 in front. Raises KeyError."""
    return f"{hashlib.sha256(_content(name)).hexdigest()[:_DIGITS]}-{name}"


@require_safe
def asset(_request: HttpRequest, address: str) -> HttpResponse:
    """One of the files; an address of another version is not found."""
    name = address.partition("-")[2]
    if name not in _FILES or address_of(name) != address:
        raise Http404
    answer = HttpResponse(_content(name), content_type=f"{_FILES[name][1]}; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
