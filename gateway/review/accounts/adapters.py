"""How allauth is to work here: nobody signs up, and secrets of second factors are sealed."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from gateway.review.web.site import site_of
from gateway.store.seal import Seal

_SECRET = "second factor"  # noqa: S105 - what a sealed secret belongs to


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation; allauth sends no mail of its own."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def send_mail(self, _template_prefix: str, _email: str, _context: dict[str, Any]) -> None:
        return None


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Microsoft, Google and any other OpenID provider that the settings name."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes and recovery codes are sealed in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(self._seal().close(text.encode(), _SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._seal().open(base64.b64decode(encrypted_text), _SECRET).decode()

    def _seal(self) -> Seal:
        return site_of(self.request).seal
