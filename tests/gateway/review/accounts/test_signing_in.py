"""Somebody signs in with a password and a one-time code, or tries to."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, override_settings

from gateway.review.accounts.cookies import use_address
from gateway.store import models
from gateway.store.accounts import close_account, reopen_account
from gateway.store.django_settings import PASSWORD_HASHERS
from gateway.store.invitations import make_invitation
from tests.gateway.review.accounts.conftest import GRACE, PASSWORD, Door, account
from tests.support.codes import code_of
from tests.support.review import LEAD

NOBODY = "henry.tudor@oakfield.sch.uk"


@pytest.fixture
def grace(door: Door) -> tuple[Client, str]:
    """Grace Bishop's own browser, and the secret of her one-time codes."""
    return door.settle()


def in_with_code(door: Door, code: str, *, path: str = "/sign-in") -> tuple[Client, Any]:
    browser = door.office.stranger()
    assert door.sign_in(browser, path=path)["Location"] == "/sign-in/code"
    return browser, browser.post("/sign-in/code", {"code": code})


def is_in(browser: Client) -> bool:
    return browser.get("/me").status_code == 200


class TestSecondFactor:
    """A password alone opens nothing."""

    def test_a_code_is_asked_for(self, door: Door, grace: tuple[Client, str]) -> None:
        browser, answer = in_with_code(door, code_of(grace[1]))
        assert answer["Location"] == "/"
        assert is_in(browser)
        assert door.office.record()[-1] == (GRACE, "signed-in")
        assert models.Audit.objects.latest("number").note == "password, one-time code"

    def test_without_it_nobody_is_in(self, door: Door, grace: tuple[Client, str]) -> None:
        browser = door.office.stranger()
        door.sign_in(browser)
        assert not is_in(browser)
        assert browser.post("/sign-in/code", {"code": "000000"}).status_code == 200
        assert not is_in(browser)
        assert door.office.record()[-1] == (GRACE, "sign-in-failed")

    def test_a_code_counts_once_also_when_memory_was_lost(
        self, door: Door, grace: tuple[Client, str]
    ) -> None:
        code = code_of(grace[1])
        assert is_in(in_with_code(door, code)[0])
        cache.clear()
        browser, answer = in_with_code(door, code)
        assert answer.status_code == 200
        assert not is_in(browser)

    def test_an_earlier_code_does_not_count_after_a_later_one(
        self, door: Door, grace: tuple[Client, str]
    ) -> None:
        assert is_in(in_with_code(door, code_of(grace[1], 1))[0])
        assert not is_in(in_with_code(door, code_of(grace[1]))[0])

    def test_a_recovery_code_counts_once(self, door: Door, grace: tuple[Client, str]) -> None:
        page = grace[0].get("/me/second-factor/codes").content.decode()
        recovery = re.findall(r"<li>(\d{8})</li>", page)[0]
        for counts in (True, False):
            browser = door.office.stranger()
            door.sign_in(browser)
            browser.post("/sign-in/code", {"code": recovery})
            assert is_in(browser) is counts
        assert "9 are left" in grace[0].get("/me").content.decode()

    def test_codes_cannot_be_guessed(self, door: Door, grace: tuple[Client, str]) -> None:
        browser = door.office.stranger()
        door.sign_in(browser)
        for _ in range(5):
            browser.post("/sign-in/code", {"code": "000000"})
        answer = browser.post("/sign-in/code", {"code": code_of(grace[1])})
        assert "Wait five minutes" in answer.content.decode()
        assert not is_in(browser)

    def test_a_session_from_before_the_first_factor_is_not_let_through(self, door: Door) -> None:
        """Whoever knew the password, and no more, waited for its owner to set one up."""
        owner = door.arrive(door.invite()).browser
        other = door.office.stranger()
        assert door.sign_in(other)["Location"] == "/"
        assert other.get("/")["Location"] == "/me/second-factor"
        door.set_up_app(owner)
        for path in ("/", "/me", "/people"):
            assert other.get(path).status_code == 302
        assert other.get("/me/second-factor")["Location"].startswith("/sign-in")
        assert "_auth_user_id" not in other.session

    @pytest.mark.parametrize("path", ["app", "passkey", "codes", "codes/new"])
    def test_nor_can_it_set_up_one_of_its_own(self, door: Door, path: str) -> None:
        owner = door.arrive(door.invite()).browser
        other = door.office.stranger()
        door.sign_in(other)
        door.set_up_app(owner)
        answer = other.post(f"/me/second-factor/{path}", {"code": "123456"})
        assert answer["Location"].startswith("/sign-in")

    def test_secrets_are_sealed(self, door: Door, grace: tuple[Client, str]) -> None:
        from allauth.mfa.models import Authenticator

        assert Authenticator.objects.count() == 2
        assert grace[1] not in str(list(Authenticator.objects.values_list("data")))


