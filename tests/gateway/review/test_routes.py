"""Every address of the web side: what strangers get there, the wrong role, another school, a forged form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.db import connections, transaction
from django.test import AsyncClient
from django.urls import get_resolver

from gateway.review.status import STATUS, StatusSource
from gateway.reviewers.roles import RIGHTS, Right, Role
from gateway.store import models
from tests.gateway.review.addresses import ROUTES, Door, Route, patterns
from tests.gateway.review.asking import METHODS, ask, is_shut, must_be_safe, text
from tests.gateway.review.world import World, go_away, make_world
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, open_office
from tests.support.tables import everything

SESSIONS = "django_session"
LOOKS = ("store_audit", "store_installation.record_end", "store_case.seen_at")  # what a look leaves behind
OUTSIDE_WSGI = ("/healthz", "/metrics", "/m/x", "/m/x.files", "/m/style.css")  # asked in an event loop
EVIL = (
    "//evil.example/",
    "https:evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "%2f%2fevil.example",
    "/me\r\nX-Evil: 1\r\n\r\n<script>",
)
NEXT = ("next", "url", "redirect_to", "return_to", "continue", "Location")


def named(*doors: Door) -> list[Any]:
    """The routes with these doors; without any, those that ask for a right."""
    return [
        pytest.param(each, id=each.pattern or "/")
        for each in ROUTES
        if each.url not in OUTSIDE_WSGI and (each.who in doors if doors else each.rights)
    ]


GUARDED = [*named(), *named(Door.SIGNED_IN)]
CLOSED = [*GUARDED, *named(Door.ENTERED)]
ALL = [*CLOSED, *named(Door.PUBLIC)]
WITH_FORMS = [each for each in ALL if each.values[0].form is not None]
OF_A_SCHOOL = [each for each in CLOSED if each.values[0].names]
OF_A_CASE = [each for each in GUARDED if each.values[0].names & {"case", "private"}]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = make_world(open_office(tmp_path_factory.mktemp("routes") / "data"))
    go_away(made)
    yield made
    connections.close_all()


@pytest.fixture
def world(shared: World) -> Iterator[World]:
    """As it was made: whatever a test does to it is undone."""
    cache.clear()
    with transaction.atomic():
        yield shared
        transaction.set_rollback(True)


def test_every_address_is_in_the_table() -> None:
    asked = list(patterns(get_resolver()))
    assert sorted(asked) == sorted(each.pattern for each in ROUTES)
    assert all(each.why for each in ROUTES if each.who is Door.PUBLIC)


@pytest.mark.parametrize("route", CLOSED)
def test_a_stranger_is_sent_to_the_door(world: World, route: Route) -> None:
    before = everything(SESSIONS)
    for method in METHODS:
        answer = ask(world.office.stranger(), method, route, world)
        assert answer.status_code in (302, 405)
        assert answer.get("Location", "/sign-in").partition("?")[0] == "/sign-in"
        assert is_shut(answer)
    assert everything(SESSIONS) == before


@pytest.mark.parametrize("route", named(Door.PUBLIC))
def test_what_is_public_says_nothing_of_anybody(world: World, route: Route) -> None:
    before = everything(SESSIONS)
    for method in METHODS:
        answer = ask(world.office.stranger(), method, route, world)
        assert is_shut(answer) or "invitation" in route.pattern
    assert everything(SESSIONS) == before


class _Machine(AsyncClient):
    """Asks as the web server does, which has no senders' pages here."""

    def __init__(self, status: StatusSource) -> None:
        super().__init__()
        self._status = status

    def _base_scope(self, **request: Any) -> Any:
        return {**super()._base_scope(**request), STATUS: self._status}


@pytest.mark.parametrize("url", OUTSIDE_WSGI)
def test_what_machines_and_senders_ask_for_is_public_and_safe(shared: World, url: str) -> None:
    answer = async_to_sync(_Machine(shared.office.site.status).get)(url)
    assert answer.status_code == (404 if url in ("/m/x", "/m/x.files") else 200)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert is_shut(answer)


