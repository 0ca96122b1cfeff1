"""Finds a message that greets somebody who is not among its recipients.

Said only where it can be told who the recipients are: one outside recipient whom the header or the address
names, or parents and carers whom the pupil list names; and nobody beside them whose name is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Text
from detectors.names.families import called, is_forename, other_spellings
from detectors.names.fold import words_of
from detectors.names.slips import one_slip_apart
from detectors.people.correspondents import named_in
from detectors.people.greeting import Greeted, Greeting, greeting_of
from detectors.people.mailbox import Mailbox
from detectors.people.own_account import ROLES, name_parts
from detectors.sending import Addressee, RecipientClass

_MOST = 5  # recipients
_FIRST_LETTERS = 3  # in common, and two names may be one: Alex, Aleksander
_DETAIL = "The greeting names somebody who is not among the recipients."
_SURE = 0.9  # the pupil list says who has the address
_DISPLAYED = 0.7
_SPELT_OUT = 0.6  # the address alone says it


@dataclass(frozen=True, slots=True)
class _Known:
    """A recipient as far as is known who that is: folded words of names, the letters of the address."""

    words: frozenset[str]
    letters: str
    confidence: float


def find(matter: Matter) -> Iterator[Finding]:
    """At most one finding, about the outside recipients."""
    addressees = matter.sending.addressees
    outside = [each for each in addressees if RecipientClass.EXTERNAL in each.classes]
    if not outside or len(addressees) > _MOST:
        return
    body = _body(matter)
    greeting = greeting_of(body.text, lambda word: _is_name(word, matter)) if body else None
    if body is None or greeting is None:
        return
    known = _recipients(matter)
    if known and _is_somebody_else(greeting, known, len(outside)):
        yield Finding(
            DetectorId.OTHER_GREETING,
            body.location,
            greeting.text,
            min(each.confidence for each in known),
            detail=_DETAIL,
            recipients=tuple(each.address for each in outside),
        )


def _body(matter: Matter) -> Text | None:
    texts = matter.reading.texts
    return next((text for text in texts if text.location == Location(Place.BODY) and text.text.strip()), None)


def _is_name(word: str, matter: Matter) -> bool:
    """Whether people are called so, among them the pupils, and with them their families."""
    return is_forename(word) or word in matter.facts.names.lexicon.starts


def _recipients(matter: Matter) -> list[_Known]:
    """Everybody who receives it; none if one of them is unknown."""
    message = matter.reading.message
    displayed = {
        Mailbox.parse(address).key: name
        for field in ("To", "Cc")
        for name, address in named_in(message.header(field))
    }
    found = []
    for addressee in matter.sending.addressees:
        mailbox = Mailbox.parse(addressee.address)
        known = _known(addressee, mailbox, displayed.get(mailbox.key, ""), matter)
        if known is None:
            return []
        found.append(known)
    return found


def _known(addressee: Addressee, mailbox: Mailbox, display: str, matter: Matter) -> _Known | None:
    parts = tuple(name_parts(mailbox.local))
    from_header = () if "@" in display else words_of(display)
    from_roster = _on_roster(addressee, mailbox, matter)
    words = frozenset((*parts, *from_header, *from_roster))
    if not ROLES.isdisjoint(words):
        return None
    letters = "".join(parts)
    if from_roster:
        return _Known(words, letters, _SURE)
    if len(from_header) >= 2:
        return _Known(words, letters, _DISPLAYED)
    if len(parts) == 2 and min(map(len, parts)) > 1 and any(map(is_forename, parts)):
        return _Known(words, letters, _SPELT_OUT)
    return None


def _on_roster(addressee: Addressee, mailbox: Mailbox, matter: Matter) -> tuple[str, ...]:
    """The names of the contact at the address, and of the children; none if the contact has no full name."""
    if not addressee.children:
        return ()
    words: list[str] = []
    children: list[str] = []
    for pupil in matter.facts.roster.pupils:
        if pupil.id in addressee.children:
            children += words_of(f"{pupil.forename} {pupil.preferred_forename}")
            children += words_of(f"{pupil.surname} {pupil.preferred_surname} {pupil.former_surname}")
            for contact in pupil.contacts:
                if any(Mailbox.parse(email).key == mailbox.key for email in contact.emails):
                    words += words_of(contact.name)
    return (*words, *children) if len(words) > 1 else ()


def _is_somebody_else(greeting: Greeting, known: list[_Known], outside: int) -> bool:
    """Whether nobody greeted is anybody known. Several outside must all be on the pupil list."""
    if outside > 1 and any(each.confidence < _SURE for each in known):
        return False
    return not any(_fits(greeted, recipient) for greeted in greeting.people for recipient in known)


def _fits(greeted: Greeted, recipient: _Known) -> bool:
    """Whether the recipient may be the one greeted, called by a forename, a surname or both."""
    names = (*greeted.forenames, greeted.surname) if greeted.surname else greeted.forenames
    return any(len(name) > 1 and _may_be_called(name, recipient) for name in names)


def _may_be_called(name: str, recipient: _Known) -> bool:
    if name in recipient.letters or name in recipient.words:
        return True
    variants = called(name) | other_spellings(name, forename=True)
    return not variants.isdisjoint(recipient.words) or any(_is_like(name, word) for word in recipient.words)


def _is_like(name: str, word: str) -> bool:
    """Whether one is an initial or a beginning of the other, or a slip of it."""
    if len(word) == 1:
        return name[0] == word
    begins_alike = name[:_FIRST_LETTERS] == word[:_FIRST_LETTERS] or word.startswith(name)
    return begins_alike or one_slip_apart(name, word)
