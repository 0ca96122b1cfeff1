"""Gathers the pupils of a list by their ids: what many rows say of one pupil becomes one pupil."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import chain

from detectors.names.fold import words_of
from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.errors import FormatError
from gateway.roster.formats.roster_file import Problem, RosterFile

_MERGED = tuple(field.name for field in fields(Pupil) if field.name not in {"id", "emails", "contacts"})

_FEW_CLASHES = 20  # a column that holds no ids makes hundreds


class Gathering:
    """Takes the pupils of one list in, a row at a time.

    `counted` is what the numbers of rows count, as it goes into "line 3: no id": "line", "pupil",
    "users.csv line".
    """

    def __init__(self, counted: str = "line") -> None:
        self._counted = counted
        self._pupils: dict[str, Pupil] = {}
        self._numbers: dict[str, int] = {}  # of the rows in which the pupils were first named
        self._more: dict[str, list[Pupil]] = {}  # what other rows say
        self._staff: dict[StaffMember, None] = {}
        self._problems: list[Problem] = []
        self._clashes = 0  # rows with the id of another pupil

    def problem(self, number: int, what: str) -> None:
        """Something is wrong with a row. `what` never quotes it."""
        self._problems.append(Problem(number, what, self._counted))

    def staff_member(self, member: StaffMember) -> None:
        """Somebody who works at the school; each is kept once."""
        if member.name:
            self._staff.setdefault(member)

    def pupil(self, number: int, pupil: Pupil) -> bool:
        """Takes in the pupil whom a row names, and says whether it could be.

        The list may say more of the same id in other rows.

        Without an id or a name, or with another name under the same id, it is a problem and left out.
        With one name only it is a problem too, but stays.
        """
        known = self._pupils.get(pupil.id)
        if known is None:
            return self._new(number, pupil)
        if not _same_name(known, pupil):
            self._clashes += 1
            where = f"{self._counted} {self._numbers[pupil.id]}"
            self.problem(number, f"the id is already that of the pupil in {where}, who has another name")
            return False
        if known != pupil:
            self._pupils[pupil.id] = _with_both_names(known, pupil)
            self._more.setdefault(pupil.id, []).append(pupil)
        return True

    def finish(self) -> RosterFile:
        """All that was gathered. Raises FormatError where it holds no pupil, or ids that are none."""
        if not self._pupils:
            raise FormatError(f"holds no pupil ({self._problems[0]})" if self._problems else "holds no pupil")
        if self._clashes > max(len(self._pupils), _FEW_CLASHES):
            raise FormatError("has the same id for many pupils; the column of ids must tell pupils apart")
        for key, more in self._more.items():
            self._pupils[key] = _merged(self._pupils[key], more)
        return RosterFile(tuple(self._pupils.values()), tuple(self._problems), tuple(self._staff))

    def _new(self, number: int, pupil: Pupil) -> bool:
        forename = pupil.forename or pupil.preferred_forename or pupil.former_forename
        surname = pupil.surname or pupil.preferred_surname or pupil.former_surname
        if not pupil.id:
            self.problem(number, "no id")
        elif not (forename or surname):
            self.problem(number, "no name")
        else:
            self._pupils[pupil.id] = pupil
            self._numbers[pupil.id] = number
            if not (forename and surname):
                self.problem(number, "only one name, so this pupil cannot be recognised in mail")
            return True
        return False


def id_of_names(forename: str, surname: str, date_of_birth: str) -> str:
    """An id for a pupil whose list gives none: the same whenever the same names and date come again."""
    words = (*words_of(forename), "/", *words_of(surname), "/", date_of_birth)
    return hashlib.blake2b(" ".join(words).encode(), digest_size=8).hexdigest()


def merged_contacts(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Each contact once: those with the same name, or without one and with the same address, are one."""
    found: dict[tuple[str, ...], Contact] = {}
    for contact in contacts:
        key = (words_of(contact.name) if contact.name else ()) or contact.emails
        if not key:
            continue
        known = found.get(key)
        found[key] = contact if known is None else _both(known, contact)
    named = {email for contact in found.values() if contact.name for email in contact.emails}
    return tuple(each for each in found.values() if each.name or not named.issuperset(each.emails))


def _both(known: Contact, other: Contact) -> Contact:
    emails = tuple(dict.fromkeys(known.emails + other.emails))
    return Contact(known.name or other.name, known.relationship or other.relationship, emails)


def _same_name(known: Pupil, other: Pupil) -> bool:
    """Names that are written differently are the same, and so is one that is not given."""
    return _same(known.forename, other.forename) and _same(known.surname, other.surname)


def _same(one: str, another: str) -> bool:
    return one == another or not (one and another) or _joined(one) == _joined(another)


def _joined(name: str) -> str:
    return "".join(words_of(name))


def _with_both_names(known: Pupil, other: Pupil) -> Pupil:
    if known.forename and known.surname:
        return known
    return replace(known, forename=known.forename or other.forename, surname=known.surname or other.surname)


def _merged(pupil: Pupil, more: list[Pupil]) -> Pupil:
    """What the first row leaves empty comes from the next that says it, addresses and contacts from all."""
    rows = (pupil, *more)
    missing = {
        name: next(filter(None, (getattr(row, name) for row in more)), "")
        for name in _MERGED
        if not getattr(pupil, name)
    }
    return replace(
        pupil,
        **missing,
        emails=tuple(dict.fromkeys(chain.from_iterable(row.emails for row in rows))),
        contacts=merged_contacts(chain.from_iterable(row.contacts for row in rows)),
    )
