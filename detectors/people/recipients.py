"""What kind of recipient an address is: in the school, a parent, a professional, somebody's own account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Self

from detectors.context import NOTHING_BEFORE, Facts, History
from detectors.message import Envelope
from detectors.people.groups import Groups
from detectors.people.mailbox import Mailbox, any_pattern, at_partner, domains_in, holding
from detectors.people.own_account import Owners
from detectors.roster import Pupil
from detectors.sending import Addressee, RecipientClass, Sending


@dataclass(frozen=True, slots=True)
class Partners:
    """Organisations or people outside with whom the school has agreed to work, by domain or one by one."""

    domains: frozenset[str]
    addresses: frozenset[str]

    @classmethod
    def of(cls, domains: frozenset[str], addresses: frozenset[str]) -> Self:
        return cls(domains_in(domains), frozenset(Mailbox.parse(address).plain for address in addresses))

    def have(self, mailbox: Mailbox, *, pupil: bool) -> bool:
        """Whether the mailbox is theirs; a pupil's own counts only if it is listed itself."""
        at_one = not pupil and at_partner(mailbox.domain, self.domains)
        return at_one or mailbox.plain in self.addresses


@dataclass(frozen=True, slots=True)
class Recipients:
    """Tells the classes of any address. Built once from the facts, for a lookup takes microseconds."""

    internal_domains: frozenset[str]
    pupils: re.Pattern[str] | None
    pupil_mailboxes: Mapping[str, tuple[str, ...]]  # keys of those on the roster, and whose they are
    contacts: Mapping[str, tuple[str, ...]]  # keys of mailboxes, and the pupils whose contact it is
    professionals: Partners
    suppliers: Partners
    consumer_domains: frozenset[str]
    owners: Owners
    groups: Groups

    @classmethod
    def of(cls, facts: Facts) -> Self:
        directory = facts.directory
        return cls(
            internal_domains=domains_in(facts.school.domains),
            pupils=any_pattern(facts.school.pupil_addresses),
            pupil_mailboxes=_by_mailbox(facts.roster.pupils, attrgetter("emails")),
            contacts=_by_mailbox(facts.roster.pupils, attrgetter("contact_emails")),
            professionals=Partners.of(directory.professional_domains, directory.professional_addresses),
            suppliers=Partners.of(directory.supplier_domains, directory.supplier_addresses),
            consumer_domains=domains_in(directory.consumer_domains),
            owners=Owners.of(facts),
            groups=directory.groups,
        )

    def classify(self, address: str, sender: str) -> frozenset[RecipientClass]:
        """The classes of `address` for mail from `sender`: exactly one of INTERNAL and EXTERNAL, and others.

        What cannot be placed is external, and is given no class that could excuse it.
        """
        mailbox = Mailbox.parse(address)
        if not mailbox.domain:
            return frozenset({RecipientClass.EXTERNAL})
        if mailbox.routed:
            return frozenset({RecipientClass.EXTERNAL, *self._private(mailbox, sender)})
        return frozenset(self._classes(mailbox, sender))

    def sending(self, envelope: Envelope, history: History = NOTHING_BEFORE) -> Sending:
        """The envelope with what is known of its recipients, each once."""
        addressees = tuple(
            Addressee(
                address,
                self.classify(address, envelope.sender),
                self.children_of(address),
                self.groups.of(address),
            )
            for address in dict.fromkeys(envelope.recipients)
        )
        return Sending(envelope, addressees, history, self.groups.of(envelope.sender))

    def children_of(self, address: str) -> frozenset[str]:
        """The ids of the pupils whose contact this is, or whose own mailbox.

        None for an address that may be someone else's.
        """
        mailbox = Mailbox.parse(address)
        if not mailbox.is_sure:
            return frozenset()
        return frozenset((*self.contacts.get(mailbox.key, ()), *self.pupil_mailboxes.get(mailbox.key, ())))

    def _classes(self, mailbox: Mailbox, sender: str) -> Iterator[RecipientClass]:
        is_pupil = mailbox.key in self.pupil_mailboxes or (
            self.pupils is not None and self.pupils.match(mailbox.plain) is not None
        )
        if is_pupil:
            yield RecipientClass.PUPIL
        if mailbox.key in self.contacts:
            yield RecipientClass.CONTACT
        if holding(mailbox.domain, self.internal_domains):
            yield RecipientClass.INTERNAL
            return
        yield RecipientClass.EXTERNAL
        yield from self._private(mailbox, sender)
        if mailbox.key in self.owners.accounts:
            return
        if self.professionals.have(mailbox, pupil=is_pupil):
            yield RecipientClass.PROFESSIONAL
        if self.suppliers.have(mailbox, pupil=is_pupil):
            yield RecipientClass.SUPPLIER

    def _private(self, mailbox: Mailbox, sender: str) -> Iterator[RecipientClass]:
        """A mailbox at a consumer provider, or one that is known to be a colleague's private one."""
        if holding(mailbox.domain, self.consumer_domains) or mailbox.key in self.owners.accounts:
            yield RecipientClass.PERSONAL
            if self.owners.owns(Mailbox.parse(sender), mailbox):
                yield RecipientClass.OWN


def _by_mailbox(
    pupils: Iterable[Pupil], addresses: Callable[[Pupil], Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """The ids of the pupils for whom it is given, by the key of each mailbox."""
    found: dict[str, tuple[str, ...]] = {}
    for pupil in pupils:
        for address in addresses(pupil):
            mailbox = Mailbox.parse(address)
            if mailbox.is_sure:
                found[mailbox.key] = (*found.get(mailbox.key, ()), pupil.id)
    return found
