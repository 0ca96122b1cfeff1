"""What is said where no view has answered: Django's own pages are in English, and bare.

Most of it asks the database nothing: the fault may lie in what the frame of a page asks for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

from gateway.review.web.guard import failed_with, problem
from gateway.review.web.site import site_of

_NOT_ALLOWED = 405


# Django gives each of these what it has, by name.
def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """No host, too many fields, a form that is cut off."""
    return problem(None, "not-understood", 400)


def no_access(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem(None, "not-yours", 403)


def bad_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that did not come from a page of ours, or from one that is too old."""
    return problem(request, "bad-form", 403)


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem(None, "not-found", 404)


def failed(request: HttpRequest) -> HttpResponse:
    """What no guard has caught: it is in the frame of a page, or in what stands around the views."""
    error = sys.exception()  # Django calls this while it handles it
    if not isinstance(error, Exception):
        return problem(None, "busy", 503)
    return failed_with(site_of(request), error)


@sync_and_async_middleware
def NoBlankPages(get_response: Callable[[HttpRequest], HttpResponse]):  # type: ignore[no-untyped-def]  # noqa: N802
    """Whoever opens an address that only takes forms gets a page: they reload one that was an answer."""
    if iscoroutinefunction(get_response):

        async def asynchronous(request: HttpRequest) -> HttpResponse:
            answer = await get_response(request)
            return await sync_to_async(_with_page)(answer) if answer.status_code == _NOT_ALLOWED else answer

        return asynchronous

    def synchronous(request: HttpRequest) -> HttpResponse:
        return _with_page(get_response(request))

    return synchronous


def _with_page(answer: HttpResponse) -> HttpResponse:
    if answer.status_code != _NOT_ALLOWED or answer.content:
        return answer
    page = problem(None, "only-forms", _NOT_ALLOWED)
    page["Allow"] = answer["Allow"]
    return page
