"""Whose account a provider opens: that of somebody who was invited under an address that it has verified."""

from __future__ import annotations

import hmac
from typing import Any, NoReturn

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from gateway.review.accounts.entered import careful
from gateway.review.accounts.first import forget_first_link
from gateway.review.accounts.openid import Dialogue, OpenIDProvider, app_of
from gateway.review.accounts.telling import tell_failure
from gateway.review.web.site import site_of
from gateway.store.accounts import AccountSummary, NoSuchAccountError, account_for
from gateway.store.factors import connect
from gateway.store.invitations import invited_by, use_invitation, waits_for_invitation

INVITATION = "invitation"  # in the session: the token of somebody who arrives by way of a provider
REFUSED = "socialaccount/authentication_error.html"


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Microsoft, Google and any other OpenID provider that the settings name."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        return False

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        known = map(app_of, site_of(request).settings.review.sign_in)
        return [
            each
            for each in known
            if provider in (None, each.provider, each.provider_id) and client_id in (None, each.client_id)
        ]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> OpenIDProvider:
        return OpenIDProvider(request, app=self.get_app(request, provider, client_id))

    def on_authentication_error(self, request: HttpRequest, provider: OpenIDProvider, **_more: Any) -> None:
        tell_failure(request, provider.sub_id)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Puts the account into `sociallogin`. Raises ImmediateHttpResponse where it opens none."""
        provider = sociallogin.account.provider
        sent, came = sociallogin.state.get("nonce"), sociallogin.account.extra_data.get("nonce")
        if not sent or not hmac.compare_digest(sent, str(came)):
            _refuse(request, "unknown", f"{provider}: another nonce")  # OpenID Connect Core 1.0 §3.1.3.7
        account = _account(sociallogin)
        if account is None:
            _refuse(request, "nobody", f"{provider}: nobody's address, or not verified")
        if not _may_come(request, account):
            _refuse(request, "invited", f"{provider}: the invitation was not used", account.email)
        if not connect(account.id, provider, sociallogin.account.uid):
            _refuse(request, "other", f"{provider}: another person's account there", account.email)
        sociallogin.user = get_user_model()._default_manager.get(pk=account.id)
        sociallogin.account.extra_data, sociallogin.token = {}, None  # it goes into the session


def _account(sociallogin: SocialLogin) -> AccountSummary | None:
    """The open account of a verified address."""
    for each in sociallogin.email_addresses:
        try:
            found = account_for(each.email) if each.verified else None
        except NoSuchAccountError:
            continue
        if found is not None and found.is_active:
            return found
    return None


def _may_come(request: HttpRequest, account: AccountSummary) -> bool:
    """Whoever waits for an invitation comes by it, the first time; it is used then."""
    if not waits_for_invitation(account.id):
        return True
    site, token = site_of(request), request.session.pop(INVITATION, "")
    now = site.clock()
    invited = invited_by(token, now)
    if invited is None or invited.account != account.id or not use_invitation(site.seal, token, now):
        return False
    forget_first_link(site.settings.storage.directory, account.email)
    return True


def _refuse(request: HttpRequest, why: str, note: str, email: str = "") -> NoReturn:
    tell_failure(request, note, email)
    raise ImmediateHttpResponse(render(request, REFUSED, {"why": why}, status=403))


@careful
def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Sends somebody to a provider, by a page: a form may not lead to another host (CSP `form-action`)."""
    answer = _through(OAuth2LoginView, request, provider_id)
    if answer.status_code != 302:
        return answer
    return render(request, "review/accounts/going.html", {"url": answer["Location"]})


@careful
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return _through(OAuth2CallbackView, request, provider_id)


def _through(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """A view of allauth's for this provider. Raises Http404 where the settings name no such provider."""
    try:
        answer: HttpResponse = view.adapter_view(Dialogue(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except requests.RequestException:
        return render(request, REFUSED, {"why": "away"}, status=503)
    return answer
