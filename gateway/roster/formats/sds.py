"""Microsoft School Data Sync CSV: v1, v1 in its UK form, v2 and v2.1, as a folder, a zip, or one file.

Microsoft, "School Data Sync CSV file formats". v1 has Student.csv and Teacher.csv, and for parents
User.csv and Guardianrelationship.csv; v2 has the roles in users.csv; v2.1 has them in roles.csv, and
parents, users without a role, in relationships.csv.
"""

from __future__ import annotations

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.csv_files import Row, Table, file_of, headings_of, main_file_of, table_of
from gateway.roster.formats.fields import emails_in
from gateway.roster.formats.linked_people import LinkedPeople, name_in
from gateway.roster.formats.roster_file import RosterFile
from gateway.roster.formats.users_csv import births_in, read_users, upn_in, users_headings, year_in

_SCHOOL_IDS = ("School SIS ID", "School DfE Number")
# Those of the roles in a relationship that make nobody a parent or carer. None at all means "other".
_NO_CARERS = frozenset({"doctor", "administrator", "child"})
_NO_PARENTS = "no parents are known"
_NAMES = ("First Name", "Last Name", "Middle Name")


def recognises(bundle: Bundle) -> bool:
    students = bundle.named("Student.csv") or bundle.only
    if students and _is_first_version(headings_of(students)):
        return True
    users = users_headings(bundle)
    if users is None:
        return False
    return users.has("sourcedId", "familyName") or bundle.named("roles.csv") is not None


def read(bundle: Bundle) -> RosterFile:
    """Raises FormatError where a file or column is missing, or nobody is a named pupil."""
    students = main_file_of(bundle, "Student.csv")
    if students and _is_first_version(headings_of(students)):
        return _read_first_version(bundle, students)
    people = read_users(bundle)
    _read_relationships(bundle, people)
    return people.finish("a pupil has the role student, in users.csv (v2) or roles.csv (v2.1)")


def _is_first_version(table: Table) -> bool:
    return table.has_any("SIS ID", "ID") and table.has_any(*_SCHOOL_IDS)


def _read_relationships(bundle: Bundle, people: LinkedPeople) -> None:
    file = file_of(bundle, "relationships.csv")
    if file is None:
        return
    table = table_of(file)
    if people.lacks(table, _NO_PARENTS, "userSourcedId", "relationshipUserSourcedId"):
        return
    for row in people.sound_rows(table):
        relationship = row["relationshipRole"].casefold()
        if relationship in _NO_CARERS:
            people.nobody(row["relationshipUserSourcedId"])
        else:
            people.link(row, row["userSourcedId"], row["relationshipUserSourcedId"], relationship)


def _read_first_version(bundle: Bundle, students: SourceFile) -> RosterFile:
    table = table_of(students)
    people = LinkedPeople(table.file)
    id_column = _id_column(table)
    rows = list(people.sound_rows(table, id_column, *_NAMES, "Grade"))
    births = births_in(people, rows, id_column, "Birthdate")
    for row in rows:
        people.pupil(row, _pupil(row, row[id_column], births.get(row[id_column], "")))
    _read_teachers(bundle, people)
    _read_guardians(bundle, people)
    return people.finish("each line of Student.csv below its column names is one")


def _pupil(row: Row, id_: str, born: str) -> Pupil:
    forename, surname, middle = (name_in(row[column]) for column in _NAMES)
    return Pupil(
        id_,
        forename,
        surname,
        middle,
        date_of_birth=born,
        upn=upn_in(row["Student Number"], row["State ID"], id_),
        year_group=year_in(row["Grade"]),
        emails=_emails(row),
    )


def _read_teachers(bundle: Bundle, people: LinkedPeople) -> None:
    file = file_of(bundle, "Teacher.csv")
    if file:
        for row in people.sound_rows(table_of(file), *_NAMES):
            people.staff_member(StaffMember(_full_name(row), _emails(row)))


def _read_guardians(bundle: Bundle, people: LinkedPeople) -> None:
    """Guardianrelationship.csv joins a pupil to an address, and User.csv says whose the address is."""
    relationships = file_of(bundle, "Guardianrelationship.csv")
    if relationships is None:
        return
    users = file_of(bundle, "User.csv")
    if users:
        for row in people.sound_rows(table_of(users), *_NAMES):
            for address in emails_in(row["Email"]):
                people.adult(row, address.lower(), Contact(_full_name(row), "", (address,)))
    table = table_of(relationships)
    if people.lacks(table, _NO_PARENTS, _id_column(table), "Email"):
        return
    for row in people.sound_rows(table):
        relationship, addresses = row["Role"].casefold(), emails_in(row["Email"])
        if not addresses:
            people.repeated_problem(row, "no e-mail address")
        for address in () if relationship in _NO_CARERS else addresses:
            people.adult(row, address.lower(), Contact(emails=(address,)))
            people.link(row, row[_id_column(table)], address.lower(), relationship)


def _id_column(table: Table) -> str:
    return "ID" if table.has("ID") else "SIS ID"


def _full_name(row: Row) -> str:
    return " ".join(filter(None, (name_in(row["First Name"]), name_in(row["Last Name"]))))


def _emails(row: Row) -> tuple[str, ...]:
    return emails_in(f"{row['Username']} {row['Secondary Email']}")
