"""Finds private contact details that a member of staff gives to a pupil: mobile number, address, account.

Only what the sender wrote now counts, not the earlier mail below it. What is the pupil's own or a parent's by
the roster, or that of somebody who gets the message anyway, gives nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from detectors.context import Facts
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.people.insiders import is_staff, visible_mailboxes
from detectors.people.mailbox import Mailbox, domains_in, holding
from detectors.people.own_account import resembles
from detectors.people.social_accounts import accounts_in
from detectors.sending import RecipientClass
from detectors.words.quotation import own_words

MOST_FINDINGS = 20

_PLACES = frozenset({Location(Place.SUBJECT), Location(Place.BODY)})
_DETAILS = {
    "mobile": "It gives a pupil a mobile number.",
    "private-address": "It gives a pupil a private e-mail address.",
    "social": "It gives a pupil a private account on a social network.",
}

# Eleven digits from 07, or +44 and ten. 070 and 076 are no mobiles, but for 07624 on the Isle of Man (Ofcom,
# National Telephone Numbering Plan, S7).
_MOBILE = re.compile(
    r"(?<![\w/=&%+-])(?<!\d\.)(?:(?:\+|00)44[\s().-]{0,3}(?:\(?0\)?[\s.-]{0,2})?|\(?0)"
    r"7(?:[\s().\u2010-\u2013-]{0,2}\d){9}(?![\s.-]?\d)"
)
_IS_MOBILE = re.compile(r"7(?:[1-57-9]\d{8}|624\d{6})\Z")
_NUMBER_OF_SOMETHING = re.compile(
    r"\b(?:ref|reference|order|invoice|account|isbn|ticket|serial|candidate|licence|case)\b[^\n]{0,12}\Z",
    re.IGNORECASE,
)
# A telephone that the school owns, and that pupils are meant to ring.
_SCHOOLS_OWN = re.compile(r"\b(?:school|office|trip|emergency|duty|work)\b[^\n]{0,30}\Z", re.IGNORECASE)
_BEFORE = 50  # characters in front of a number that say what it is

_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each number, address or account, of kind "mobile", "private-address" or "social"."""
    sender = Mailbox.parse(matter.sending.envelope.sender)
    pupils = tuple(each.address for each in matter.sending.addressees if RecipientClass.PUPIL in each.classes)
    if pupils and is_staff(sender, matter.facts):
        found = {(each.kind, each.text.casefold()): each for each in _found(matter, sender, pupils)}
        yield from islice(found.values(), MOST_FINDINGS)


def _found(matter: Matter, sender: Mailbox, pupils: tuple[str, ...]) -> Iterator[Finding]:
    for text in matter.reading.texts:
        if text.location in _PLACES:
            own = own_words(text.text)
            details = chain(_mobiles(own), _addresses(own, matter, sender), _accounts(own, matter, sender))
            for kind, detail, confidence in details:
                yield Finding(
                    DetectorId.STAFF_CONTACT_DETAILS,
                    text.location,
                    detail,
                    confidence,
                    detail=_DETAILS[kind],
                    kind=kind,
                    recipients=pupils,
                )


_Detail = tuple[str, str, float]  # kind, as it stands, how sure


def _mobiles(text: str) -> Iterator[_Detail]:
    for match in _MOBILE.finditer(text):
        digits = re.sub(r"\D", "", match[0]).lstrip("0").removeprefix("44").lstrip("0")
        before = text[max(match.start() - _BEFORE, 0) : match.start()]
        if _IS_MOBILE.match(digits) and not _NUMBER_OF_SOMETHING.search(before):
            yield "mobile", match[0], 0.5 if _SCHOOLS_OWN.search(before) else 0.9


def _addresses(text: str, matter: Matter, sender: Mailbox) -> Iterator[_Detail]:
    if "@" not in text:
        return
    private = {
        match[0]: mailbox
        for match in _ADDRESS.finditer(text)
        if _is_private(mailbox := Mailbox.parse(match[0].strip("'.")), matter.facts)
    }
    known = _known(matter) if private else frozenset()
    for address, mailbox in private.items():
        if mailbox.key not in known:
            yield "private-address", address, 0.95 if resembles(mailbox.local, sender.local) else 0.7


def _is_private(mailbox: Mailbox, facts: Facts) -> bool:
    directory = facts.directory
    if not mailbox.is_sure or mailbox.plain in directory.professional_addresses:
        return False
    return bool(holding(mailbox.domain, domains_in(directory.consumer_domains))) or any(
        mailbox.key == Mailbox.parse(email).key
        for member in directory.private_accounts
        for email in member.emails
    )


def _known(matter: Matter) -> frozenset[str]:
    """The keys of the mailboxes of pupils and contacts, and of all who get the message or are seen in it."""
    pupils = matter.facts.roster.pupils
    on_roster = chain.from_iterable((*pupil.emails, *pupil.contact_emails) for pupil in pupils)
    recipients = (each.address for each in matter.sending.addressees)
    keys = {Mailbox.parse(address).key for address in chain(on_roster, recipients)}
    return frozenset(keys | {each.key for each in visible_mailboxes(matter)})


def _accounts(text: str, matter: Matter, sender: Mailbox) -> Iterator[_Detail]:
    for handle, confidence in accounts_in(text, sender, matter.facts.school):
        yield "social", handle, confidence
