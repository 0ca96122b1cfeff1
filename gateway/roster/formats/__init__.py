"""The formats of pupil lists. A new one is one file here, and one row in the table."""

from __future__ import annotations

from typing import Protocol

from gateway.roster.errors import FormatError
from gateway.roster.formats import own_csv
from gateway.roster.formats.foreign import foreign_format
from gateway.roster.formats.roster_file import RosterFile

_HEAD = 64 * 1024  # bytes a format sees to recognise a file


class Format(Protocol):
    """A way in which pupils are listed in a file."""

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with `head` is of this format."""

    def read(self, data: bytes) -> RosterFile:
        """Raises FormatError."""


FORMATS: tuple[Format, ...] = (own_csv,)


def read_roster_file(data: bytes) -> RosterFile:
    """Reads a pupil list in whatever format it is. Raises FormatError."""
    head = data[:_HEAD]
    if not data.strip():
        raise FormatError("is empty")
    for each in FORMATS:
        if each.recognises(head):
            return each.read(data)
    foreign = foreign_format(head)
    if foreign:
        raise FormatError(f"is {foreign}; export the pupils as CSV with the columns id, forename and surname")
    return own_csv.read(data)  # which says what is missing
