"""users.csv, with roles.csv and demographics.csv beside it: OneRoster and School Data Sync 2 share them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle
from gateway.roster.formats.csv_files import Row, Table, file_of, headings_of, main_file_of, table_of
from gateway.roster.formats.dates import iso_date
from gateway.roster.formats.fields import cleaned, emails_in
from gateway.roster.formats.linked_people import LinkedPeople, name_in

# The role types of OneRoster 1.1 and 1.2, and Microsoft, "Default list of values" of School Data Sync
_PUPILS = frozenset({"student", "pupil", "learner"})
_FAMILY = frozenset({"parent", "guardian", "relative"})
_STAFF_ROLES = """
adjunct administrator advisor affiliate aide assistant chair coach counselor districtadministrator faculty
instructor itadmin lecturer nurse occupationaltherapist officestaff paraprofessional physicaltherapist
principal proctor professor researcher siteadministrator specialservices speechtherapist staff substitute
systemadministrator teacher teacherassistant visiontherapist
"""
_STAFF = frozenset(_STAFF_ROLES.split())
_NEITHER = frozenset({"alumni", "other"})
_KNOWN = _PUPILS | _FAMILY | _STAFF | _NEITHER

_NAMES = ("givenName", "familyName", "middleName", "preferredGivenName", "preferredFamilyName")
# A letter and twelve digits, the last of which is a letter in a temporary one: DfE, "Unique pupil numbers"
_UPN = re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b")
_MONTH_FIRST = re.compile(r"\d{1,2}([/.-])(?:1[3-9]|2\d|3[01])\1\d{2,4}\b.*")
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})(?=[/.-])")


@dataclass(frozen=True, slots=True)
class _Standing:
    """One line of roles.csv: what a user is, in one school and year."""

    role: str
    grade: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What the other files tell of users, by their ids."""

    standings: Mapping[str, list[_Standing]]
    births: Mapping[str, str]  # ISO 8601 dates


def users_headings(bundle: Bundle) -> Table | None:
    """The headings of users.csv, or of the only file there is, whatever its name."""
    file = bundle.named("users.csv") or bundle.only
    return headings_of(file) if file else None


def read_users(bundle: Bundle) -> LinkedPeople:
    """Everybody in users.csv, by their roles. Raises FormatError where a file or column is missing."""
    file = main_file_of(bundle, "users.csv")
    if file is None:
        raise FormatError("lacks users.csv, which names the pupils")
    users = table_of(file)
    users.demand("sourcedId", "givenName", "familyName")
    people = LinkedPeople(users.file)
    told = _Told(_standings(bundle, users, people), _births(bundle, people))
    for row in people.sound_rows(users, "sourcedId", *_NAMES, "grade", "grades"):
        if row["sourcedId"]:
            _take_in(people, row, told)
        else:
            people.problem(row.problem("no sourcedId"))
    return people


def is_deleted(row: Row) -> bool:
    """Whether OneRoster's status column says that the line is no longer so."""
    return row["status"].casefold() == "tobedeleted"


def births_in(people: LinkedPeople, rows: Sequence[Row], id_column: str, column: str) -> Mapping[str, str]:
    """The dates of birth in a column as ISO 8601 dates, by id. One that cannot be read is a problem.

    The specifications ask for ISO dates, and Microsoft's samples have the month first: one date that can
    only be read so decides for the whole column.
    """
    month_first = any(_MONTH_FIRST.fullmatch(row[column]) for row in rows)
    found: dict[str, str] = {}
    for row in rows:
        value = row[column]
        born = iso_date(_DAY_AND_MONTH.sub(r"\3\2\1", value) if month_first else value)
        if born:
            found[row[id_column]] = born
        elif value:
            people.repeated_problem(row, "the date of birth cannot be read and is left out")
    return found


def upn_in(*values: str) -> str:
    """The first unique pupil number in any of the values."""
    return next((found[0] for value in values if (found := _UPN.search(value.upper()))), "")


