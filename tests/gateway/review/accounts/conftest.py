"""People at the door of the review page."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from gateway.review.accounts.first import link
from gateway.reviewers.person import Grant
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.accounts import make_account
from gateway.store.invitations import make_invitation
from tests.support.codes import code_of
from tests.support.review import OAKFIELD, Office

PASSWORD = "copper kettle on a stile"
GRACE = "grace.bishop@oakfield.sch.uk"


QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> Iterator[None]:
    """Attempts on SQLite are counted in memory, which all tests share. Passwords are hashed quickly."""
    cache.clear()
    with override_settings(PASSWORD_HASHERS=[QUICK]):
        yield
    cache.clear()


@pytest.fixture
def door(office: Office) -> Door:
    return Door(office)


class Door:
    """Invites people, and brings them in as a browser would."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def invite(self, email: str = GRACE, role: Role = Role.LEAD, school: str | None = OAKFIELD) -> str:
        """The path of the invitation's page."""
        now = self.office.clock.now
        grants = (Grant(role, school),)
        account = make_account(self.office.seal, email, "Grace Bishop", grants, "dpl@oakfield.sch.uk", now)
        return link("", make_invitation(self.office.seal, account, "dpl@oakfield.sch.uk", now))

    def arrive(self, path: str, password: str = PASSWORD, browser: Client | None = None) -> Any:
        browser = browser or self.office.stranger()
        given = {"name": "Grace Bishop", "password1": password, "password2": password}
        return SimpleNamespace(browser=browser, answer=browser.post(path, given))

    def settle(self, email: str = GRACE, role: Role = Role.LEAD) -> tuple[Client, str]:
        """Somebody who came by an invitation and set up one-time codes: their browser, and the secret."""
        browser = self.arrive(self.invite(email, role)).browser
        return browser, self.set_up_app(browser)

    def set_up_app(self, browser: Client) -> str:
        browser.get("/me/second-factor/app")
        secret = str(browser.session["mfa.totp.secret"])
        self.first_code = code_of(secret, -1)
        answer = browser.post("/me/second-factor/app", {"code": self.first_code})
        assert answer.status_code == 302, answer.content.decode()
        return secret

    def sign_in(
        self, browser: Client, email: str = GRACE, password: str = PASSWORD, path: str = "/sign-in"
    ) -> Any:
        return browser.post(path, {"login": email, "password": password})


def account(email: str = GRACE) -> models.Account:
    return models.Account.objects.get(email=email)
