"""Somebody looks after their own account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gateway.store.factors import factors_of
from tests.gateway.review.accounts.conftest import GRACE, PASSWORD, Door, account
from tests.support.codes import code_of
from tests.support.timing import quickest


@pytest.fixture
def grace(door: Door) -> tuple[Client, str]:
    return door.settle()


def later(browser: Client, minutes: int = 6) -> None:
    """Makes what was shown in this session so much older."""
    session = browser.session
    for each in (records := session["account_authentication_methods"]):
        each["at"] -= 60 * minutes
    session["account_authentication_methods"] = records
    session.save()


def test_name_and_language(grace: tuple[Client, str]) -> None:
    browser = grace[0]
    answer = browser.post("/me", {"name": "Grace Elizabeth Bishop", "language": "cy"})
    assert answer["Location"] == "/me"
    assert browser.cookies["schoolgate-language"].value == "cy"
    assert browser.get("/me")["Content-Language"] == "cy"
    assert account().name == "Grace Elizabeth Bishop"
    browser.post("/me", {"name": "Grace", "language": ""})
    assert browser.get("/me", headers={"accept-language": "en"})["Content-Language"] == "en"


def test_the_language_comes_with_signing_in(door: Door, grace: tuple[Client, str]) -> None:
    grace[0].post("/me", {"name": "Grace", "language": "cy"})
    browser = door.office.stranger()
    door.sign_in(browser)
    browser.post("/sign-in/code", {"code": code_of(grace[1])})
    assert browser.get("/me")["Content-Language"] == "cy"


def test_a_language_that_there_is_not(grace: tuple[Client, str]) -> None:
    assert grace[0].post("/me", {"name": "Grace", "language": "tlh"}).status_code == 400


def test_a_name_is_needed(grace: tuple[Client, str]) -> None:
    answer = grace[0].post("/me", {"name": " ", "language": ""})
    assert answer.status_code == 400
    assert "aria-invalid" in answer.content.decode()


def test_the_last_second_factor_stays(grace: tuple[Client, str]) -> None:
    (factor,) = factors_of(account().pk)
    answer = grace[0].post(f"/me/second-factor/{factor.id}/remove", follow=True)
    assert "Set up another first" in answer.content.decode()
    assert factors_of(account().pk) == (factor,)


def test_somebody_else_s_is_not_touched(door: Door, grace: tuple[Client, str]) -> None:
    other, _secret = door.settle("henry.tudor@oakfield.sch.uk")
    (factor,) = factors_of(account().pk)
    other.post(f"/me/second-factor/{factor.id}/remove")
    assert factors_of(account().pk) == (factor,)


@pytest.mark.parametrize("path", ["passkey", "codes/new", "codes"])
def test_after_a_while_one_shows_again_who_one_is(grace: tuple[Client, str], path: str) -> None:
    browser, _secret = grace
    later(browser)
    asked = browser.get(f"/me/second-factor/{path}")
    assert asked["Location"].startswith("/sign-in/again?")
    assert "This is not your password" in browser.post(asked["Location"], {"password": "x"}).content.decode()
    shown = browser.post(asked["Location"], {"password": PASSWORD})
    assert shown["Location"] == f"/me/second-factor/{path}"
    assert browser.get(shown["Location"]).status_code == 200


def test_a_code_will_do_for_that_too(grace: tuple[Client, str]) -> None:
    browser, secret = grace
    later(browser)
    asked: Any = browser.get("/me/second-factor/codes/new")
    path = asked["Location"].replace("/sign-in/again", "/sign-in/again/code")
    code = code_of(secret)
    assert browser.post(path, {"code": code})["Location"] == "/me/second-factor/codes/new"
    assert browser.post(path, {"code": code}).status_code == 200


def test_new_recovery_codes_end_the_old(door: Door, grace: tuple[Client, str]) -> None:
    browser = grace[0]
    first = browser.get("/me/second-factor/codes").content
    assert browser.post("/me/second-factor/codes/new")["Location"] == "/me/second-factor/codes"
    second = browser.get("/me/second-factor/codes").content
    assert first != second
    assert door.office.record()[-1] == (GRACE, "sign-in-changed")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"oldpassword": "wrong"}, "This is not your password"),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "another one altogether"}, "same password"),
    ],
)
def test_a_password_that_is_not_changed(grace: tuple[Client, str], given: dict[str, str], said: str) -> None:
    new = "seven wet umbrellas"
    answer = grace[0].post(
        "/me/password", {"oldpassword": PASSWORD, "password1": new, "password2": new, **given}
    )
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert account().check_password(PASSWORD)


def test_with_ten_thousand_messages_it_is_as_quick(grace: tuple[Client, str]) -> None:
    grace[0].get("/me")
    assert quickest(lambda: grace[0].get("/me")) < 0.2
