"""Finds outside addresses in To and Cc that give families or organisations away to one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from detectors.context import Facts
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Message
from detectors.people.insiders import is_internal, visible_mailboxes
from detectors.people.mailbox import Mailbox, at_partner, domains_in, holding

FEWEST_FAMILIES = 2
FEWEST_OUTSIDE = 5

_HEADER = Location(Place.HEADER, "To")
_FAMILIES = "{number} families see each other's addresses in To and Cc."
_OUTSIDE = "{number} households and organisations outside see each other's addresses in To and Cc."

_Children = Mapping[str, frozenset[str]]  # key of a contact's mailbox → ids of the pupils


def find(matter: Matter) -> Iterator[Finding]:
    """At most one finding of kind "families" and one of kind "outside".

    A family is the contacts who share a child; an organisation is everybody at one domain, and counts once.
    A meeting of professionals is less sure: they may all know each other.
    """
    if not _are_several(matter.reading.message):
        return
    outside = [each for each in visible_mailboxes(matter) if not is_internal(each, matter.facts)]
    if len(outside) < FEWEST_FAMILIES:
        return
    children = _children(outside, matter)
    families = _families(children.values())
    if families >= FEWEST_FAMILIES:
        yield _finding("families", _FAMILIES.format(number=families), 0.95)
    others = [each for each in outside if each.domain and each.key not in children]
    private = {_party(each, matter.facts) for each in others if not _is_partner(each, matter.facts)}
    partners = {each.domain for each in others if _is_partner(each, matter.facts)} - private
    number = families + len(private | partners)
    if number >= FEWEST_OUTSIDE:
        sure = families + len(private) >= FEWEST_OUTSIDE
        yield _finding("outside", _OUTSIDE.format(number=number), 0.9 if sure else 0.5)


def _are_several(message: Message) -> bool:
    """Whether there may be more than one address; most mail has one, and nothing more is to be done."""
    fields = (field for field in message.headers if field.name.lower() in ("to", "cc"))
    return sum(field.value.count("@") for field in fields) >= FEWEST_FAMILIES


def _finding(kind: str, detail: str, confidence: float) -> Finding:
    return Finding(DetectorId.VISIBLE_RECIPIENTS, _HEADER, confidence=confidence, detail=detail, kind=kind)


def _children(outside: list[Mailbox], matter: Matter) -> _Children:
    """Of each visible contact the pupils; looked up on the roster where the envelope does not have it."""
    known = {Mailbox.parse(each.address).key: each.children for each in matter.sending.addressees}
    missing = {each.key for each in outside if each.is_sure} - known.keys()
    found = known | (_on_roster(missing, matter.facts) if missing else {})
    return {each.key: found[each.key] for each in outside if found.get(each.key)}


def _on_roster(keys: set[str], facts: Facts) -> dict[str, frozenset[str]]:
    """Only mailboxes at these domains are taken apart, for there may be very many."""
    endings = tuple({f"@{key.rpartition('@')[2]}" for key in keys} | {"@googlemail.com"})
    children: dict[str, frozenset[str]] = {}
    for pupil in facts.roster.pupils:
        for contact in pupil.contacts:
            for email in contact.emails:
                if not email.strip().lower().endswith(endings):
                    continue
                key = Mailbox.parse(email).key
                if key in keys:
                    children[key] = children.get(key, frozenset()) | {pupil.id}
    return children


def _families(children: Iterable[frozenset[str]]) -> int:
    """How many groups they fall into, if those who share a child are one."""
    families: list[frozenset[str]] = []
    for each in children:
        kin = [family for family in families if family & each]
        families = [family for family in families if not family & each] + [each.union(*kin)]
    return len(families)


def _party(mailbox: Mailbox, facts: Facts) -> str:
    """What counts once: a mailbox at a provider of private ones, else the whole domain."""
    is_private = holding(mailbox.domain, domains_in(facts.directory.consumer_domains))
    return mailbox.key if is_private else mailbox.domain


def _is_partner(mailbox: Mailbox, facts: Facts) -> bool:
    """Professional partners and suppliers: they are known to write to one another."""
    directory = facts.directory
    addresses = directory.professional_addresses | directory.supplier_addresses
    domains = directory.professional_domains | directory.supplier_domains
    return mailbox.plain in addresses or at_partner(mailbox.domain, domains_in(domains))
