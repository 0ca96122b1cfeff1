"""A mark is a place in a text where something is written that has the form of an identifier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# What may stand between the groups of a number, inside a pattern's brackets.
GAP = r"\- \u00a0\u2009\u202f\u2010\u2011"


class Kind(StrEnum):
    """Which identifier, as policies and `check --json` write it."""

    UPN = "upn"
    ULN = "uln"
    NHS_NUMBER = "nhs-number"
    NATIONAL_INSURANCE_NUMBER = "national-insurance-number"
    UCI = "uci"
    DATE_OF_BIRTH = "date-of-birth"
    POSTCODE = "postcode"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at `text[start:end]`, its own check passed.

    value: written in one way only, so that equal ones are equal: no gaps, capitals, a date as in 2013-03-14
    grouped: it is set out in the groups that are usual for its kind
    """

    kind: Kind
    start: int
    end: int
    value: str
    grouped: bool = False
