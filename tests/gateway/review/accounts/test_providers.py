"""Somebody signs in with an account at an OpenID provider, which really runs."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.db import connections
from django.test import Client

from gateway.review.accounts.first import link
from gateway.store.accounts import close_account
from gateway.store.factors import connect
from gateway.store.invitations import make_invitation
from tests.gateway.review.accounts.conftest import GRACE, Door, account
from tests.support.openid_provider import (
    CLIENT,
    EXPIRED,
    OTHER_AUDIENCE,
    OTHER_ISSUER,
    PASSWORD,
    SECRET,
    UNVERIFIED,
    running_provider,
)
from tests.support.review import LEAD, SETTINGS, Office, open_office

START = "/sign-in/with/the-trust/login/"
BACK = "/sign-in/with/the-trust/login/callback/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    directory = tmp_path_factory.mktemp("provider")
    with running_provider(port, directory, f"https://gate.oakfield.sch.uk{BACK}") as url:
        yield url


@pytest.fixture
def make(tmp_path: Path, provider: str) -> Iterator[Callable[[str], Office]]:
    """A review page whose settings name the provider."""

    def office(second_factor: str = "provider") -> Office:
        (tmp_path / "secret").write_text(SECRET + "\n")
        lines = (
            f'[[review.sign_in]]\nprovider = "openid"\nname = "The Trust"\nclient_id = "{CLIENT}"\n'
            f'client_secret_file = "secret"\nserver_url = "{provider}"\nsecond_factor = "{second_factor}"\n'
        )
        return open_office(tmp_path / "data", settings=SETTINGS + lines)

    yield office
    connections.close_all()


@pytest.fixture
def office(make: Callable[[str], Office]) -> Office:
    return make("provider")


@dataclass
class Way:
    """One way from the sign-in page to the provider and back. What the provider says can be changed on it."""

    browser: Client

    def start(self, path: str = START, **given: str) -> str:
        """Where the provider is, with what it is asked."""
        page = self.browser.post(path, given).content.decode()
        found = re.search(r'href="(http://127[^"]+)"', page)
        assert found, page
        return found[1].replace("&amp;", "&")

    def at_provider(self, url: str, email: str) -> str:
        """Signs in there; the address to which they are sent back."""
        with requests.Session() as session:
            page = session.get(url)
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            assert token, page.text
            given = {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD}
            answer = session.post(page.url, given, allow_redirects=False)
            on = urljoin(url, answer.headers["Location"])
            sent = session.get(on, allow_redirects=False)
            return str(sent.headers["Location"])

    def back(self, url: str, **changed: str) -> Any:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return self.browser.get(f"{parts.path}?{urlencode(query | changed)}")


def come(office: Office, email: str = GRACE) -> Any:
    way = Way(office.stranger())
    return way.back(way.at_provider(way.start(), email)), way.browser


def refused(office: Office, answer: Any, browser: Client) -> str:
    """What the page says."""
    page: str = answer.content.decode()
    assert answer.status_code in (401, 403)
    assert "You are not signed in" in page
    assert "style.css" in page
    assert browser.get("/me").status_code == 302
    assert office.record()[-1][1] == "sign-in-failed"
    return page


def test_the_account_of_the_same_address_opens(office: Office) -> None:
    office.account(GRACE)
    answer, browser = come(office)
    assert answer["Location"] == "/"
    assert browser.get("/me").status_code == 200
    assert office.record()[-1] == (GRACE, "signed-in")
    (connected,) = SocialAccount.objects.all()
    assert (connected.user_id, connected.provider) == (account().pk, "the-trust")


def test_and_again(office: Office) -> None:
    office.account(GRACE)
    come(office)
    assert come(office)[1].get("/me").status_code == 200
    assert SocialAccount.objects.count() == 1


def test_what_is_asked_of_the_provider(office: Office) -> None:
    asked = parse_qs(urlsplit(Way(office.stranger()).start()).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"https://gate.oakfield.sch.uk{BACK}"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert "openid" in asked["scope"][0].split()


def test_one_s_own_address_has_no_say_in_what_is_asked(office: Office) -> None:
    way = Way(office.stranger())
    url = way.start(f"{START}?scope=admin&auth_params=nonce%3Dmine&process=connect")
    assert "admin" not in url
    assert "mine" not in url


def test_without_a_provider_that_asks_a_second_factor_is_set_up_here(make: Callable[[str], Office]) -> None:
    office = make("here")
    office.account(GRACE)
    _answer, browser = come(office)
    assert browser.get("/me")["Location"] == "/me/second-factor"
    door = Door(office)
    door.set_up_app(browser)
    assert browser.get("/me").status_code == 200
    answer, again = come(office)
    assert answer["Location"] == "/sign-in/code"
    assert again.get("/me").status_code == 302


def test_a_provider_that_asks_counts_where_there_are_codes_too(office: Office) -> None:
    Door(office).settle()
    assert come(office)[0]["Location"] == "/"


def test_nobody_is_let_in_who_was_not_invited(office: Office) -> None:
    answer, browser = come(office, "nobody@oakfield.sch.uk")
    assert "Nobody is invited here" in refused(office, answer, browser)
    assert office.record()[-1][0] == "unknown"


def test_an_address_that_is_not_verified_opens_nothing(office: Office) -> None:
    office.account(UNVERIFIED)
    assert "Nobody is invited here" in refused(office, *come(office, UNVERIFIED))


def test_a_closed_account_is_not_opened(office: Office) -> None:
    close_account(office.seal, office.account(GRACE).pk, LEAD, office.clock.now)
    refused(office, *come(office))


@pytest.mark.parametrize("email", [OTHER_AUDIENCE, OTHER_ISSUER, EXPIRED])
def test_a_token_for_others_opens_nothing(office: Office, email: str) -> None:
    office.account(email)
    assert "could not be trusted" in refused(office, *come(office, email))


def test_another_nonce_opens_nothing(office: Office) -> None:
    office.account(GRACE)
    way = Way(office.stranger())
    asked = re.sub(r"nonce=[\w-]+", "nonce=another", way.start())
    answer = way.back(way.at_provider(asked, GRACE))
    assert "could not be trusted" in refused(office, answer, way.browser)


def test_another_state_opens_nothing(office: Office) -> None:
    office.account(GRACE)
    way = Way(office.stranger())
    answer = way.back(way.at_provider(way.start(), GRACE), state="forged")
    refused(office, answer, way.browser)


def test_nor_does_one_begun_in_another_browser(office: Office) -> None:
    office.account(GRACE)
    mine, theirs = Way(office.stranger()), Way(office.stranger())
    theirs.start()
    answer = theirs.back(mine.at_provider(mine.start(), GRACE))
    refused(office, answer, theirs.browser)


def test_a_code_counts_once(office: Office) -> None:
    office.account(GRACE)
    way = Way(office.stranger())
    back = way.at_provider(way.start(), GRACE)
    assert way.back(back)["Location"] == "/"
    assert way.back(back).status_code == 401


def test_a_code_without_its_verifier_counts_for_nothing(office: Office) -> None:
    """RFC 7636: somebody else's code, put into a way of one's own."""
    office.account(GRACE)
    mine, theirs = Way(office.stranger()), Way(office.stranger())
    code = parse_qs(urlsplit(theirs.at_provider(theirs.start(), GRACE)).query)["code"][0]
    answer = mine.back(mine.at_provider(mine.start(), "nobody@oakfield.sch.uk"), code=code)
    refused(office, answer, mine.browser)


def test_whoever_stops_on_the_way_is_told(office: Office) -> None:
    way = Way(office.stranger())
    state = parse_qs(urlsplit(way.start()).query)["state"][0]
    answer = way.browser.get(f"{BACK}?error=access_denied&state={state}", follow=True)
    assert "You stopped on the way" in answer.content.decode()


def test_an_address_that_was_given_to_somebody_else_opens_nothing(office: Office) -> None:
    connect(office.account(GRACE).pk, "the-trust", "whoever had it before")
    assert "another account there" in refused(office, *come(office))


def test_a_provider_that_is_not_in_the_settings(office: Office) -> None:
    assert office.stranger().get("/sign-in/with/elsewhere/login/").status_code == 404


def test_to_look_at_its_page_sends_nobody_anywhere(office: Office) -> None:
    answer = office.stranger().get(START)
    assert answer.status_code == 200
    assert "Sign in with The Trust?" in answer.content.decode()


def test_nobody_is_sent_elsewhere_afterwards(office: Office) -> None:
    office.account(GRACE)
    way = Way(office.stranger())
    url = way.start(next="https://elsewhere.example/")
    assert way.back(way.at_provider(url, GRACE))["Location"] == "/"


class TestInvitation:
    """Whoever was invited comes by the link, the first time."""

    @staticmethod
    def invited(office: Office) -> str:
        row = office.account(GRACE)
        return link("", make_invitation(office.seal, row.pk, LEAD, office.clock.now))

    def test_without_the_link_nobody_comes(self, office: Office) -> None:
        self.invited(office)
        assert "Open the link that you were given first" in refused(office, *come(office))

    def test_by_the_link_they_do(self, office: Office) -> None:
        way = Way(office.stranger())
        url = way.start(self.invited(office), provider="the-trust")
        assert way.back(way.at_provider(url, GRACE))["Location"] == "/"
        assert way.browser.get("/me").status_code == 200
        assert (GRACE, "invitation-used") in office.record()
        assert come(office)[0]["Location"] == "/"

    def test_with_another_address_they_do_not_and_the_link_stays(self, office: Office) -> None:
        office.account("dpl@oakfield.sch.uk")
        path = self.invited(office)
        way = Way(office.stranger())
        answer = way.back(way.at_provider(way.start(path, provider="the-trust"), "nobody@oakfield.sch.uk"))
        refused(office, answer, way.browser)
        assert office.stranger().get(path).status_code == 200