@pytest.mark.parametrize("route", named())
def test_a_role_without_the_right_hears_only_that(world: World, route: Route) -> None:
    before = everything(SESSIONS, *LOOKS)
    lacking = [role for role in Role if not RIGHTS[role] & set(route.rights)]
    for role in lacking:
        for method in METHODS:
            answer = ask(world.browser(role.value), method, route, world)
            assert answer.status_code in (403, 405), role
            assert is_shut(answer)
    assert lacking
    assert everything(SESSIONS, *LOOKS) == before


@pytest.mark.parametrize("route", OF_A_SCHOOL)
def test_what_is_another_schools_is_not_there(world: World, route: Route) -> None:
    before = everything(SESSIONS, *LOOKS)
    for method in METHODS:
        if method == "POST" and route.form is None and route.elsewhere == 404:
            continue
        answer = ask(world.browser(), method, route, world, RIVERSIDE)
        allowed = {405, route.elsewhere} | ({200} if method == "GET" and route.elsewhere == 400 else set())
        assert answer.status_code in allowed, method
        assert not any(thing in text(answer) for thing in hidden(world, route))
    assert everything(SESSIONS, *LOOKS) == before


def hidden(world: World, route: Route) -> set[str]:
    """Riverside's, but for what was typed into the address itself."""
    things = world.things[RIVERSIDE]
    return {things["case"], things["private"], "@riverside.sch.uk"} - {things[each] for each in route.names}


ASIDE = (
    ("POST", "/incidents/{incident}/cases", {"cases": "{other[case]}"}, 302),
    ("POST", "/incidents/{incident}/cases", {"take_out": "{other[case]}"}, 302),
    ("POST", "/incidents/new", {"school": RIVERSIDE}, 404),
    ("POST", "/incidents/new?case={case}&case={other[case]}", {}, 404),
    ("GET", "/cases/rulings?case={case}&case={other[case]}", {}, 404),
    ("POST", "/cases/rulings", {"way": "release", "seen": ["1.{case}", "1.{other[case]}"]}, 404),
    ("POST", "/find", {"q": "grace", "school": RIVERSIDE}, 404),
    ("POST", "/people/{account}/roles", {"role": "lead", "schools": "*"}, 400),
    ("POST", "/people/{account}/roles", {"role": "lead", "schools": [OAKFIELD, RIVERSIDE]}, 400),
    ("POST", "/people/{account}/roles/remove", {"grant": "auditor at Riverside Primary"}, 404),
    ("GET", "/cases?q={other[case]}", {}, 200),
    ("GET", "/cases?rule=pupil-name-external&sender=a.teacher@riverside.sch.uk&state=all", {}, 200),
    ("GET", "/record?message={other[case]}", {}, 200),
)


@pytest.mark.parametrize(("method", "url", "form", "status"), ASIDE)
def test_nor_is_it_reached_from_beside_what_is_theirs(
    world: World, method: str, url: str, form: dict[str, object], status: int
) -> None:
    route = next(each for each in ROUTES if each.pattern == "incidents/new")
    here, there = world.things[OAKFIELD], world.things[RIVERSIDE]
    fields = {**route.posted(here), **form} if "incidents/new" in url else form
    asked = Route("", (Right.SEE_CASES,), url, fields)
    before = everything(SESSIONS, *LOOKS)
    things = {**here, "other": there}
    answer = world.browser().generic(
        method,
        asked.asked(things),
        urlencode(asked.posted(things), True),
        "application/x-www-form-urlencoded",
    )
    must_be_safe(answer, asked)
    assert answer.status_code == status
    assert f"/cases/{there['case']}" not in text(answer)
    assert everything(SESSIONS, *LOOKS) == before


def test_nor_by_who_once_had_a_part_in_it(world: World) -> None:
    """They have approved an opening at Riverside, and are at Oakfield only."""
    opened = world.things[RIVERSIDE]["opened"]
    lead = models.Account.objects.get(email=LEAD)
    models.PrivateOpening.objects.filter(pk=opened).update(decided_by=lead)
    before = everything(SESSIONS)
    assert world.browser().post(f"/openings/{opened}/tell").status_code == 404
    assert everything(SESSIONS) == before


