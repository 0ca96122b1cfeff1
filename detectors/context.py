"""The facts that a detector may know: the school, its pupils, and who is who outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from detectors.names.context.people import Staff
from detectors.names.index import NameIndex
from detectors.people.groups import NO_GROUPS, Groups
from detectors.roster import Roster, StaffMember
from detectors.words.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is who, beside the pupils. A domain stands for itself and all below it, on label boundaries."""

    professional_domains: frozenset[str]
    professional_addresses: frozenset[str]
    consumer_domains: frozenset[str]
    staff: tuple[StaffMember, ...] = ()
    supplier_domains: frozenset[str] = frozenset()
    supplier_addresses: frozenset[str] = frozenset()
    private_accounts: tuple[StaffMember, ...] = ()  # addresses at work and private ones, no names
    groups: Groups = NO_GROUPS
    approved_services: frozenset[str] = frozenset()  # for sharing files, by the names of file-sharing-link


@dataclass(frozen=True, slots=True)
class School:
    """The school whose mail it is. Its domains and all below them are internal."""

    name: str
    domains: tuple[str, ...]
    pupil_addresses: tuple[str, ...] = ()  # shell patterns


@dataclass(frozen=True, slots=True)
class History:
    """What the sender sent before, as far as it bears on a message.

    locks: of protected files that went to one of its recipients in the last days, as they were written down
    """

    locks: tuple[str, ...] = ()


NOTHING_BEFORE = History()
NO_WORDS = Vocabulary()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a detector may know beside the message."""

    school: School
    roster: Roster
    directory: Directory
    names: NameIndex
    staff: Staff
    vocabulary: Vocabulary = NO_WORDS

    @classmethod
    def of(
        cls, school: School, roster: Roster, directory: Directory, vocabulary: Vocabulary = NO_WORDS
    ) -> Self:
        """With the index of the roster's names, which takes a moment to build."""
        staff = Staff.of(roster.staff + directory.staff)
        return cls(school, roster, directory, NameIndex.of(roster), staff, vocabulary)
