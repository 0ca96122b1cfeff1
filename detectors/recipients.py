"""What kind of recipient an address is: in the school, a parent, a professional, somebody's own account."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from detectors.context import NOTHING_BEFORE, Facts, History
from detectors.message import Envelope
from detectors.sending import Addressee, RecipientClass, Sending

_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
# Names that schools, colleges and universities give to the part of their domain where pupils have mailboxes.
_PUPIL_LABELS = frozenset({"learner", "learners", "pupil", "pupils", "student", "students", "stu"})
_DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "googlemail.com"})  # both are one provider, one set of mailboxes
_SHORTEST_NAME = 5  # letters; anything shorter is alike by accident too often
_SHORTEST_SURNAME = 4


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address taken apart, ready to be compared.

    `local` is unquoted and in lower case. `domain` is in lower case with A-labels, and empty where there
    is none that can be trusted to be a host name. `routed`: another host may be meant than the domain says.
    """

    local: str
    domain: str
    routed: bool

    @classmethod
    def parse(cls, address: str) -> Self:
        """Never fails: what is not an address has no domain."""
        path = address.strip().removeprefix("<").removesuffix(">")
        local, _, domain = path.rpartition("@")
        route, colon, local_after_route = local.partition(":")
        routed = route.startswith("@") and bool(colon)  # RFC 5321 §4.1.2, A-d-l
        local = _unquoted(local_after_route if routed else local)
        # RFC 5321 appendix F.2: a server may forward "mum%gmail.com@school" and "gmail.com!mum@school".
        routed = routed or any(mark in local for mark in "@%!")
        return cls(local, ascii_domain(domain), routed)

    @property
    def key(self) -> str:
        """Equal for the spellings that reach one mailbox: without the +tag, and without dots at Google."""
        local = self.local.partition("+")[0] or self.local
        if self.domain in _DOTS_DO_NOT_COUNT:
            return f"{local.replace('.', '')}@gmail.com"
        return f"{local}@{self.domain}"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Tells the classes of any address. Built once from the facts, for a lookup takes microseconds."""

    internal_domains: frozenset[str]
    pupils: re.Pattern[str] | None
    contacts: Mapping[str, tuple[str, ...]]  # keys of mailboxes, and the pupils whose contact it is
    professional_domains: frozenset[str]
    professional_addresses: frozenset[str]
    consumer_domains: frozenset[str]

    @classmethod
    def of(cls, facts: Facts) -> Self:
        directory = facts.directory
        professionals = (Mailbox.parse(address) for address in directory.professional_addresses)
        return cls(
            internal_domains=domains_in(facts.school.domains),
            pupils=any_pattern(facts.school.pupil_addresses),
            contacts=_contacts(facts),
            professional_domains=domains_in(directory.professional_domains),
            professional_addresses=frozenset(f"{each.local}@{each.domain}" for each in professionals),
            consumer_domains=domains_in(directory.consumer_domains),
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
            Addressee(address, self.classify(address, envelope.sender), self.children_of(address))
            for address in dict.fromkeys(envelope.recipients)
        )
        return Sending(envelope, addressees, history)

    def children_of(self, address: str) -> frozenset[str]:
        """The ids of the pupils whose contact this is; none for an address that may be someone else's."""
        mailbox = Mailbox.parse(address)
        known = mailbox.domain and not mailbox.routed
        return frozenset(self.contacts.get(mailbox.key, ())) if known else frozenset()

    def _classes(self, mailbox: Mailbox, sender: str) -> Iterator[RecipientClass]:
        plain = f"{mailbox.local}@{mailbox.domain}"
        is_pupil = self.pupils is not None and self.pupils.match(plain) is not None
        if is_pupil:
            yield RecipientClass.PUPIL
        if mailbox.key in self.contacts:
            yield RecipientClass.CONTACT
        if holding(mailbox.domain, self.internal_domains):
            yield RecipientClass.INTERNAL
            return
        yield RecipientClass.EXTERNAL
        yield from self._private(mailbox, sender)
        is_partner = not is_pupil and at_partner(mailbox.domain, self.professional_domains)
        if is_partner or plain in self.professional_addresses:
            yield RecipientClass.PROFESSIONAL

    def _private(self, mailbox: Mailbox, sender: str) -> Iterator[RecipientClass]:
        if not holding(mailbox.domain, self.consumer_domains):
            return
        yield RecipientClass.PERSONAL
        if resembles(mailbox.local, Mailbox.parse(sender).local):
            yield RecipientClass.OWN


