"""The sheets of an Excel workbook as rows of text, read with care for what somebody may have sent."""

from __future__ import annotations

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead
from detectors.extract.office.xlsx import read_xlsx
from detectors.finding import Location, Place
from detectors.message import Part
from detectors.protection.containers.archive import NoArchive, entries_of, open_archive
from gateway.roster.errors import FormatError

Rows = tuple[tuple[str, ...], ...]

_ZIP = b"PK\x03\x04"
# Many times the list of the largest school; a local authority's half a million pupils come as CSV.
_UNPACKED, _CHARACTERS, _SECONDS = 400_000_000, 60_000_000, 600


def is_workbook(content: bytes) -> bool:
    """Whether this is an .xlsx, whatever its name."""
    if not content.startswith(_ZIP):
        return False
    try:
        with open_archive(content) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except NoArchive:
        return False


def sheets_of(content: bytes) -> tuple[Rows, ...]:
    """The filled rows of every sheet that has any, hidden or not. Raises FormatError."""
    budget = Budget(unpacked=_UNPACKED, characters=_CHARACTERS, seconds=_SECONDS)
    part = Part(Location(Place.ATTACHMENT, "workbook"), "", "", "", content)
    try:
        contents = read_xlsx(part, budget)
    except (CannotRead, BudgetExceeded) as problem:
        raise _cannot_be_read(problem.reason) from None
    except Exception:  # whatever a damaged workbook brings about
        raise FormatError("is a damaged workbook; export it again, or save the list as CSV") from None
    # A sheet that is left out is pupils that are left out; odd packing, as some programs do it, is not.
    oddities = entries_of(content).faults
    for unread in contents.unread:
        if unread.reason not in oddities:
            raise _cannot_be_read(unread.reason)
    return tuple(table.rows for table in contents.tables)


def _cannot_be_read(reason: str) -> FormatError:
    said = reason.removesuffix(".")
    return FormatError(
        f"is a workbook that cannot be read: {said[:1].lower()}{said[1:]}; save the list as CSV"
    )
