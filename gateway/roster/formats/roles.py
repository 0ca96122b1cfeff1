"""Who somebody on a list is, by what a column for it says."""

from __future__ import annotations

import re
from enum import Enum, auto


class Kind(Enum):
    """Whom a row names."""

    PUPIL = auto()
    STAFF = auto()
    GUARDIAN = auto()


_PUPILS = re.compile(r"pupil|student|learner|\bchild|\byear\b")
_GUARDIANS = re.compile(
    r"parent|guardian|\bcarers?\b|mother|father|contact|relative|\bkin\b|\bmum\b|\bdad\b|observer"
)
_STAFF = re.compile(
    r"staff|teach|tutor|governor|admin|employee|faculty|assistant|\baides?\b|principal|\bhead\b|\bhead of|"
    r"\bsenco\b|proctor|volunteer|visitor|supplier|contractor"
)


def kind_of(role: str, unit: str = "") -> Kind:
    """Who has such a role, or is in such an organisational unit ("/Students/Year 7").

    Where neither says it, a pupil: to look for one too many is the lesser evil.
    """
    role, unit = role.casefold(), unit.casefold()
    if _GUARDIANS.search(role):
        return Kind.GUARDIAN
    if _PUPILS.search(role) or _PUPILS.search(unit):
        return Kind.PUPIL
    return Kind.STAFF if _STAFF.search(role) or _STAFF.search(unit) else Kind.PUPIL
