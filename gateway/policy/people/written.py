"""Domains, addresses and names of people as they are written in a file, checked and made comparable."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from detectors.names.context.people import said_name
from detectors.people.mailbox import Mailbox, ascii_domain

# Registered below by anybody: as a partner's domain, one of these would open the gate to half the country.
_OPEN_TO_ALL = frozenset({"co.uk", "org.uk", "me.uk", "ltd.uk", "plc.uk", "net.uk", "uk.com", "uk.net"})


def domain_of(written: str) -> str:
    """In A-labels. Raises ValueError with half a sentence, as do the others here."""
    if "@" in written:
        raise ValueError(f'"{written}" is an address; those stand in a list of addresses')
    if written.startswith((".", "*")):
        raise ValueError(f'write "{written.lstrip("*.")}"; what is below a domain is always meant too')
    domain = ascii_domain(written)
    if "." not in domain:
        raise ValueError(f'"{written}" is not a domain such as oakfield.sch.uk')
    if domain in _OPEN_TO_ALL:
        raise ValueError(f'"{written}" is open to anybody; name the domain of one organisation')
    return domain


def address_of(written: str) -> str:
    """In the one spelling of `Mailbox.plain`."""
    mailbox = Mailbox.parse(written)
    if not mailbox.local or "." not in mailbox.domain or mailbox.routed:
        raise ValueError(f'"{written}" is not an address such as grace.bishop@example.org')
    return mailbox.plain


def full_name_of(written: str) -> str:
    """As it was written."""
    if not said_name(written):
        raise ValueError(f'"{written}" is not a forename and a surname, such as "Sarah Jones"')
    return written


Domains = frozenset[Annotated[str, AfterValidator(domain_of)]]
Address = Annotated[str, AfterValidator(address_of)]
Addresses = frozenset[Address]
FullName = Annotated[str, AfterValidator(full_name_of)]
