"""The header fields that every answer has, so that no page can be framed, cached or made to run anything."""

from __future__ import annotations

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the picture with the secret of a one-time code
        "connect-src 'self'",
        "frame-src 'self'",  # the sandboxed frame in which a message is shown
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_FIELDS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@sync_and_async_middleware
def SafeHeaders(get_response: Callable[[HttpRequest], HttpResponse]):  # type: ignore[no-untyped-def]  # noqa: N802
    """What a view has set itself stays."""
    if iscoroutinefunction(get_response):

        async def asynchronous(request: HttpRequest) -> HttpResponse:
            return with_fields(await get_response(request))

        return asynchronous

    def synchronous(request: HttpRequest) -> HttpResponse:
        return with_fields(get_response(request))

    return synchronous


def with_fields(answer: HttpResponse) -> HttpResponse:
    """What it has itself stays."""
    for name, value in _FIELDS.items():
        answer.setdefault(name, value)
    return answer
