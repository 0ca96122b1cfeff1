"""The facts that a detector may know: the school, its pupils, and who is who outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from detectors.names.context.people import Staff
from detectors.names.index import NameIndex
from detectors.roster import Roster, StaffMember


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is who, beside the pupils. A domain stands for itself and all below it, on label boundaries."""

    professional_domains: frozenset[str]
    professional_addresses: frozenset[str]
    consumer_domains: frozenset[str]
    staff: tuple[StaffMember, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a detector may know beside the message."""

    school: School
    roster: Roster
    directory: Directory
    names: NameIndex
    staff: Staff

    @classmethod
    def of(cls, school: School, roster: Roster, directory: Directory) -> Self:
        """With the index of the roster's names, which takes a moment to build."""
        staff = Staff.of(roster.staff + directory.staff)
        return cls(school, roster, directory, NameIndex.of(roster), staff)
