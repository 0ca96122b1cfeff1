"""Who is meant by what somebody typed: pupils, their contacts and staff of a school's lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from detectors.names.fold import words_of
from detectors.people.mailbox import Mailbox
from detectors.roster import Contact, Pupil, Roster, StaffMember

MOST = 40  # people who are shown; whoever has more types more
_MOST_WORDS = 8  # of what is typed


class Kind(StrEnum):
    """What somebody is to the school."""

    PUPIL = "pupil"
    STAFF = "staff"
    CONTACT = "contact"  # a parent or carer
    ADDRESS = "address"  # nobody on the lists
    WORDS = "words"  # nobody on the lists: whatever has these words


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of one school, and all by which mail about them is found.

    names: as folded words; about: year group, relationship, or when a pupil left, as the list has it
    """

    kind: Kind
    school: str
    name: str
    pupil: str = ""
    names: tuple[tuple[str, ...], ...] = ()
    addresses: tuple[str, ...] = ()
    year: str = ""
    left: str = ""
    contact_of: str = ""


def people_in(roster: Roster, school: str, typed: str) -> tuple[Somebody, ...]:
    """Those whose name has all the words that were typed, or begins with them; or whose address it is."""
    found = _by_address(roster, school, typed) if "@" in typed else _by_name(roster, school, typed)
    return tuple(islice(found, MOST))


def by_words(school: str, typed: str) -> Somebody | None:
    """Whoever the lists do not have, by the words of their name; None of what has no words."""
    words = tuple(each for each in words_of(typed)[:_MOST_WORDS] if len(each) > 1)
    return Somebody(Kind.WORDS, school, typed, names=(words,)) if words else None


def by_address(school: str, typed: str) -> Somebody | None:
    """Whoever has an address, on a list or not; None of what is no address."""
    address = typed.strip()
    mailbox = Mailbox.parse(address)
    if not mailbox.domain or not mailbox.local or " " in address:
        return None
    return Somebody(Kind.ADDRESS, school, address, addresses=(address,))


def names_of(pupil: Pupil) -> tuple[tuple[str, ...], ...]:
    """Every full name that the lists give a pupil, forename first, as folded words."""
    forenames = (pupil.forename, pupil.preferred_forename, pupil.former_forename)
    surnames = (pupil.surname, pupil.preferred_surname, pupil.former_surname)
    pairs = product(filter(None, forenames), filter(None, surnames))
    full = (words_of(f"{forename} {surname}") for forename, surname in pairs)
    return tuple(dict.fromkeys(each for each in full if each))


def _by_name(roster: Roster, school: str, typed: str) -> Iterator[Somebody]:
    wanted = words_of(typed)[:_MOST_WORDS]
    if not wanted:
        return
    pupils = [each for each in roster.pupils if _has(wanted, _all_names(each))]
    for pupil in sorted(pupils, key=lambda each: (bool(each.left), each.surname, each.forename)):
        yield _pupil(school, pupil)
    for member in roster.staff:
        if _has(wanted, (member.name,)):
            yield _staff(school, member)
    for pupil, contact in _contacts(roster):
        if _has(wanted, (contact.name,)):
            yield _contact(school, pupil, contact)


def _by_address(roster: Roster, school: str, typed: str) -> Iterator[Somebody]:
    key = Mailbox.parse(typed).key
    for pupil in roster.pupils:
        if _has_address(pupil.emails, key):
            yield _pupil(school, pupil)
    for member in roster.staff:
        if _has_address(member.emails, key):
            yield _staff(school, member)
    for pupil, contact in _contacts(roster):
        if _has_address(contact.emails, key):
            yield _contact(school, pupil, contact)


def _contacts(roster: Roster) -> Iterator[tuple[Pupil, Contact]]:
    return ((pupil, contact) for pupil in roster.pupils for contact in pupil.contacts)


def _has(wanted: tuple[str, ...], names: Iterable[str]) -> bool:
    words = words_of(" ".join(names))
    return all(any(word.startswith(each) for word in words) for each in wanted)


def _has_address(addresses: Iterable[str], key: str) -> bool:
    return any(Mailbox.parse(each).key == key for each in addresses)


def _all_names(pupil: Pupil) -> tuple[str, ...]:
    return (
        pupil.forename,
        pupil.surname,
        pupil.middle_names,
        pupil.preferred_forename,
        pupil.preferred_surname,
        pupil.former_forename,
        pupil.former_surname,
    )


def _pupil(school: str, pupil: Pupil) -> Somebody:
    name = f"{pupil.forename} {pupil.surname}"
    names = names_of(pupil)
    return Somebody(
        Kind.PUPIL, school, name, pupil.id, names, pupil.emails, year=pupil.year_group, left=pupil.left
    )


def _staff(school: str, member: StaffMember) -> Somebody:
    return Somebody(Kind.STAFF, school, member.name, names=_names(member.name), addresses=member.emails)


def _contact(school: str, pupil: Pupil, contact: Contact) -> Somebody:
    return Somebody(
        Kind.CONTACT,
        school,
        contact.name or next(iter(contact.emails), ""),
        names=_names(contact.name),
        addresses=contact.emails,
        contact_of=f"{pupil.forename} {pupil.surname}",
    )


def _names(name: str) -> tuple[tuple[str, ...], ...]:
    """Of somebody who has a forename and a surname; one word alone would find too much."""
    words = words_of(name)
    return (words,) if len(words) > 1 else ()
