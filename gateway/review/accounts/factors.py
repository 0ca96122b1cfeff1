"""Whether somebody has shown a second factor in this session, and when allauth is to ask for one."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from gateway.review.web.site import site_of

SHOWN = "second_factor"  # in the session: one was set up in it


def has_second_factor(request: HttpRequest) -> bool:
    """A one-time code, a passkey, or a provider that the settings trust to have asked for one."""
    return bool(request.session.get(SHOWN)) or _was_shown(request, request.user)


def _was_shown(request: HttpRequest, user: object) -> bool:
    """allauth's records of how this user came into this session."""
    records = get_authentication_records(request, user)
    return any(
        each["method"] == "mfa" or (each["method"] == "socialaccount" and _asks(request, each["provider"]))
        for each in records
    )


def _asks(request: HttpRequest, provider: str) -> bool:
    known = {each.id: each for each in site_of(request).settings.review.sign_in}
    return provider in known and known[provider].second_factor == "provider"


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks whoever has a second factor for it, but for those whose provider has done so."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not _was_shown(request, self.login.user)
