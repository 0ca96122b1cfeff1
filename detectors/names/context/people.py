"""Which of the adults we know, in the school and in this message, bears a name that a pupil bears too.

A display name proves nothing: whoever wants to send a pupil's name out could write it there. It counts
only beside an address that is plausibly that person's, and never beside one that may be the pupil's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import product, starmap

from detectors.names.fold import words_of
from detectors.roster import StaffMember

Name = tuple[str, ...]  # folded words, in the order in which they are said

_TITLES = "mr mrs ms miss mx dr prof professor sir dame rev revd reverend fr cllr"
_NO_NAME = frozenset(_TITLES.split())
# In brackets, or after a bar or a spaced dash, a display name says where somebody works.
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|\s[|/–—-]\s.*\Z|\|.*\Z|\s(?:via|on behalf of)\s.*\Z", re.IGNORECASE)
_LONGEST = 200  # characters of a display name that are looked at
_MOST_WORDS = 6


class Adult(Enum):
    """Who bears the name."""

    STAFF = auto()
    SENDER = auto()
    RECIPIENT = auto()


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who sends or receives a message: display name and address. `pupil`: the mailbox may be a pupil's."""

    name: str
    address: str
    pupil: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who work at the school, by forename and surname. Built once for a roster."""

    by_ends: Mapping[tuple[str, str], frozenset[Name]]

    @classmethod
    def of(cls, members: Iterable[StaffMember]) -> Staff:
        by_ends: dict[tuple[str, str], frozenset[Name]] = {}
        for name in filter(None, (said_name(member.name) for member in members)):
            ends = name[0], name[-1]
            by_ends[ends] = by_ends.get(ends, frozenset()) | {name}
        return cls(by_ends)

    def called(self, reading: Name) -> frozenset[Name]:
        """The names of those with the same first and last word."""
        return self.by_ends.get((reading[0], reading[-1]), frozenset())


@dataclass(frozen=True, slots=True)
class Adults:
    """The adults round one message: the staff, the sender and the recipients, by name.

    `pupil_sender` is the name of a pupil who writes from the pupil's own mailbox; no adult, but whoever
    signs a mail gives no pupil away.
    """

    staff: Staff
    sender: Name = ()
    recipients: frozenset[Name] = frozenset()
    pupil_sender: Name = ()

    @classmethod
    def of(cls, staff: Staff, sender: Correspondent, recipients: Iterable[Correspondent]) -> Adults:
        """`sender` with the display name of From and an address that was not taken from there on trust."""
        name = credible_name(sender)
        return cls(
            staff,
            sender=() if sender.pupil else name,
            recipients=frozenset(credible_name(each) for each in recipients if not each.pupil) - {()},
            pupil_sender=name if sender.pupil else (),
        )

    def adult_of(self, words: Name) -> Adult | None:
        """Who bears the name of the folded `words`, written either way round; the surest first."""
        for reading in _readings(words):
            if _same_person(self.sender, reading):
                return Adult.SENDER
            if any(_same_person(name, reading) for name in self.staff.called(reading)):
                return Adult.STAFF
        recipients = product(self.recipients, _readings(words))
        return Adult.RECIPIENT if any(starmap(_same_person, recipients)) else None

    def is_pupil_sender(self, words: Name) -> bool:
        """Whether the name is that of the pupil who sends the message from the pupil's own mailbox."""
        return any(_same_person(self.pupil_sender, reading) for reading in _readings(words))


def said_name(display: str) -> Name:
    """The folded words of a display name, in the order in which they are said; none if it is no full name.

    Titles, what stands in brackets and what follows a bar go; "Tudor, Henry" is turned round.
    """
    plain = _ASIDE.sub(" ", display[:_LONGEST]).strip().strip("\"'")
    surname, comma, forename = plain.partition(",")
    ordered = f"{forename} {surname}" if comma and forename.strip() else plain
    words = tuple(word for word in words_of(ordered) if word not in _NO_NAME)
    return words if 1 < len(words) <= _MOST_WORDS else ()


def credible_name(who: Correspondent) -> Name:
    """The name of `who` as displayed, if the address bears it out; or the one that the address spells out."""
    local = who.address.rpartition("@")[0]
    displayed = said_name(who.name)
    if displayed:
        return displayed if _bears_out(local, displayed) else ()
    parts = _parts(local)
    return tuple(parts) if len(parts) == 2 and all(len(part) > 1 for part in parts) else ()


def _bears_out(local: str, name: Name) -> bool:
    """Whether the local part of an address is plausibly of somebody called so.

    It holds the whole surname, by itself or with the forename or its initial, in either order, or it is the
    forename with the initial of the surname. Anything beside these is somebody else's: "a.bishop" is not
    Grace Bishop, nor is "bishop.family".
    """
    forename, surname = name[0], name[-1]
    if len(surname) < 2:
        return False
    initials = "".join(word[0] for word in name[:-1])
    surnames = {surname, "".join(name[1:]), "".join(name[-2:])}
    wanted = {forename + surname[0], surname[0] + forename}
    for family in surnames:
        given = ("", forename, forename[0], initials)
        wanted.update(one + family for one in given)
        wanted.update(family + one for one in given)
    return "".join(_parts(local)) in wanted


def _parts(local: str) -> list[str]:
    """The words of a local part; numbers, and what follows a plus sign, are nobody's name."""
    return list(words_of(local.partition("+")[0].replace("_", " ")))


def _readings(words: Name) -> tuple[Name, ...]:
    """As written, and with the surname first, which may be one word or two."""
    if len(words) < 2:
        return ()
    return words, words[1:] + words[:1], words[-1:] + words[:-1]


def _same_person(name: Name, reading: Name) -> bool:
    """Whether first and last words agree, and no middle word of one contradicts the other's."""
    if len(name) < 2 or (name[0], name[-1]) != (reading[0], reading[-1]):
        return False
    return all(map(_agree, name[1:-1], reading[1:-1]))


def _agree(one: str, other: str) -> bool:
    """Whether two middle names may be the same, one of them perhaps an initial."""
    return one == other or (one[0] == other[0] and 1 in (len(one), len(other)))
