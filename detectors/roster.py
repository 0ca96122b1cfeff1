"""The pupils who are looked for, their parents and carers, and the staff that the same lists name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """A parent, carer or other contact of a pupil."""

    name: str = ""
    relationship: str = ""
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil on the roster. `id` is the roster's own.

    `date_of_birth` and `left` are ISO 8601 dates; `left` is empty while the pupil is on the roll.
    """

    id: str
    forename: str
    surname: str
    middle_names: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    former_forename: str = ""
    former_surname: str = ""
    date_of_birth: str = ""
    upn: str = ""
    year_group: str = ""
    emails: tuple[str, ...] = ()  # the pupil's own
    contacts: tuple[Contact, ...] = ()
    left: str = ""

    @property
    def contact_emails(self) -> tuple[str, ...]:
        """Every address of every contact, each once."""
        return tuple(dict.fromkeys(email for contact in self.contacts for email in contact.emails))


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works at the school."""

    name: str  # as it is said: forename, then surname
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """The pupils of one school, leavers of the last months among them, and its staff as far as known."""

    pupils: tuple[Pupil, ...]
    staff: tuple[StaffMember, ...] = ()
