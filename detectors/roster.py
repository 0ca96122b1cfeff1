"""The pupils who are looked for."""

from __future__ import annotations

from dataclasses import dataclass


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
