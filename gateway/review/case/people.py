"""For whom a message is held, and how they stand to the pupils who are named in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext, ngettext

from detectors.people.mailbox import Mailbox
from detectors.roster import Pupil
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.plan import Case
from gateway.actions.quoting import one_line
from gateway.review.case.words import pupil_in_words
from gateway.review.queue.words import class_in_words

_MOST_PEOPLE = 20
_MOST_PUPILS = 3  # who are told one by one


class Tone(Enum):
    """What speaks for somebody, and what against; by the names of the colours."""

    FOR = "good"
    NEITHER = "quiet"
    AGAINST = "warn"


@dataclass(frozen=True, slots=True)
class Relation:
    """How somebody stands to the pupils in the message."""

    sentence: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class HeldFor:
    """One recipient."""

    address: str
    kind: str
    relations: tuple[Relation, ...]


def held_for(case: Case, pupils: Mapping[str, Pupil]) -> Shortlist[HeldFor]:
    """`pupils`: those who are named, by the roster's ids."""
    classes = {each.address: each.classes for each in case.judged.verdict.recipients}
    named = tuple(pupils.values())
    few = shortlist(case.held, _MOST_PEOPLE)
    told = tuple(
        HeldFor(
            one_line(address, 254),
            class_in_words(classes.get(address, frozenset())),
            tuple(_relations(address, named)),
        )
        for address in few.shown
    )
    return Shortlist(told, few.more)


def _relations(address: str, pupils: Sequence[Pupil]) -> Iterator[Relation]:
    mailbox = Mailbox.parse(address)
    if not mailbox.is_sure:
        return
    if len(pupils) > _MOST_PUPILS:
        yield _to_many(mailbox, pupils)
        return
    for pupil in pupils:
        yield _to_one(mailbox, pupil)


def _to_one(mailbox: Mailbox, pupil: Pupil) -> Relation:
    name = pupil_in_words(pupil)
    if _is_among(mailbox, pupil.emails):
        return Relation(gettext("It is the address of %(name)s.") % {"name": name}, Tone.FOR)
    for contact in pupil.contacts:
        if _is_among(mailbox, contact.emails):
            relationship = one_line(contact.relationship, 40)
            if relationship:
                said = gettext("On the pupil list it is a contact of %(name)s: %(relationship)s.")
                return Relation(said % {"name": name, "relationship": relationship}, Tone.FOR)
            return Relation(
                gettext("On the pupil list it is a contact of %(name)s.") % {"name": name}, Tone.FOR
            )
    if not pupil.contact_emails:
        return Relation(
            gettext("The pupil list has no contacts for %(name)s.") % {"name": name}, Tone.NEITHER
        )
    return Relation(gettext("It is not among the contacts of %(name)s.") % {"name": name}, Tone.AGAINST)


def _to_many(mailbox: Mailbox, pupils: Sequence[Pupil]) -> Relation:
    mine = sum(_is_among(mailbox, (*each.emails, *each.contact_emails)) for each in pupils)
    if not mine:
        return Relation(gettext("It is a contact of none of the pupils who are named."), Tone.AGAINST)
    said = ngettext(
        "It is a contact of %(mine)s of the %(all)s pupils who are named.",
        "It is a contact of %(mine)s of the %(all)s pupils who are named.",
        mine,
    )
    return Relation(
        said % {"mine": mine, "all": len(pupils)}, Tone.FOR if mine == len(pupils) else Tone.AGAINST
    )


def _is_among(mailbox: Mailbox, addresses: Sequence[str]) -> bool:
    """None of an address that may be somebody else's."""
    known = (Mailbox.parse(each) for each in addresses)
    return any(each.is_sure and each.key == mailbox.key for each in known)
