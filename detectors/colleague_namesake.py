"""Finds an outside address among colleagues that is called like a colleague: the one next in the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.names.context.people import Name, Staff, said_name
from detectors.people.correspondents import named_in
from detectors.people.mailbox import Mailbox
from detectors.people.own_account import name_parts, resembles
from detectors.sending import Addressee, RecipientClass

_MOST_OUTSIDE = 5  # recipients; with more, the message is not meant for colleagues
# Whom the school knows is no slip, and of the sender's own account there is a class.
_MEANT = frozenset(
    {
        RecipientClass.CONTACT,
        RecipientClass.PROFESSIONAL,
        RecipientClass.SUPPLIER,
        RecipientClass.OWN,
        RecipientClass.PUPIL,
    }
)
_DETAIL = "Everybody else is at the school, and this address outside looks like a colleague's."


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each outside recipient like a colleague, in mail that is mostly to colleagues.

    kind: "display-name" or "address", by what resembles.
    """
    inside, outside = _sides(matter.sending.addressees)
    if not inside or not 0 < len(outside) <= min(len(inside), _MOST_OUTSIDE):
        return
    names = _displayed(matter)
    for addressee in outside:
        if _MEANT.isdisjoint(addressee.classes):
            mailbox = Mailbox.parse(addressee.address)
            kind = _likeness(mailbox, names.get(mailbox.plain, ()), inside, matter.facts.staff)
            if kind:
                yield _finding(addressee.address, kind)


def _sides(addressees: Sequence[Addressee]) -> tuple[list[Mailbox], list[Addressee]]:
    """The colleagues, and those outside. Pupils at the school are neither."""
    inside = [
        Mailbox.parse(each.address)
        for each in addressees
        if RecipientClass.INTERNAL in each.classes and RecipientClass.PUPIL not in each.classes
    ]
    return inside, [each for each in addressees if RecipientClass.EXTERNAL in each.classes]


def _displayed(matter: Matter) -> dict[str, Name]:
    """The names that the header shows beside addresses."""
    message = matter.reading.message
    return {
        Mailbox.parse(address).plain: said_name(name)
        for field in ("To", "Cc")
        for name, address in named_in(message.header(field))
        if name
    }


def _likeness(mailbox: Mailbox, name: Name, inside: list[Mailbox], staff: Staff) -> str:
    """What is like a colleague's; empty if nothing is. `name` is the one displayed."""
    if name and (staff.called(name) or any(_spells(colleague.local, name) for colleague in inside)):
        return "display-name"
    local = mailbox.local
    if _is_colleagues(local, staff) or any(resembles(local, colleague.local) for colleague in inside):
        return "address"
    return ""


def _is_colleagues(local: str, staff: Staff) -> bool:
    """Whether the local part is the name of somebody on the staff, turned round or cut to an initial."""
    letters = "".join(name_parts(local))
    possible = ((forename, surname) for forename, surname in staff.by_ends if surname in letters)
    return any(resembles(local, f"{forename}.{surname}") for forename, surname in possible)


def _spells(local: str, name: Name) -> bool:
    """Whether a colleague's address is that of somebody so called."""
    return resembles(f"{name[0]}.{name[-1]}", local)


def _finding(address: str, kind: str) -> Finding:
    return Finding(
        DetectorId.COLLEAGUE_NAMESAKE,
        Location(Place.HEADER, "To"),
        address,
        0.8 if kind == "address" else 0.7,
        detail=_DETAIL,
        kind=kind,
        recipients=(address,),
    )
