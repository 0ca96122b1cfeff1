"""What people have written is shown as they wrote it, and is never anything else on any page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.http import HttpResponse
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.gateway.review.addresses import ROUTES, Door, Route
from tests.gateway.review.asking import ask, must_be_safe, text
from tests.gateway.review.world import Words, World, make_world
from tests.support.review import OAKFIELD, open_office

SAID = (
    "=qq<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{19100|add:82}}{% now 'Y' %}"
    "<a href=javascript:alert(1)>\x07\u202e</textarea></title></p>"
)
HOSTILE = Words(
    said=SAID,
    name="Grace<svg/onload=alert(1)> Bishop'\"><b>",
    file='"><script>alert(1)</script>\r\nX-Evil: 1.txt',
    address='"qq<script>alert(1)</script>\'><img/src=x/onerror=alert(1)>"@example.com',
    html=(
        "<p onclick=alert(1)>qq</p><script>alert(1)</script><svg><script>alert(1)</script></svg>"
        "<a href=' javascript:alert(1)'>x</a><a href='data:text/html,<script>1</script>'>x</a>"
        "<iframe srcdoc='<script>1</script>'></iframe><form action=javascript:alert(1)><button formaction="
        "javascript:alert(1)>x</button></form><math><mtext><style><img src=x onerror=alert(1)></style>"
        "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>"
        "<template><img src=x onerror=alert(1)></template><object data=//evil.example></object>"
    ),
)
OURS = re.compile(r"/assets/[0-9a-f]{12}-[\w-]+\.js")
LEADS = ("href", "src", "action", "formaction", "xlink:href", "data", "hx-get", "hx-post", "srcdoc", "poster")
FRAME = re.compile(r"/cases/[0-9A-Z]+/html$")
LEADS_HERE = re.compile(r"/(?!/)|#|\?|$")
FRAMED = ("cases/<case_id>/html",)  # a page out of a message, in a frame that can do nothing
SHOWN = re.compile(r"qq<script>alert\(1\)</script>")
PAGES = [
    pytest.param(each, id=each.pattern or "/") for each in ROUTES if each.rights or each.who is Door.SIGNED_IN
]
WITH_FORMS = [each for each in PAGES if each.values[0].form]  # type: ignore[attr-defined]
# Where something that somebody has written must be found: else nothing would be tested.
TELLING = {
    "cases",
    "cases/<case_id>",
    "cases/<case_id>/message",
    "cases/<case_id>/files/<number>",
    "cases/<case_id>/ruling",
    "cases/<case_id>/exception",
    "cases/rulings",
    "exceptions",
    "figures",
    "find/about",
    "incidents",
    "incidents/<number>",
    "incidents/<number>/facts",
    "me/absence",
    "openings",
    "people",
    "people/<account>",
    "people/invite",
    "record",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(open_office(tmp_path_factory.mktemp("hostile") / "data"), HOSTILE)
    connections.close_all()


@pytest.fixture
def world(shared: World) -> Iterator[World]:
    """As it was made: whatever a test does to it is undone."""
    cache.clear()
    with transaction.atomic():
        yield shared
        transaction.set_rollback(True)


def faults(page: str, *, framed: bool = False) -> list[str]:
    """What in a page could run, load something from elsewhere, or lead there."""
    tree = LexborHTMLParser(page)
    assert tree.root is not None
    nodes = [each for each in tree.root.traverse() if each.tag and not each.tag.startswith("-")]
    return [f"<{each.tag}> {fault}" for each in nodes for fault in _faults(each, framed=framed)]


def _faults(node: LexborNode, *, framed: bool) -> Iterator[str]:
    attributes = {name.lower(): value or "" for name, value in node.attributes.items()}
    if node.tag == "script" and (framed or not OURS.fullmatch(attributes.get("src", "")) or node.text()):
        yield "is none of ours"
    if node.tag in ("object", "embed", "base", "applet") or (framed and node.tag in ("form", "iframe")):
        yield "has no place here"
    if node.tag == "iframe" and not (
        FRAME.match(attributes.get("src", "")) and attributes.get("sandbox") == ""
    ):
        yield "is not shut in"
    if node.tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        yield "leads elsewhere"
    for name, value in attributes.items():
        if name.startswith(("on", "hx-on")) or (name == "style" and not framed):
            yield f"has {name}"
        harmless = value in ("data:,",) and node.tag == "link"
        if name in LEADS and not harmless and not LEADS_HERE.match(value):
            yield f"has {name}={value}"


def must_be_harmless(answer: HttpResponse, route: Route) -> str:
    """Gives the page. Downloads are looked at elsewhere."""
    must_be_safe(answer, route)
    if not answer["Content-Type"].startswith("text/html"):
        return ""
    page = text(answer)
    assert faults(page, framed=route.pattern in FRAMED) == []
    return page


def said_in(page: str) -> bool:
    """As words."""
    body = LexborHTMLParser(page).body
    shown = body.text() if body else ""
    attributes = " ".join(
        each.attributes.get("value") or "" for each in LexborHTMLParser(page).css("[value]")
    )
    return bool(SHOWN.search(f"{shown} {attributes}"))


@pytest.mark.parametrize(
    "page",
    [
        "<p>x<script>alert(1)</script>",
        "<script src=//evil.example/x.js></script>",
        "<script src=/assets/0123456789ab-page.js>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=//evil.example>x</a>",
        "<form action=https://evil.example></form>",
        "<button formaction=javascript:alert(1)>x</button>",
        "<iframe srcdoc=x></iframe>",
        "<iframe src=/cases/X1/html></iframe>",
        "<p style='background: url(//evil.example)'>x",
        "<meta http-equiv=Refresh content='0;url=/'>",
        "<base href=/>",
        "<p hx-on:click=alert(1)>x",
    ],
)
def test_what_must_not_be_on_a_page_would_be_seen(page: str) -> None:
    assert faults(f"<!doctype html><html><body>{page}</body></html>")


@pytest.mark.parametrize("route", PAGES)
def test_a_page_shows_it_as_words(world: World, route: Route) -> None:
    page = must_be_harmless(ask(world.browser(), "GET", route, world), route)
    assert said_in(page) or route.pattern not in TELLING, page
    assert "19182" not in page


@pytest.mark.parametrize("route", PAGES)
def test_the_part_of_a_page_does_too(world: World, route: Route) -> None:
    answer = world.browser().get(route.asked(world.things[OAKFIELD]), headers={"HX-Request": "true"})
    must_be_harmless(answer, route)


@pytest.mark.parametrize("route", WITH_FORMS)
def test_what_a_form_is_answered_with_does_too(world: World, route: Route) -> None:
    """As it should be filled in; with each field so; with all fields so."""
    things = world.things[OAKFIELD]
    good = route.posted(things)
    forms: list[dict[str, Any]] = [good, *({**good, name: SAID} for name in good), dict.fromkeys(good, SAID)]
    for form in (*forms, {**good, "words": SAID, "reason": SAID, "why": SAID, "q": SAID}):
        with transaction.atomic():
            browser = world.browser()
            answer = browser.generic(
                "POST", route.asked(things), urlencode(form, True), "application/x-www-form-urlencoded"
            )
            must_be_harmless(answer, route)
            if answer.status_code == 302:  # with what is said about it on top
                must_be_harmless(browser.get(answer["Location"]), route)
            transaction.set_rollback(True)


@pytest.mark.parametrize("way", ["return", "propose-deletion", "some", "shortened", "as-it-came", SAID])
def test_what_a_ruling_is_answered_with_does_too(world: World, way: str) -> None:
    case, browser = world.things[OAKFIELD]["case"], world.browser()
    route = next(each for each in ROUTES if each.pattern.endswith("/ruling"))
    form = {"way": way, "version": 1, "words": SAID, "reason": SAID, "sentence": SAID, "how": "release"}
    answer = browser.post(f"/cases/{case}/ruling", form)
    must_be_harmless(answer, route)
    if answer.status_code == 302:
        assert must_be_harmless(browser.get(answer["Location"]), route)


@pytest.mark.parametrize(
    "name", ["q", "sender", "rule", "school", "state", "message", "actor", "from", "weeks"]
)
def test_what_was_searched_for_does_too(world: World, name: str) -> None:
    for url in (
        "/cases",
        "/record",
        "/figures",
        "/sign-in",
        "/incidents/new",
        "/cases/rulings",
        "/find/about",
    ):
        answer = world.browser().get(url, {name: SAID, "next": SAID, "case": SAID, "who": SAID})
        must_be_harmless(answer, ROUTES[0])
    must_be_harmless(world.browser().post("/find", {"q": SAID, "school": OAKFIELD}), ROUTES[0])


def test_a_file_is_saved_under_one_plain_name(world: World) -> None:
    case = world.things[OAKFIELD]["case"]
    for number in (1, 2):
        answer = world.browser().post(f"/cases/{case}/files/{number}/download")
        assert answer.status_code == 200
        assert re.fullmatch(
            r'attachment; filename(="[^"\\/<>]+"|\*=utf-8\'\'[\w.%!-]+)', answer["Content-Disposition"]
        )
        assert answer["Content-Type"] == "application/octet-stream"
        assert "X-Evil" not in answer


def test_what_is_taken_away_is_as_harmless(world: World) -> None:
    """The document of a search, tables for a spreadsheet, the report of an incident."""
    things, browser = world.things[OAKFIELD], world.browser()
    taken = browser.post("/find/export", {"who": things["search"], "addresses": "yes"})
    with ZipFile(io.BytesIO(taken.content)) as archive:
        dossier, table = (archive.read(name).decode() for name in ("dossier.html", "messages.csv"))
    assert faults(dossier, framed=True) == []
    assert said_in(dossier)
    report = browser.get(f"/incidents/{things['incident']}/report.docx")
    assert report.status_code == 200
    with ZipFile(io.BytesIO(report.content)) as archive:
        assert "qq&lt;script&gt;alert(1)" in archive.read("word/document.xml").decode()
    figures = text(browser.get("/figures.csv"))
    for lines in (table, figures, text(browser.post("/record/export"))):
        cells = [cell for row in csv.reader(io.StringIO(lines)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        assert any("qq<script>" in cell for cell in cells)
