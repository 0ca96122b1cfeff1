"""The columns of parents and carers: "Parent/Carer 1 Name", "Mother Email", "Priority 1 contact email"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType


class ContactField(Enum):
    """What a column says of a contact."""

    NAME = auto()
    FORENAME = auto()
    SURNAME = auto()
    RELATIONSHIP = auto()
    EMAIL = auto()


@dataclass(frozen=True, slots=True)
class ContactHeading:
    """Which contact a column is about, by kind ("mother") and number (0 where none is given)."""

    kind: str
    number: int
    field: ContactField


# Each word for a contact, with the kind of contact it means.
_KINDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("mother", "mothers", "mum", "mums"), "mother")
    | dict.fromkeys(("father", "fathers", "dad", "dads"), "father")
    | dict.fromkeys(
        (
            "contact", "contacts", "parent", "parents", "parental", "carer", "carers", "guardian",
            "guardians", "family", "household", "emergency", "kin", "relationship", "relation",
        ),
        "",
    )
)  # fmt: skip
RELATIONSHIPS: Mapping[str, str] = MappingProxyType({"mother": "Mother", "father": "Father"})

_FIELDS: Mapping[str, ContactField] = MappingProxyType(
    {
        "": ContactField.NAME,  # "Parent 1"
        "name": ContactField.NAME,
        "names": ContactField.NAME,
        "fullname": ContactField.NAME,
        "forename": ContactField.FORENAME,
        "firstname": ContactField.FORENAME,
        "givenname": ContactField.FORENAME,
        "surname": ContactField.SURNAME,
        "lastname": ContactField.SURNAME,
        "familyname": ContactField.SURNAME,
        "email": ContactField.EMAIL,
        "emails": ContactField.EMAIL,
        "mail": ContactField.EMAIL,
        "emailaddress": ContactField.EMAIL,
        "emailaddresses": ContactField.EMAIL,
    }
)
_RELATIONSHIP_WORDS = frozenset({"relationship", "relation"})
_FILLERS = frozenset({
    "priority", "of", "next", "the", "and", "or", "to", "s", "with", "main", "home", "work", "personal",
    "student", "pupil", "child", "childs", "learner", "details",
})  # fmt: skip
_ORDINALS: Mapping[str, int] = MappingProxyType(
    {
        "primary": 1, "first": 1, "one": 1, "secondary": 2, "second": 2, "two": 2, "third": 3, "three": 3,
        "fourth": 4, "four": 4,
    }
)  # fmt: skip


def contact_heading(tokens: Sequence[str]) -> ContactHeading | None:
    """What a heading of these words says of which contact; None where it is about none, or of no use."""
    kinds = [_KINDS[token] for token in tokens if token in _KINDS]
    if not kinds:
        return None
    kind = next(filter(None, kinds), "")
    number = next((int(token[:3]) for token in tokens if token.isdecimal()), 0)
    if _RELATIONSHIP_WORDS.intersection(tokens):
        return ContactHeading(kind, number, ContactField.RELATIONSHIP)
    rest = [token for token in tokens if not (token in _KINDS or token in _FILLERS or token.isdecimal())]
    if "family" in tokens or "household" in tokens:  # whose name it is, such a heading does not tell
        return ContactHeading(kind, number, ContactField.EMAIL) if _is_email(rest) else None
    if "".join(rest) not in _FIELDS and rest and rest[0] in _ORDINALS:
        number = number or _ORDINALS[rest.pop(0)]
    field = _FIELDS.get("".join(rest))
    return ContactHeading(kind, number, field) if field else None


def _is_email(tokens: Sequence[str]) -> bool:
    return _FIELDS.get("".join(tokens)) is ContactField.EMAIL