def year_in(value: str) -> str:
    """A year group, without the zero that the code lists put before it; the first where there are several."""
    first = cleaned(value.partition(",")[0])
    return str(int(first)) if first.isascii() and first.isdigit() else first


def _standings(bundle: Bundle, users: Table, people: LinkedPeople) -> Mapping[str, list[_Standing]]:
    file = file_of(bundle, "roles.csv")
    if file is None and not users.has("role"):
        raise FormatError("lacks roles.csv, or a column role in users.csv: one must say who is a pupil")
    found: dict[str, list[_Standing]] = defaultdict(list)
    if file is None:
        return found
    table = table_of(file)
    table.demand("userSourcedId", "role")
    for row in people.sound_rows(table, "grade"):
        if not is_deleted(row):
            found[row["userSourcedId"]].append(_Standing(row["role"], row["grade"]))
    return found


def _births(bundle: Bundle, people: LinkedPeople) -> Mapping[str, str]:
    file = file_of(bundle, "demographics.csv")
    if file is None:
        return {}
    table = table_of(file)
    id_column = "userSourcedId" if table.has("userSourcedId") else "sourcedId"
    if people.lacks(table, "no dates of birth are known", id_column, "birthDate"):
        return {}
    rows = [row for row in people.sound_rows(table) if not is_deleted(row)]
    return births_in(people, rows, id_column, "birthDate")


def _take_in(people: LinkedPeople, row: Row, told: _Told) -> None:
    id_, is_gone, emails = row["sourcedId"], is_deleted(row), emails_in(row["email"])
    if row["email"] and not emails:
        people.problem(row.problem("the e-mail address is none and is left out"))
    roles = {role.casefold() for role in (row["role"], *(each.role for each in told.standings.get(id_, ())))}
    if roles & _PUPILS:
        left = iso_date(row["dateLastModified"]) if is_gone else ""
        # When this pupil left is not known, nor so for how long the name is still to be looked for.
        if is_gone and not left:
            people.nobody(id_)
        else:
            people.pupil(row, _pupil(row, told, left))
    elif is_gone:
        people.nobody(id_)
    else:
        family = next(iter(sorted(roles & _FAMILY)), "")
        unless_linked = "" if roles & _KNOWN else "no role that tells what this person is"
        people.adult(row, id_, Contact(_called(row), family, emails), unless_linked)
        if roles & _STAFF:
            for name in (_called(row), _preferably_called(row)):
                people.staff_member(StaffMember(name, _with_username(row, emails)))
    for other in row["agentSourcedIds"].split(","):
        if other.strip() and not is_gone:
            people.link(row, id_, other.strip())


def _pupil(row: Row, told: _Told, left: str) -> Pupil:
    id_ = row["sourcedId"]
    grades = (each.grade for each in told.standings.get(id_, ()) if each.role.casefold() in _PUPILS)
    forename, surname, middle, preferred_forename, preferred_surname = (name_in(row[name]) for name in _NAMES)
    return Pupil(
        id_,
        forename,
        surname,
        middle,
        preferred_forename,
        preferred_surname,
        date_of_birth=told.births.get(id_, ""),
        upn=upn_in(row["identifier"], row["userIds"]),
        year_group=year_in(next(filter(None, (*grades, row["grades"], row["grade"])), "")),
        emails=_with_username(row, emails_in(row["email"])),
        left=left,
    )


def _with_username(row: Row, emails: tuple[str, ...]) -> tuple[str, ...]:
    """A user name is often an address too, and sometimes the only one."""
    return tuple(dict.fromkeys(emails + emails_in(row["username"])))


def _called(row: Row) -> str:
    return " ".join(filter(None, (name_in(row["givenName"]), name_in(row["familyName"]))))


def _preferably_called(row: Row) -> str:
    forename = name_in(row["preferredGivenName"]) or name_in(row["givenName"])
    surname = name_in(row["preferredFamilyName"]) or name_in(row["familyName"])
    return " ".join(filter(None, (forename, surname)))
