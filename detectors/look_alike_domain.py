"""Finds recipients at a domain that is not the one it looks like: gmial.com, oakfield.sch.uk.com."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.people.imitation import Likeness, originals_of
from detectors.people.mailbox import Mailbox
from detectors.sending import RecipientClass

_MOST = 100  # findings of one message
_CONFIDENCE = {Likeness.CONFUSABLE: 0.95, Likeness.EXTRA_SUFFIX: 0.9, Likeness.ONE_LETTER_OFF: 0.8}


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each outside recipient at such a domain. Domains that are known are never meant."""
    directory = matter.facts.directory
    originals = originals_of(
        matter.facts.school.domains,
        directory.professional_domains,
        directory.supplier_domains,
        directory.consumer_domains,
    )
    seen: dict[str, tuple[Likeness, str] | None] = {}
    found = 0
    for addressee in matter.sending.addressees:
        if RecipientClass.EXTERNAL not in addressee.classes:
            continue
        domain = Mailbox.parse(addressee.address).domain
        if domain not in seen:
            seen[domain] = originals.likeness(domain)
        like = seen[domain]
        if like and found < _MOST:
            found += 1
            yield _finding(addressee.address, domain, *like)


def _finding(address: str, domain: str, likeness: Likeness, original: str) -> Finding:
    return Finding(
        DetectorId.LOOK_ALIKE_DOMAIN,
        Location(Place.HEADER, "To"),
        address,
        _CONFIDENCE[likeness],
        detail=f"{domain} looks like {original}.",
        kind=likeness,
        recipients=(address,),
    )