class TestGuessing:
    """Guessing takes long, and tells nothing."""

    def test_who_is_nobody_hears_the_same(self, door: Door, grace: tuple[Client, str]) -> None:
        said = []
        for email in (GRACE, NOBODY):
            answer = door.sign_in(door.office.stranger(), email, "wrong and long enough")
            page = answer.content.decode().replace(email, "")
            said.append(re.sub(r'(csrfmiddlewaretoken" value|CSRFToken": )"\w+"', "", page))
        assert "is not right" in said[0]
        assert re.sub(r"\w{64}", "", said[0]) == re.sub(r"\w{64}", "", said[1])

    @override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS)
    def test_who_is_nobody_waits_as_long(self, door: Door) -> None:
        door.arrive(door.invite())
        took: dict[str, list[float]] = {GRACE: [], NOBODY: []}
        for _ in range(7):
            for email, times in took.items():
                cache.clear()
                began = time.process_time()
                door.sign_in(door.office.stranger(), email, "wrong and long enough")
                times.append(time.process_time() - began)
        there, nobody = (statistics.median(times) for times in took.values())
        assert 0.7 < there / nobody < 1.4

    def test_an_address_is_locked_for_five_minutes(self, door: Door, grace: tuple[Client, str]) -> None:
        for _ in range(5):
            door.sign_in(door.office.stranger(), GRACE.upper(), "wrong and long enough")
        page = door.sign_in(door.office.stranger()).content.decode()
        assert "Wait five minutes" in page
        assert door.sign_in(door.office.stranger(), NOBODY).status_code == 200

    def test_another_host_field_does_not_help(self, door: Door, grace: tuple[Client, str]) -> None:
        for number in range(5):
            browser = door.office.stranger()
            given = {"login": GRACE, "password": "wrong and long enough"}
            browser.post("/sign-in", given, headers={"host": f"{number}.example"})
        assert "Wait five minutes" in door.sign_in(door.office.stranger()).content.decode()

    def test_a_machine_is_throttled(self, door: Door) -> None:
        answers = [
            door.sign_in(door.office.stranger(), f"{number}@oakfield.sch.uk").status_code
            for number in range(32)
        ]
        assert answers[-1] == 429
        page = door.sign_in(door.office.stranger(), NOBODY).content.decode()
        assert "Wait one minute" in page

    def test_only_an_address_that_is_an_account_s_is_written_down(
        self, door: Door, grace: tuple[Client, str]
    ) -> None:
        for email in (GRACE, NOBODY):
            door.sign_in(door.office.stranger(), email, "wrong and long enough")
        assert door.office.record()[-2:] == [(GRACE, "sign-in-failed"), ("unknown", "sign-in-failed")]
        assert not models.Audit.objects.filter(note__contains="henry").exists()


