"""Partners are organisations or people outside with whom the school has an agreement, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from gateway.policy.people.written import Addresses, Domains
from gateway.policy.strict import Strict

EXPIRES_SOON = timedelta(days=30)


class PartnerClass(StrEnum):
    """What a partner is to the school; the recipient classes of the same names."""

    PROFESSIONAL = "professional"
    SUPPLIER = "supplier"


def _day(written: Any) -> Any:
    if type(written) is not date:
        raise ValueError("must be a date without quotes, such as 2027-08-31")
    return written


_Day = Annotated[date, BeforeValidator(_day)]
_Words = Annotated[str, Field(min_length=1)]


class Partner(Strict):
    """One [[partner]]: who, what for, by whom it was agreed and when, and the last day on which it counts.

    passphrase_file: what locks files for them, beside the directory file; empty where nothing is agreed
    """

    name: _Words
    kind: PartnerClass = Field(alias="class")
    domains: Domains = frozenset()
    addresses: Addresses = frozenset()
    purpose: _Words
    agreed_by: _Words
    agreed: _Day
    expires: _Day
    passphrase_file: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Partner:
        if not self.domains and not self.addresses:
            raise ValueError(f'"{self.name}" has neither domains nor addresses; give at least one')
        if self.expires < self.agreed:
            raise ValueError(f'"{self.name}" expires before it was agreed')
        return self

    def counts_on(self, today: date) -> bool:
        """Whether the agreement is in force."""
        return self.agreed <= today <= self.expires


def domains_of(partners: Iterable[Partner], kind: PartnerClass) -> frozenset[str]:
    return frozenset(domain for partner in partners if partner.kind is kind for domain in partner.domains)


def addresses_of(partners: Iterable[Partner], kind: PartnerClass) -> frozenset[str]:
    return frozenset(address for partner in partners if partner.kind is kind for address in partner.addresses)


def warnings_on(partners: Iterable[Partner], today: date) -> Iterator[str]:
    """A sentence for each agreement that has expired or soon will, the most pressing first."""
    for partner in sorted(partners, key=lambda partner: partner.expires):
        day = f"{partner.expires.day} {partner.expires:%B %Y}"
        if partner.expires < today:
            yield (
                f'"{partner.name}" counts as outside since its agreement expired on {day}; '
                "agree anew and set another date, or strike it out"
            )
        elif partner.expires <= today + EXPIRES_SOON:
            yield f'the agreement with "{partner.name}" expires on {day}; ask {partner.agreed_by} to renew it'
