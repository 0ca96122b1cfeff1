"""How allauth is to work here: nobody signs up, secrets are sealed, and what happens goes on the record."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gateway.actions.plan import Action
from gateway.review.accounts.language import put_language
from gateway.review.accounts.telling import tell, tell_failure, ways
from gateway.review.web.site import site_of
from gateway.store.accounts import person_of, tidy
from gateway.store.factors import SECOND_FACTOR, factors_of
from gateway.store.seal import Seal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_STAGES = ["gateway.review.accounts.factors.SecondFactorStage"]
_SAID: dict[str, str | StrPromise] = {  # of what allauth has to say; the pages show the rest themselves
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _(
        "Your password is changed. Wherever else you were signed in, you are signed out."
    ),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation; allauth sends no mail of its own."""

    error_messages: ClassVar[dict[str, str | StrPromise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address or the password is not right. Check both and try again."),
        "too_many_login_attempts": _("There were too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("There were too many attempts. Wait five minutes, then try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your password. Try again."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def send_mail(self, _template_prefix: str, _email: str, _context: dict[str, Any]) -> None:
        return None

    def get_login_stages(self) -> list[str]:
        return _STAGES

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth gives it
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or _SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        tell(request, Action.SIGNED_IN, ways(request, user), user.pk)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        put_language(response, user.language)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            tell(request, Action.SIGNED_OUT)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        tell_failure(request, "password", tidy(str(credentials.get("email", ""))))

    def is_reauthentication_required(self, **_app: str) -> bool:
        """Not of whoever has shown who they are, in any way, within the last minutes."""
        shown = [each["at"] for each in get_authentication_records(self.request, self.request.user)]
        return not shown or time.time() - max(shown) > app_settings.REAUTHENTICATION_TIMEOUT

    def _get_login_attempts_cache_key(self, _request: HttpRequest, **credentials: Any) -> str:
        """By the address alone: a client may write what it likes into the Host field, which allauth adds."""
        return tidy(str(credentials.get("email", "")))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes and recovery codes are sealed in the database."""

    error_messages: ClassVar[dict[str, str | StrPromise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code does not count, or not any more. Wait for the next one and type that."
        ),
        "cannot_delete_authenticator": _("You need one of them. Set up another first, then remove this one."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(self._seal().close(text.encode(), SECOND_FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._seal().open(base64.b64decode(encrypted_text), SECOND_FACTOR).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who cannot do without."""
        account = authenticator.user_id
        return len(factors_of(account)) > 1 or not person_of(account).needs_second_factor

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = len([each for each in factors_of(user.pk) if each.kind.value == type.value])
        if not count:
            return gettext("My passkey")
        return gettext("My passkey, number {number}").format(number=count + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host to which passkeys belong (Web Authentication Level 2 §5.4.2)."""
        public = urlsplit(site_of(self.request).settings.review.public_url).hostname
        host = public or self.request.get_host().partition(":")[0]
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}

    def _seal(self) -> Seal:
        return site_of(self.request).seal
