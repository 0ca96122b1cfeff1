"""Pupil lists that are tables: our own, and the reports that schools export from their programs.

They are read alike, by the headings of their columns. What tells one from the other are headings that
only one program writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle
from gateway.roster.formats.gather import Gathering
from gateway.roster.formats.roster_file import RosterFile
from gateway.roster.formats.tables.people import People
from gateway.roster.formats.tables.table import columns_in, is_spreadsheet, table_of


@dataclass(frozen=True, slots=True)
class Report:
    """The tables of one program, told by headings (folded, as `key_of` does) of which `enough` are there."""

    tells: frozenset[str]
    enough: int = 1

    def recognises(self, bundle: Bundle) -> bool:
        """A CSV file with these headings. A workbook is not opened for it: it is read alike anyway."""
        columns = columns_in(bundle)
        return columns is not None and len(self.tells & columns.keys) >= self.enough


OWN = Report(frozenset({"id", "forename", "surname"}), enough=3)
SIMS = Report(frozenset({"adno", "reggroup", "simsid", "simspersonid", "preferredfirstname", "yeartaughtin"}))
ARBOR = Report(
    frozenset({
        "arborid", "arborstudentid", "globallyuniquestudentid", "yeargroupsthisacademicyear",
        "ncyearsfortoday", "registrationformsthisacademicyear",
    })
)  # fmt: skip
BROMCOM = Report(
    frozenset({"bromcomid", "studentclasslist", "studentyeargroup", "studentfullname", "houses"})
)


def is_table(bundle: Bundle) -> bool:
    """Any CSV file whose headings give names, and any spreadsheet: if it is none, reading it says so."""
    return columns_in(bundle) is not None or (bundle.only is not None and is_spreadsheet(bundle.only))


def read_table(bundle: Bundle) -> RosterFile:
    """The pupils and staff of a table. Raises FormatError where it is none, or names no pupil."""
    if bundle.only is None:
        raise FormatError("holds several files, and none of them is a pupil list by itself")
    table = table_of(bundle.only)
    gathering = Gathering(table.counted)
    people = People(table.columns, gathering)
    for number, row in table.rows:
        people.take(number, row)
    return gathering.finish()
