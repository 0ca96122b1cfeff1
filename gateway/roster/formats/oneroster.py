"""OneRoster CSV, 1.1 and 1.2: a folder or zip archive with users.csv, or that file by itself.

1EdTech, "OneRoster v1.1 CSV" and "OneRoster CSV Binding 1.2". In 1.1 a user has one role, in 1.2 as many
as roles.csv gives; whoever is a pupil among others is a pupil. agentSourcedIds join parents to pupils from
either side. enabledUser says who may sign in somewhere, which many a pupil on the roll may not: it is not
read, and neither are the dates of a role, which are mostly those of the school year.
"""

from __future__ import annotations

from gateway.roster.formats.bundle import Bundle
from gateway.roster.formats.csv_files import file_of, headings_of, table_of
from gateway.roster.formats.linked_people import LinkedPeople
from gateway.roster.formats.roster_file import RosterFile
from gateway.roster.formats.users_csv import read_users, users_headings

# Of these a users.csv of School Data Sync has none.
_MARKS = (
    *("enabledUser", "userIds", "agentSourcedIds", "grades", "dateLastModified", "identifier"),
    *("userMasterIdentifier", "preferredGivenName", "preferredFamilyName", "pronouns"),
)


def recognises(bundle: Bundle) -> bool:
    manifest = bundle.named("manifest.csv")
    if manifest and headings_of(manifest).has("propertyName", "value"):
        return True
    users = users_headings(bundle)
    return users is not None and users.has("sourcedId") and users.has_any(*_MARKS)


def read(bundle: Bundle) -> RosterFile:
    """Raises FormatError where users.csv or the roles are missing, or nobody is a pupil."""
    people = read_users(bundle)
    _read_manifest(bundle, people)
    return people.finish("a pupil has the role student, in users.csv (OneRoster 1.1) or roles.csv (1.2)")


def _read_manifest(bundle: Bundle, people: LinkedPeople) -> None:
    """Says which files hold only what has changed (CSV Binding 1.2, "manifest.csv": bulk and delta)."""
    file = file_of(bundle, "manifest.csv")
    if file is None:
        return
    for row in table_of(file).rows():
        if row["propertyName"] in {"file.users", "file.roles"} and row["value"].casefold() == "delta":
            name = row["propertyName"].removeprefix("file.")
            people.problem(
                row.problem(f"{name}.csv holds changes only (delta) and is no full list; export it in bulk")
            )
