"""An OpenID provider as Schoolgate talks to it: PKCE, a nonce, and an ID token whose signature is checked.

Microsoft and Google are spoken to like any other: OpenID Connect Core 1.0, authorisation code flow.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gateway.review.web.site import site_of
from gateway.settings.sign_in import SignInSettings

PROVIDER = OpenIDConnectProvider.id  # what allauth calls all of them
_SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_OWN_TENANT = "own_tenant"  # in an app's settings: every address in it is one that the school has given


def app_of(provider: SignInSettings) -> SocialApp:
    """As allauth has it; nothing of it is in the database. Raises OSError where its secret cannot be read."""
    return SocialApp(
        provider=PROVIDER,
        provider_id=provider.id,
        name=provider.title,
        client_id=provider.client_id,
        secret=provider.client_secret_file.read_text(encoding="utf-8").strip(),
        settings={
            "server_url": provider.issuer,
            "oauth_pkce_enabled": True,
            _OWN_TENANT: provider.provider == "microsoft",
        },
    )


class Dialogue(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One sign-in, from sending somebody to the provider until its tokens are here."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document. Raises OAuth2Error where it is another issuer's (Discovery 1.0 §4.3)."""
        found: dict[str, Any] = super().openid_config
        settings = self.get_provider().app.settings
        # A Microsoft tenant that is named by its domain calls itself by its id.
        if not settings[_OWN_TENANT] and str(found.get("issuer")).rstrip("/") != settings["server_url"]:
            raise OAuth2Error("another issuer")
        return found

    def get_callback_url(self, request: HttpRequest, _app: SocialApp) -> str:
        """Of the settings: a client may write what it likes into the Host field."""
        return site_of(request).url + reverse("openid_connect_callback", args=(self.provider_id,))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Raises OAuth2Error. The address may stand in the user info only; the subject must be the same."""
        claims = self._decode_id_token(app, kwargs["response"].get("id_token") or "")
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(token.token)
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("another subject")  # OpenID Connect Core 1.0 §5.3.2
            claims |= {name: more[name] for name in ("email", "email_verified") if name in more}
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Raises OAuth2Error. The signature is checked although it came over TLS."""
        try:
            if jwt.get_unverified_header(id_token)["alg"] not in _SIGNED_BY:
                raise OAuth2Error("not signed")
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise OAuth2Error("not an ID token") from None
        if not claims.get("sub"):
            raise OAuth2Error("no subject")
        return claims


class OpenIDProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """What allauth asks a provider; what stands in the address of our own page has no say in it."""

    oauth2_adapter_class = Dialogue

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        return {"process": AuthProcess.LOGIN, "next_url": get_next_redirect_url(request)}

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: None = None, **_more: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        params = {"nonce": nonce, "prompt": "select_account"}
        sent: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=params, nonce=nonce
        )
        return sent

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Some providers write "true" as text; a tenant of the school's own knows its people's addresses."""
        claims = data["id_token"]
        own = bool(self.app.settings[_OWN_TENANT])
        verified = own or str(claims.get("email_verified")).lower() == "true"
        names = ("email", "preferred_username") if own else ("email",)
        return [
            EmailAddress(email=str(claims[name]), verified=verified) for name in names if claims.get(name)
        ]

    def extract_common_fields(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Kept for the length of the sign-in only."""
        return {"nonce": data["id_token"].get("nonce")}
