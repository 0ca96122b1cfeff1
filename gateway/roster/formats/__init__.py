"""The formats of pupil lists. A new one is one file here, and one row in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.roster.errors import FormatError
from gateway.roster.formats import ctf, oneroster, reports, sds, wonde
from gateway.roster.formats.bundle import Bundle
from gateway.roster.formats.foreign import foreign_format
from gateway.roster.formats.roster_file import RosterFile


@dataclass(frozen=True, slots=True)
class Format:
    """A way in which pupils are listed in a file, or in several files together.

    `name` is what the command line calls it, `title` what people do. `recognises` looks at names and
    beginnings only, and never raises; `read` raises FormatError.
    """

    name: str
    title: str
    recognises: Callable[[Bundle], bool]
    read: Callable[[Bundle], RosterFile]


# The first that recognises a bundle reads it, so the particular stand before the general.
FORMATS: tuple[Format, ...] = (
    Format("ctf", "DfE transfer file, CTF or ATF (XML)", ctf.recognises, ctf.read),
    Format("wonde", "students as JSON, from Wonde and others", wonde.recognises, wonde.read),
    Format("oneroster", "OneRoster CSV, 1.1 and 1.2", oneroster.recognises, oneroster.read),
    Format("sds", "Microsoft School Data Sync CSV, v1 (also UK), v2 and v2.1", sds.recognises, sds.read),
    Format("csv", "Schoolgate's own CSV", reports.OWN.recognises, reports.read_table),
    Format("sims", "SIMS report", reports.SIMS.recognises, reports.read_table),
    Format("arbor", "Arbor report", reports.ARBOR.recognises, reports.read_table),
    Format("bromcom", "Bromcom report", reports.BROMCOM.recognises, reports.read_table),
    Format("table", "any table with headings, CSV or XLSX", reports.is_table, reports.read_table),
)


def format_of(bundle: Bundle) -> Format:
    """The format of a pupil list, by its content. Raises FormatError."""
    if not any(file.content.strip() for file in bundle.files):
        raise FormatError("is empty")
    for each in FORMATS:
        if each.recognises(bundle):
            return each
    foreign = foreign_format(bundle.files[0].head)
    if foreign:
        raise FormatError(f"is {foreign}; export the pupils as CSV with the columns id, forename and surname")
    return FORMATS[-1]  # which says what is missing


def read_roster(bundle: Bundle, format_name: str = "") -> RosterFile:
    """Reads a pupil list in whatever format it is, or in the one that is named. Raises FormatError."""
    if format_name:
        return _named(format_name).read(bundle)
    return format_of(bundle).read(bundle)


def _named(name: str) -> Format:
    for each in FORMATS:
        if each.name == name:
            return each
    raise FormatError(f"cannot be read as {name}; the formats are {', '.join(each.name for each in FORMATS)}")
