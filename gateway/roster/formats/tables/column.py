"""What a column of a pupil list may hold, in our own words for it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Column(StrEnum):
    """What one column says of a pupil, in our own words for it."""

    ID = "id"
    ADMISSION = "admission number"
    VENDOR_ID = "pupil id"
    UPN = "upn"
    SURNAME = "surname"
    LEGAL_SURNAME = "legal surname"
    PREFERRED_SURNAME = "preferred surname"
    FORMER_SURNAME = "former surname"
    FORENAME = "forename"
    LEGAL_FORENAME = "legal forename"
    PREFERRED_FORENAME = "preferred forename"
    FORMER_FORENAME = "former forename"
    MIDDLE_NAMES = "middle names"
    FULL_NAME = "full name"
    PREFERRED_NAME = "preferred name"  # a full name or a forename
    BIRTH = "date of birth"
    YEAR = "year group"
    EMAIL = "email"
    LEFT = "leaving date"
    ROLE = "role"
    UNIT = "org unit path"


FORENAMES = frozenset({Column.FORENAME, Column.LEGAL_FORENAME, Column.PREFERRED_FORENAME})
SURNAMES = frozenset({Column.SURNAME, Column.LEGAL_SURNAME, Column.PREFERRED_SURNAME})
FULL_NAMES = frozenset({Column.FULL_NAME, Column.PREFERRED_NAME})


def names_a_pupil(columns: Iterable[Column]) -> bool:
    """Whether the columns together give a full name."""
    found = frozenset(columns)
    return bool(found & FULL_NAMES) or bool(found & FORENAMES and found & SURNAMES)
