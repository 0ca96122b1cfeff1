"""One request of somebody for one address, and what anybody may expect of every answer."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

from tests.gateway.review.addresses import Route
from tests.gateway.review.world import World
from tests.support.review import OAKFIELD

METHODS = ("GET", "POST")
CONTENT = ("Museum trip", "Grace", "parent@example.com", "a.teacher", "colleague@", "Rang", "henry.tudor")
HERE = "gate.oakfield.sch.uk"
_FORM = "application/x-www-form-urlencoded"
_FRAME = "cases/<case_id>/html"


def ask(
    browser: Client, method: str, route: Route, world: World, school: str = OAKFIELD, more: str = ""
) -> HttpResponse:
    """With the things of this school; `more` is put behind the address."""
    things = world.things[school]
    form = route.posted(things) if method == "POST" else {}
    answer: HttpResponse = browser.generic(
        method, route.asked(things) + more, urlencode(form, doseq=True), _FORM
    )
    must_be_safe(answer, route)
    return answer


def must_be_safe(answer: HttpResponse, route: Route) -> None:
    """No fault of ours; nothing can frame it, keep it or run in it; it leads nowhere else."""
    assert answer.status_code < 500, text(answer)
    policy = answer["Content-Security-Policy"]
    shut_in = route.pattern == _FRAME and "sandbox" in policy
    if shut_in:
        policy = policy.replace("style-src 'unsafe-inline'", "")
    assert "default-src 'none'" in policy
    assert ("frame-ancestors 'self'" if shut_in else "frame-ancestors 'none'") in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == ("SAMEORIGIN" if shut_in else "DENY")
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "no-store" in answer["Cache-Control"]
    assert "X-Evil" not in answer
    assert not any(set(value) & {"\r", "\n"} for _, value in answer.items())
    for field in ("Location", "HX-Redirect"):
        _must_stay_here(answer.get(field, "/"))


def _must_stay_here(url: str) -> None:
    """As browsers read it, to which a backslash is a slash (URL standard §4.4)."""
    led = urlsplit(urljoin(f"https://{HERE}/sign-in", url.replace("\\", "/")))
    assert (led.scheme, led.netloc) == ("https", HERE), url


def text(answer: HttpResponse) -> str:
    pieces = answer.streaming_content if answer.streaming else (answer.content,)  # type: ignore[attr-defined]
    return b"".join(pieces).decode("utf-8", "replace")


def is_shut(answer: HttpResponse) -> bool:
    """The page says nothing that is in a message, or of anybody."""
    return not any(word in text(answer) for word in CONTENT)
