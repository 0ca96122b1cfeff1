"""`[[review.sign_in]]`: the OpenID providers with which people sign in to the review page."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator

from gateway.settings.fields import LocalPath, SettingsTable, one_or_many

_ANYBODYS = ("common", "organizations", "consumers")  # of Microsoft's: whoever has an account anywhere
_HERE = ("localhost", "127.0.0.1", "::1")
_NAMES = {"microsoft": "Microsoft", "google": "Google", "openid": "OpenID"}


class SignInSettings(SettingsTable):
    """One provider.

    tenant: the school's own, of Microsoft: its id or its domain
    server_url: an OpenID provider's issuer, under which its discovery document is (OpenID Connect Discovery
        1.0 §4)
    second_factor: "provider" where the provider always asks for one; "here" where Schoolgate is to
    """

    provider: Literal["microsoft", "google", "openid"]
    name: str = Field(default="", max_length=40)
    client_id: str = Field(min_length=1, max_length=191)
    client_secret_file: LocalPath
    tenant: str = ""
    server_url: str = ""
    second_factor: Literal["provider", "here"] = "here"

    @model_validator(mode="after")
    def _has_its_place(self) -> SignInSettings:
        if (self.provider == "microsoft") != bool(self.tenant):
            raise ValueError('tenant belongs to provider = "microsoft", which needs it: your tenant\'s id')
        if self.tenant in _ANYBODYS or "/" in self.tenant:
            raise ValueError(
                f'tenant is "{self.tenant}"; write your own tenant\'s id or domain, or anybody could sign in'
            )
        if (self.provider == "openid") != bool(self.server_url):
            raise ValueError('server_url belongs to provider = "openid", which needs it')
        return self

    @model_validator(mode="after")
    def _is_safe(self) -> SignInSettings:
        if not self.server_url:
            return self
        url = urlsplit(self.server_url)
        if url.scheme != "https" and not (url.scheme == "http" and url.hostname in _HERE):
            raise ValueError("server_url must begin with https://")
        return self

    @property
    def title(self) -> str:
        """What stands on its button."""
        return self.name or _NAMES[self.provider]

    @property
    def id(self) -> str:
        """Its place in the address to which the provider sends people back."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-") or self.provider

    @property
    def issuer(self) -> str:
        match self.provider:
            case "microsoft":
                return f"https://login.microsoftonline.com/{self.tenant}/v2.0"
            case "google":
                return "https://accounts.google.com"
            case _:
                return self.server_url.rstrip("/")


SignIn = Annotated[tuple[SignInSettings, ...], BeforeValidator(one_or_many)]
