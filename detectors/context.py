"""The facts that a detector may know: the school, its pupils, and who is who outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from detectors.names.index import NameIndex
from detectors.roster import Roster


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is who outside. A domain stands for itself and everything below it, on label boundaries."""

    professional_domains: frozenset[str]
    professional_addresses: frozenset[str]
    consumer_domains: frozenset[str]


@dataclass(frozen=True, slots=True)
class School:
    """The school whose mail it is. Its domains and all below them are internal."""

    name: str
    domains: tuple[str, ...]
    pupil_addresses: tuple[str, ...] = ()  # shell patterns


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a detector may know beside the message."""

    school: School
    roster: Roster
    directory: Directory
    names: NameIndex

    @classmethod
    def of(cls, school: School, roster: Roster, directory: Directory) -> Self:
        """With the index of the roster's names, which takes a moment to build."""
        return cls(school, roster, directory, NameIndex.of(roster))
