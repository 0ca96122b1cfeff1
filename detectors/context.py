"""The facts that a detector may know: the school, its pupils, and who is who outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.names.index import NameIndex


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil on the roster. `id` is the roster's own."""

    id: str
    forename: str
    surname: str
    middle_names: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    former_surname: str = ""
    date_of_birth: str = ""
    upn: str = ""
    year_group: str = ""
    contact_emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """The pupils of one school."""

    pupils: tuple[Pupil, ...]


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
