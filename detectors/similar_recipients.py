"""Finds two recipients so alike that one of them is probably a slip of the other.

Not a slip: another initial or another number (a.khan and s.khan, tudor1 and tudor2 are two people), and
two who are both known to the school.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.names.families import is_forename
from detectors.names.slips import Slips
from detectors.people.mailbox import Mailbox
from detectors.people.own_account import ROLES, name_parts
from detectors.sending import Addressee, RecipientClass

_MOST = 200  # recipients; so many come from a list, nobody types them
_SHORTEST = 6  # characters of a local part
_SHORTEST_PART = 3  # letters of a part of it that is a word; a shorter one is initials
_DIGITS = re.compile(r"\d")
_SEPARATORS = re.compile(r"[._-]")

ONE_LETTER_OFF = "one-letter-off"
OTHER_PROVIDER = "other-provider"
_DETAILS = {
    ONE_LETTER_OFF: "Two of the addresses differ by a single letter; one of them may be a slip.",
    OTHER_PROVIDER: "One name stands at two mail providers; one of the addresses may be somebody else's.",
}


@dataclass(frozen=True, slots=True)
class _Recipient:
    """One outside recipient. `name` is its local part without a +tag."""

    address: str
    name: str
    mailbox: Mailbox
    known: bool
    personal: bool


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each pair, about those of the two who are not known."""
    addressees = matter.sending.addressees
    if not 2 <= len(addressees) <= _MOST:
        return
    recipients = [recipient for recipient in map(_recipient, addressees) if recipient is not None]
    if len(recipients) < 2:
        return
    yield from _at_one_domain(recipients)
    yield from _at_two_providers(recipients)


def _recipient(addressee: Addressee) -> _Recipient | None:
    """None for one who cannot be somebody else by a slip: inside the school a slip comes back."""
    mailbox = Mailbox.parse(addressee.address)
    name = mailbox.local.partition("+")[0]
    if not mailbox.is_sure or len(name) < _SHORTEST or RecipientClass.INTERNAL in addressee.classes:
        return None
    return _Recipient(
        addressee.address,
        name,
        mailbox,
        known=RecipientClass.CONTACT in addressee.classes,
        personal=RecipientClass.PERSONAL in addressee.classes,
    )


def _at_one_domain(recipients: list[_Recipient]) -> Iterator[Finding]:
    by_domain: dict[str, dict[str, _Recipient]] = defaultdict(dict)
    for recipient in recipients:
        by_domain[recipient.mailbox.domain][recipient.name] = recipient
    for by_name in by_domain.values():
        if len(by_name) < 2:
            continue
        names = Slips.of(by_name)
        for name, one in by_name.items():
            for near in names.near(name):
                other = by_name[near]
                if name < near and one.mailbox.key != other.mailbox.key and _is_slip(name, near):
                    yield from _finding(ONE_LETTER_OFF, one, other, _confidence(name, near))


def _at_two_providers(recipients: list[_Recipient]) -> Iterator[Finding]:
    by_name: dict[str, _Recipient] = {}
    for recipient in recipients:
        name = _SEPARATORS.sub("", recipient.name)
        if not recipient.personal or not ROLES.isdisjoint(name_parts(recipient.name)):
            continue
        other = by_name.setdefault(name, recipient)
        if other.mailbox.domain != recipient.mailbox.domain:
            yield from _finding(OTHER_PROVIDER, other, recipient, 0.6)


def _is_slip(one: str, other: str) -> bool:
    """Whether two names that are one typing error apart are no two people's."""
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    ours, theirs = name_parts(one), name_parts(other)
    if len(ours) != len(theirs):
        return "".join(ours) == "".join(theirs)  # a dot too many
    apart = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    if not apart or min(map(len, apart[0])) < _SHORTEST_PART:
        return False
    return len(ours) > 1 or not _differ_at_an_end(*apart[0])


def _differ_at_an_end(one: str, other: str) -> bool:
    """In a name written as one word the first or last letter is an initial: jsmith, ksmith, smithk, smith."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        return shorter[1:] == longer[1:] or shorter[:-1] == longer[:-1]
    return longer[1:] == shorter or longer[:-1] == shorter


def _confidence(one: str, other: str) -> float:
    """Lower where each may be somebody's own forename: sara.jones and sarah.jones, jon and jan."""
    apart = set(name_parts(one)) ^ set(name_parts(other))
    return 0.5 if apart and all(map(is_forename, apart)) else 0.8


def _finding(kind: str, one: _Recipient, other: _Recipient, confidence: float) -> Iterator[Finding]:
    doubtful = tuple(each.address for each in (one, other) if not each.known)
    if doubtful:
        yield Finding(
            DetectorId.SIMILAR_RECIPIENTS,
            Location(Place.HEADER, "To"),
            doubtful[-1],
            confidence,
            detail=_DETAILS[kind],
            kind=kind,
            recipients=doubtful,
        )
