"""The pages of the OpenID provider of the tests, and what it writes into its ID tokens. Its process only."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.urls import include, path

from tests.support.openid_provider import EXPIRED, OTHER_AUDIENCE, OTHER_ISSUER


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Some people get a token that nobody must take."""

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **kwargs: Any) -> None:
        from django.contrib.auth import get_user_model

        email = get_user_model().objects.get(pk=id_token["sub"]).email
        id_token |= {
            OTHER_AUDIENCE: {"aud": "somebody-else"},
            OTHER_ISSUER: {"iss": "http://127.0.0.1:1"},
            EXPIRED: {"exp": 1_000_000_000},
        }.get(email, {})


urlpatterns = [
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", views.logout, name="account_logout"),
    path("accounts/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("accounts/signup/", views.signup, name="account_signup"),
    path("accounts/password/reset/", views.password_reset, name="account_reset_password"),
    path("", include("allauth.idp.urls")),
]
