"""`[secure_mail]`: the services by which mail leaves that nobody may read on its way; one table for each."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, model_validator

from gateway.settings.fields import LocalPath, one_or_many, together
from gateway.settings.providers import Mechanisms, known_provider, load_provider

_TLS = ("smtps://", "smtp+starttls://")
_MOST_NAMED = 2


class SecureMailSettings(Mechanisms):
    """One service. What its table leaves out is taken from the provider's file.

    An empty `next_hop` is the usual one: there the mark alone makes it go securely.
    """

    provider: Annotated[str, AfterValidator(known_provider)] = "smarthost"
    user: str = ""
    password_file: LocalPath | None = None
    client_certificate: LocalPath | None = None

    @model_validator(mode="before")
    @classmethod
    def _over_the_defaults(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        try:
            name = known_provider(table.get("provider", "smarthost"))
        except (ValueError, AttributeError):
            return table  # said of the key itself
        return load_provider(name).defaults.model_dump(exclude_unset=True) | table

    @model_validator(mode="after")
    def _has_a_way(self) -> SecureMailSettings:
        if not (self.next_hop or self.header or self.subject_tag):
            raise ValueError(
                f'"{self.provider}" needs next_hop, header or subject_tag, or it would be ordinary mail; '
                f"config/secure-mail/{self.provider}.toml says what is known of it"
            )
        together(self, "user", "password_file")
        if not self.next_hop and (self.user or self.client_certificate):
            raise ValueError("user and client_certificate need a next_hop: they are for that server only")
        return self

    @model_validator(mode="after")
    def _has_tls_where_it_must(self) -> SecureMailSettings:
        has_tls = self.next_hop.lower().startswith(_TLS)
        tls_only = load_provider(self.provider).tls_only
        if tls_only and not has_tls:
            raise ValueError(
                f'next_hop must begin with smtps:// or smtp+starttls:// for "{self.provider}": '
                "nothing else protects this mail on its way"
            )
        if tls_only and not self.recipients:
            raise ValueError(
                f'recipients must name whose server this is for "{self.provider}": '
                "behind it, mail to others would not be protected"
            )
        if self.client_certificate is not None and not has_tls:
            raise ValueError("client_certificate needs a next_hop with smtps:// or smtp+starttls://")
        return self

    @property
    def name(self) -> str:
        """What tells it from the others: `tls to nhs.net, cjsm.net and 3 more`."""
        if not self.recipients:
            return self.provider
        more = len(self.recipients) - _MOST_NAMED
        named = ", ".join(self.recipients[:_MOST_NAMED])
        return f"{self.provider} to {named}" + (f" and {more} more" if more > 0 else "")


def _each_is_used(tables: tuple[SecureMailSettings, ...]) -> tuple[SecureMailSettings, ...]:
    for table, following in pairwise(tables):
        if not table.recipients:
            raise ValueError(
                f'"{following.name}" is never used: "{table.name}" before it takes mail to everybody; '
                "put tables with recipients first"
            )
    return tables


SecureMail = Annotated[
    tuple[SecureMailSettings, ...], BeforeValidator(one_or_many), AfterValidator(_each_is_used)
]