class TestSession:
    """Where a session begins, and where it ends."""

    def test_its_key_is_new_after_signing_in(self, door: Door, grace: tuple[Client, str]) -> None:
        browser = door.office.stranger()
        browser.get("/sign-in")
        door.sign_in(browser)
        before = browser.cookies["schoolgate"].value
        browser.post("/sign-in/code", {"code": code_of(grace[1])})
        assert browser.cookies["schoolgate"].value != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_a_key_that_somebody_planted_is_not_taken_over(
        self, door: Door, grace: tuple[Client, str]
    ) -> None:
        browser = door.office.stranger()
        browser.cookies["schoolgate"] = "planted"
        door.sign_in(browser)
        browser.post("/sign-in/code", {"code": code_of(grace[1])})
        assert browser.cookies["schoolgate"].value != "planted"

    def test_it_ends_when_somebody_signs_out(self, door: Door, grace: tuple[Client, str]) -> None:
        browser = grace[0]
        key = browser.cookies["schoolgate"].value
        assert browser.get("/sign-out").status_code == 200
        assert is_in(browser)
        assert browser.post("/sign-out")["Location"] == "/sign-in"
        browser.cookies["schoolgate"] = key
        assert not is_in(browser)
        assert door.office.record()[-1] == (GRACE, "signed-out")

    def test_all_others_end_when_the_password_changes(self, door: Door, grace: tuple[Client, str]) -> None:
        other, _ = in_with_code(door, code_of(grace[1]))
        assert is_in(other)
        new = "seven wet umbrellas"
        given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert grace[0].post("/me/password", given)["Location"] == "/me"
        assert is_in(grace[0])
        assert not is_in(other)
        assert account().check_password(new)

    def test_all_end_when_the_account_is_closed(self, door: Door, grace: tuple[Client, str]) -> None:
        close_account(door.office.seal, account().pk, LEAD, door.office.clock.now)
        assert not is_in(grace[0])
        reopen_account(door.office.seal, account().pk, LEAD, door.office.clock.now)
        assert not is_in(grace[0])
        assert door.sign_in(door.office.stranger()).status_code == 200

    def test_a_new_link_ends_what_there_was(self, door: Door, grace: tuple[Client, str]) -> None:
        make_invitation(door.office.seal, account().pk, LEAD, door.office.clock.now)
        assert not is_in(grace[0])
        assert "is not right" in door.sign_in(door.office.stranger()).content.decode()

    def test_it_rests_for_too_long_on_the_pages_of_allauth_too(
        self, door: Door, grace: tuple[Client, str]
    ) -> None:
        is_in(grace[0])
        door.office.clock.now += timedelta(minutes=31)
        answer = grace[0].get("/me/password")
        assert answer["Location"].startswith("/sign-in")


class TestCookies:
    """What the browser is told about them."""

    def test_no_script_and_no_other_site_gets_them(self, door: Door, grace: tuple[Client, str]) -> None:
        for name in ("schoolgate", "schoolgate-form"):
            cookie = grace[0].cookies[name]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert not cookie["domain"]

    def test_under_https_they_are_secure_and_this_host_s(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for cookie in ("SESSION", "CSRF", "LANGUAGE"):  # what is put there is taken back at the end
            monkeypatch.setattr(settings, f"{cookie}_COOKIE_SECURE", False)
            monkeypatch.setattr(settings, f"{cookie}_COOKIE_NAME", getattr(settings, f"{cookie}_COOKIE_NAME"))
        monkeypatch.setattr(settings, "CSRF_TRUSTED_ORIGINS", [])
        use_address("https://gate.oakfield.sch.uk")
        browser, _secret = door.settle()
        for name in ("__Host-schoolgate", "__Host-schoolgate-form"):
            cookie = browser.cookies[name]
            assert cookie["secure"]
            assert cookie["path"] == "/"

    def test_without_https_they_are_not(self) -> None:
        use_address("http://127.0.0.1:8025")
        assert settings.SESSION_COOKIE_NAME == "schoolgate"
        assert not settings.SESSION_COOKIE_SECURE


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "https:elsewhere.example",
        "http:///elsewhere.example",
        "\t//elsewhere.example",
    ],
)
def test_nobody_is_sent_elsewhere(door: Door, grace: tuple[Client, str], url: str) -> None:
    browser = door.office.stranger()
    browser.post("/sign-in", {"login": GRACE, "password": PASSWORD, "next": url})
    assert browser.post("/sign-in/code", {"code": code_of(grace[1])})["Location"] == "/"
    assert browser.post("/sign-out", {"next": url})["Location"] == "/sign-in"


def test_one_comes_back_to_where_one_wanted_to_go(door: Door, grace: tuple[Client, str]) -> None:
    _browser, answer = in_with_code(door, code_of(grace[1]), path="/sign-in?next=/people")
    assert answer["Location"] == "/people"


POSTS = (
    "/sign-in",
    "/sign-in/passkey",
    "/sign-out",
    "/sign-in/again",
    "/me",
    "/me/password",
    "/me/second-factor/app",
    "/me/second-factor/passkey",
    "/me/second-factor/codes/new",
    "/me/second-factor/1/remove",
    "/people/invite",
    "/people/1/roles",
    "/people/1/roles/remove",
    "/people/1/link",
    "/people/1/close",
    "/people/1/reopen",
    "/invitation/token",
)


@pytest.mark.parametrize("path", POSTS)
def test_a_form_of_another_site_is_refused(door: Door, path: str) -> None:
    browser = door.office.stranger(enforce_csrf_checks=True)
    browser.force_login(door.office.account())
    answer = browser.post(path)
    assert answer.status_code == 403
    assert "page was too old" in answer.content.decode()