@pytest.mark.parametrize("who", ["confined", "head"])
@pytest.mark.parametrize("route", OF_A_CASE)
def test_a_case_of_other_rules_or_another_approver_is_not_there(world: World, route: Route, who: str) -> None:
    before = everything(SESSIONS, *LOOKS)
    mine = RIGHTS[Role.REVIEWER] & set(route.rights)
    for method in METHODS:
        answer = ask(world.browser(who), method, route, world)
        assert answer.status_code in ((404, 405) if mine else (403, 405))
        assert is_shut(answer)
    assert everything(SESSIONS, *LOOKS) == before


@pytest.mark.parametrize("route", GUARDED)
def test_without_a_second_factor_one_is_sent_to_set_it_up(world: World, route: Route) -> None:
    before = everything(SESSIONS)
    for method in METHODS:
        answer = ask(world.browser("half"), method, route, world)
        assert answer.status_code in (302, 405)
        assert answer.get("Location", "/me/second-factor") == "/me/second-factor"
        assert is_shut(answer)
    assert everything(SESSIONS) == before


@pytest.mark.parametrize("route", ALL)
def test_a_form_that_is_not_ours_does_nothing(world: World, route: Route) -> None:
    before = everything(SESSIONS)
    answer = ask(world.browser(strict=True), "POST", route, world)
    assert answer.status_code == 403
    assert "The page was too old" in text(answer)
    assert everything(SESSIONS) == before


@pytest.mark.parametrize("route", WITH_FORMS)
def test_and_the_same_form_is_good_where_it_belongs(world: World, route: Route) -> None:
    """Or the tests of what is refused would prove nothing."""
    before = everything(SESSIONS)
    answer = ask(world.browser(), "POST", route, world)
    assert answer.status_code in (200, 302), text(answer)
    assert everything(SESSIONS) != before


@pytest.mark.parametrize("route", ALL)
def test_to_look_changes_nothing_but_the_record(world: World, route: Route) -> None:
    before = everything(SESSIONS, *LOOKS)
    answer = ask(world.browser(), "GET", route, world)
    wanting = {404} if route.who in (Door.PUBLIC, Door.ENTERED) else set()  # no such provider, no codes yet
    assert answer.status_code in {200, 302, 405} | wanting, text(answer)
    assert everything(SESSIONS, *LOOKS) == before


@pytest.mark.parametrize("route", ALL)
def test_nobody_is_sent_elsewhere_and_no_field_is_forged(world: World, route: Route) -> None:
    """`ask` looks at where an answer leads, and at its fields."""
    often = EVIL if isinstance(route.who, Door) else EVIL[-1:]
    for evil in often:
        more = f"{'&' if '?' in route.url else '?'}{urlencode(dict.fromkeys(NEXT, evil))}"
        for browser in (world.office.stranger(), world.browser()):
            for method in METHODS:
                with transaction.atomic():
                    ask(browser, method, route, world, more=more)
                    transaction.set_rollback(True)


@pytest.mark.parametrize("thing", ["account", "incident", "exception", "waiting", "case", "search", "factor"])
def test_what_no_database_has_is_not_there(world: World, thing: str) -> None:
    routes = [each for each in ROUTES if thing in re.findall(r"{(\w+)}", each.url)]
    for route in routes:
        for value in (
            "0",
            "9" * 18,
            "9" * 30,
            "9" * 5000,
            "%00",
            "%F0%9F%A6%89",
            "..%2F..%2Fme",
            "-1",
            "1'--",
        ):
            url = route.url.format_map({**world.things[OAKFIELD], thing: value})
            for method in METHODS:
                answer = world.browser().generic(method, url, "", "application/x-www-form-urlencoded")
                must_be_safe(answer, route)
                assert answer.status_code in (302, 400, 404, 405), url[:100]
    assert routes
