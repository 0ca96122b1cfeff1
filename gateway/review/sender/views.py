"""The sender's page over HTTP: a look changes nothing, a button does."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from gateway.actions.link import BadLinkError, ExpiredLinkError, SenderLink
from gateway.actions.notices.ways import Way
from gateway.events import Events
from gateway.inspection.pool import WorkersUnavailableError
from gateway.review.sender.choice import BadFormError, IncompleteError
from gateway.review.sender.language import rendered
from gateway.review.sender.rates import Limits
from gateway.review.sender.service import NothingHeldError, Opened, SenderPages, UnseenError
from gateway.rewriting.change import CannotRewriteError
from gateway.store.cases import StaleCaseError
from gateway.store.faults import StorageFaultError

SENDERS = "schoolgate.sender"
_STYLE = Path(__file__).with_name("style.css").read_bytes()
_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address of the page is what opens it
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_FROM_OUR_PAGE = frozenset({"", "same-origin", "none"})  # Fetch Metadata §2.3; old browsers do not say

_SAID = {
    BadLinkError: ("unknown", 404),
    NothingHeldError: ("nothing-held", 200),
    BadFormError: ("bad-form", 403),
}

_View = Callable[[ASGIRequest, str, SenderPages, SenderLink], Coroutine[Any, Any, HttpResponse]]


class SenderSite:
    """What the views find in the web scope."""

    def __init__(self, pages: SenderPages, events: Events) -> None:
        self.pages = pages
        self.events = events
        self.limits = Limits()


@require_safe
async def style(_request: ASGIRequest) -> HttpResponse:
    return HttpResponse(_STYLE, content_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _guarded(view: _View) -> Callable[[ASGIRequest, str], Coroutine[Any, Any, HttpResponse]]:
    """Whatever happens, the sender gets a sentence, with the headers that every answer has."""

    @wraps(view)
    async def guarded(request: ASGIRequest, token: str) -> HttpResponse:
        answer = await _answered(view, request, token)
        for name, value in _HEADERS.items():
            answer[name] = value
        return answer

    return guarded


async def _answered(view: _View, request: ASGIRequest, token: str) -> HttpResponse:
    site = _site(request)
    if site is None:
        return _plain(request, "unknown", 404)
    try:
        if wait := site.limits.client(request.META.get("REMOTE_ADDR", ""), time.monotonic()):
            return _slower(request, wait)
        return await _opened(view, request, token, site)
    except (BadLinkError, NothingHeldError, BadFormError) as error:
        said, status = _SAID[type(error)]
    except Exception as error:  # its text may quote a message, and Django would log it
        _report(site.events, error)
        said, status = "busy", 503
    return _plain(request, said, status, {"token": token})


async def _opened(view: _View, request: ASGIRequest, token: str, site: SenderSite) -> HttpResponse:
    """Raises BadLinkError, and what the view does."""
    try:
        link = site.pages.read(token)
    except ExpiredLinkError as expired:
        house = await site.pages.house(expired.link)
        language = site.pages.phrases(house.school).language
        shown = {"school": house.school, "lead": house.data_protection_lead}
        return _plain(request, "expired", 410, shown, language)
    if wait := site.limits.message(link.message, time.monotonic()):
        return _slower(request, wait)
    return await view(request, token, site.pages, link)


def _report(events: Events, error: Exception) -> None:
    match error:
        case WorkersUnavailableError():
            events.workers_unavailable()
        case StorageFaultError():
            events.store_failed(error.kind)
        case _:
            events.web_failed(type(error).__name__)


@csrf_exempt  # the forms have a mark of their own: there is no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
async def sender_page(request: ASGIRequest, token: str, pages: SenderPages, link: SenderLink) -> HttpResponse:
    """The page of one message, and its forms."""
    try:
        opened = await pages.open(token, link)
    except NothingHeldError:
        if await pages.kept(link):
            return HttpResponse(status=303, headers={"Location": f"{token}.files"})
        raise
    if request.method == "POST":
        return await _chosen(request, token, pages, opened)
    if request.GET.get("way") == Way.SHORTEN_NAMES:
        return await _previewed(request, token, pages, opened)
    return await _page(request, token, pages, opened)


@csrf_exempt  # the forms have a mark of their own: there is no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@_guarded
async def kept_files(request: ASGIRequest, token: str, pages: SenderPages, link: SenderLink) -> HttpResponse:
    """The page by which the sender gets files back that were taken off their message."""
    kept = await pages.kept(link)
    if kept is None:
        raise NothingHeldError
    if request.method == "POST":
        _must_be_from_our_page(request)
        await pages.send_back(token, kept, dict(request.POST.lists()))
        return HttpResponse(status=303, headers={"Location": f"{token}.files"})
    shown = {"kept": kept, "token": token, "mark": pages.mark(token), "school": kept.school}
    return rendered(request, "sender/files.html", shown, pages.phrases(kept.school).language)


async def _chosen(request: ASGIRequest, token: str, pages: SenderPages, opened: Opened) -> HttpResponse:
    _must_be_from_our_page(request)
    form = dict(request.POST.lists())
    try:
        passphrases = await pages.do(token, opened, form)
    except IncompleteError as incomplete:
        return await _page(request, token, pages, opened, status=422, problem=incomplete.missing)
    except UnseenError as unseen:
        shown = {"preview": unseen.preview, "changed": bool(form.get("previewed"))}
        return _about_message(request, "preview", token, opened, shown, 409)
    except CannotRewriteError as cannot:
        return await _page(request, token, pages, opened, status=409, why=cannot.reason)
    except StaleCaseError:
        now = await pages.open(token, opened.link)
        return await _page(request, token, pages, now, status=409, problem="stale")
    if passphrases:
        return _about_message(request, "locked", token, opened, {"passphrases": passphrases})
    return HttpResponse(status=303, headers={"Location": token})  # a reload sends no form again


def _must_be_from_our_page(request: ASGIRequest) -> None:
    """Raises BadFormError."""
    if request.headers.get("Sec-Fetch-Site", "") not in _FROM_OUR_PAGE:
        raise BadFormError


async def _previewed(request: ASGIRequest, token: str, pages: SenderPages, opened: Opened) -> HttpResponse:
    try:
        shown = await pages.preview(opened)
    except CannotRewriteError as cannot:
        return await _page(request, token, pages, opened, status=409, why=cannot.reason)
    except StaleCaseError:
        return await _page(request, token, pages, opened)
    return _about_message(request, "preview", token, opened, {"preview": shown})


async def _page(
    request: ASGIRequest,
    token: str,
    pages: SenderPages,
    opened: Opened,
    *,
    status: int = 200,
    problem: str = "",
    why: str = "",
) -> HttpResponse:
    """`problem`: what the page has to say first, by its name in the template; `why`: the same in words."""
    kept = await pages.kept(opened.link)
    told = opened.phrases.told(why)
    shown = {"page": await pages.page(opened), "problem": problem, "why": told, "kept": kept}
    return _about_message(request, "page", token, opened, shown, status)


def _about_message(
    request: ASGIRequest,
    name: str,
    token: str,
    opened: Opened,
    shown: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """A page about the message. Addresses in it are relative: it may stand below a path of the school's."""
    known = {"token": token, "mark": opened.mark, "held": opened.case.held, "school": opened.case.school}
    template, language = f"sender/{name}.html", opened.phrases.language
    return rendered(request, template, {**known, **shown}, language, status)


def _plain(
    request: ASGIRequest,
    said: str,
    status: int,
    shown: Mapping[str, object] | None = None,
    language: str = "",
) -> HttpResponse:
    return rendered(request, "sender/plain.html", {"said": said, **(shown or {})}, language, status)


def _slower(request: ASGIRequest, wait: float) -> HttpResponse:
    answer = _plain(request, "slower", 429)
    answer["Retry-After"] = str(math.ceil(wait))
    return answer


def _site(request: ASGIRequest) -> SenderSite | None:
    site: SenderSite | None = request.scope.get(SENDERS)
    return site