def ascii_domain(domain: str) -> str:
    """The domain in lower case and A-labels (RFC 5890 §2.3.2.1), no trailing dot; empty if no host name."""
    domain = unicodedata.normalize("NFC", domain).lower().removesuffix(".")
    if not domain.isascii():
        domain = ".".join(_a_label(label) for label in domain.split("."))
    return domain if _HOST_NAME.fullmatch(domain) else ""


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _unquoted(local: str) -> str:
    """RFC 5321 §4.1.2: a quoted local part means the same mailbox as the unquoted one."""
    local = local.lower()
    if len(local) >= 2 and local[0] == local[-1] == '"':
        return re.sub(r"\\(.)", r"\1", local[1:-1])
    return local


def holding(domain: str, domains: frozenset[str]) -> str:
    """The longest of `domains` that is the domain or stands above it, on label boundaries; or empty."""
    while domain and domain not in domains:
        domain = domain.partition(".")[2]
    return domain


def at_partner(domain: str, partners: frozenset[str]) -> bool:
    """Whether the domain is a partner's, and not the part of it where its own pupils have mailboxes."""
    partner = holding(domain, partners)
    return bool(partner) and _PUPIL_LABELS.isdisjoint(domain.removesuffix(partner).split("."))


@lru_cache(maxsize=64)
def domains_in(names: Collection[str]) -> frozenset[str]:
    """The host names among them, ready to be compared."""
    return frozenset(filter(None, (ascii_domain(name) for name in names)))


def _contacts(facts: Facts) -> dict[str, tuple[str, ...]]:
    children: dict[str, tuple[str, ...]] = {}
    for pupil in facts.roster.pupils:
        for address in pupil.contact_emails:
            mailbox = Mailbox.parse(address)
            if mailbox.domain and not mailbox.routed:
                children[mailbox.key] = (*children.get(mailbox.key, ()), pupil.id)
    return children


@lru_cache(maxsize=64)
def any_pattern(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """Shell patterns for whole addresses as one expression; None where there are none."""
    translated = []
    for pattern in patterns:
        local, at, domain = pattern.strip().lower().rpartition("@")
        domain = ".".join(_a_label(label) for label in unicodedata.normalize("NFC", domain).split("."))
        translated.append(fnmatch.translate(local + at + domain))
    return re.compile("|".join(translated)) if translated else None


def resembles(private: str, work: str) -> bool:
    """Whether two local parts look like one person's: the same name, turned round or cut to an initial.

    Digits, dots and tags do not count. "grace.bishop" resembles gracebishop82, g.bishop, bishop_g and graceb;
    "gbishop" resembles grace.bishop. A surname alone, or a relative's first name, is no resemblance.
    """
    letters = "".join(_name_parts(private))
    return len(letters) >= _SHORTEST_NAME and any(
        _is_written_as(letters, given, surname) for given, surname in _readings(_name_parts(work))
    )


def _name_parts(local: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", local.partition("+")[0])
    return re.findall(r"[^\W\d_]+", "".join(char for char in plain if not unicodedata.combining(char)))


def _readings(parts: list[str]) -> Iterator[tuple[str, str]]:
    """The ways to read a local part as given name (or initial) and surname."""
    if len(parts) >= 2:
        yield parts[0], parts[-1]
        yield parts[-1], parts[0]
    elif parts:
        yield parts[0][0], parts[0][1:]
        yield parts[0][-1], parts[0][:-1]


def _is_written_as(letters: str, given: str, surname: str) -> bool:
    if letters in (given + surname, surname + given, given + surname[:1]):
        return True
    if len(surname) < _SHORTEST_SURNAME:
        return False
    rests = []
    if letters.endswith(surname):
        rests.append(letters.removesuffix(surname))
    if letters.startswith(surname):
        rests.append(letters.removeprefix(surname))
    return any(rest and (given.startswith(rest) or rest.startswith(given)) for rest in rests)
