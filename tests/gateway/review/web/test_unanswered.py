"""Whatever goes wrong, there is a page of ours that says what to do, and nothing of it in the log."""

from __future__ import annotations

import logging
from typing import NoReturn

import pytest
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from gateway.review.accounts import views as accounts
from gateway.review.queue import views as queue
from gateway.review.web import guard, navigation
from gateway.reviewers.roles import Role
from tests.support.review import Office

SECRET = "Grace Bishop"


def failing(error: Exception):  # type: ignore[no-untyped-def]
    def fail(*_given: object, **_named: object) -> NoReturn:
        raise error

    return fail


def must_say(answer: HttpResponse, status: int, heading: str) -> str:
    """A page in our style, with the headers of every page."""
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert "style.css" in page
    assert '<a href="/">' in page
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert SECRET not in page
    return page


def patient(client: Client) -> Client:
    """As a browser: what the site does not catch is an answer, too."""
    client.raise_request_exception = False
    return client


def test_django_shows_nothing_of_itself() -> None:
    assert settings.DEBUG is False


@pytest.mark.parametrize(
    ("place", "name", "error", "logged"),
    [
        (queue, "list_of", RuntimeError(SECRET), "web-failed error=RuntimeError"),
        (queue, "list_of", OperationalError(SECRET), "store-failed error=OperationalError"),
        (guard, "person_of", OperationalError(SECRET), "store-failed error=OperationalError"),
        (navigation, "person_of", OperationalError(SECRET), "store-failed error=OperationalError"),
        (SessionMiddleware, "process_response", RuntimeError(SECRET), "web-failed error=RuntimeError"),
    ],
)
def test_a_fault_is_a_page_and_a_line_without_its_text(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    place: object,
    name: str,
    error: Exception,
    logged: str,
) -> None:
    """In a view, in the database, in the frame of the page, and around the views."""
    browser = patient(office.client())
    monkeypatch.setattr(place, name, failing(error))
    with caplog.at_level(logging.INFO):
        must_say(browser.get("/cases"), 503, "It did not work")
    assert logged in caplog.text
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text


def test_without_a_database_the_door_says_so_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = patient(office.client())
    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore.load", failing(OperationalError(SECRET))
    )
    for path in ("/", "/sign-in", "/me", "/people", "/sign-in/again"):
        must_say(browser.get(path), 503, "It did not work")


def test_an_address_that_there_is_not(office: Office) -> None:
    for path in ("/nothing", "/cases/lower-case", "/static/admin/", "/assets/0123-page.js", "/.git/config"):
        must_say(office.stranger().get(path), 404, "Not found")


def test_it_is_said_in_the_readers_language(office: Office) -> None:
    answer = office.stranger().get("/nothing", headers={"accept-language": "cy"})
    assert '<html lang="cy">' in answer.content.decode()


def test_a_page_that_only_takes_forms(office: Office) -> None:
    answer = office.client().get("/find/start")
    must_say(answer, 405, "This page cannot be loaded again")
    assert answer["Allow"] == "POST"


MANY = "&".join(f"a{number}=1" for number in range(1001))
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("path", ["/me", "/sign-in", "/find"])
@pytest.mark.parametrize(
    ("body", "media_type"),
    [(MANY, FORM), ("x", "multipart/form-data"), ("x", f"multipart/form-data; boundary={'b' * 300}")],
)
def test_a_form_that_makes_no_sense(office: Office, path: str, body: str, media_type: str) -> None:
    browser = office.client() if path != "/sign-in" else office.stranger()
    must_say(browser.generic("POST", path, body, media_type), 400, "This was not understood")


def test_nor_does_it_where_it_is_asked_whose_it_is(office: Office) -> None:
    browser = office.stranger(enforce_csrf_checks=True)
    browser.get("/sign-in")
    must_say(browser.generic("POST", "/sign-in", MANY, FORM), 400, "This was not understood")
    must_say(office.client().get(f"/cases?{MANY}"), 400, "This was not understood")


def test_what_allauth_refuses(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = office.client()
    monkeypatch.setattr(accounts, "render", failing(PermissionDenied(SECRET)))
    must_say(browser.get("/me/second-factor"), 403, "Not open to you")


def test_a_role_that_does_not_include_it(office: Office) -> None:
    auditor = office.client(office.account("auditor@oakfield.sch.uk", Role.AUDITOR))
    assert "ask the data protection lead" in must_say(auditor.get("/cases"), 403, "Not open to you")


def test_somebody_without_a_role(office: Office) -> None:
    account = office.account()
    browser = office.client(account)
    account.grants.all().delete()
    must_say(browser.get("/cases"), 403, "You have no role here yet")


def test_a_refused_form_leaves_no_link_in_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """The address of an invitation is what opens it."""
    with caplog.at_level(logging.INFO):
        must_say(
            office.stranger(enforce_csrf_checks=True).post("/invitation/token-x7"),
            403,
            "The page was too old",
        )
        office.stranger().get("/invitation/token-x7")
        office.stranger().put("/m/token-x7/nothing")
    assert "token-x7" not in caplog.text
