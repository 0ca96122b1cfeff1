"""Where the columns of a table are, found by the row that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.roster.formats.tables.column import FORENAMES, SURNAMES, Column, names_a_pupil
from gateway.roster.formats.tables.contact_headings import (
    RELATIONSHIPS,
    ContactField,
    ContactHeading,
    contact_heading,
)
from gateway.roster.formats.tables.headings import column_of, key_of, tokens_of

_MOST_COLUMNS = 1_000  # that are looked at; reports have a hundred at the most


@dataclass(frozen=True, slots=True)
class ContactPlaces:
    """The columns that speak of one contact, counted from 0; empty where there is none.

    `relationship` is what their headings say it is, where no column does.
    """

    relationship: str = ""
    names: tuple[int, ...] = ()
    forenames: tuple[int, ...] = ()
    surnames: tuple[int, ...] = ()
    relationships: tuple[int, ...] = ()
    emails: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table by what they hold. `headings` are those of all columns, as they stand."""

    headings: tuple[str, ...]
    places: Mapping[Column, tuple[int, ...]]
    contacts: tuple[ContactPlaces, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The headings as `key_of` folds them."""
        return frozenset(map(key_of, self.headings))

    @property
    def known(self) -> int:
        """How many columns are of use."""
        return sum(map(len, self.places.values())) + len(self.contacts)

    def of(self, *columns: Column) -> tuple[int, ...]:
        """Where these are, in this order."""
        return tuple(at for column in columns for at in self.places.get(column, ()))

    @property
    def give_names(self) -> bool:
        return names_a_pupil(self.places)

    def missing(self) -> str:
        """What keeps this row from naming the columns of a pupil list, as it follows "FILE "."""
        if not self.places:
            return "lacks the columns id, forename, surname; its first line must name the columns"
        named = {"forename": FORENAMES, "surname": SURNAMES}
        lacking = [name for name, columns in named.items() if not columns & self.places.keys()]
        noun = "column" if len(lacking) == 1 else "columns"
        return f"lacks the {noun} {', '.join(lacking)}; found: {', '.join(self.places)}"


def columns_of(headings: Sequence[str]) -> Columns:
    """The columns under these headings. A heading may be there several times."""
    places: dict[Column, tuple[int, ...]] = {}
    contacts: dict[tuple[str, int, int], ContactPlaces] = {}
    seen: dict[ContactHeading, int] = {}
    for at, heading in enumerate(headings[:_MOST_COLUMNS]):
        tokens = tokens_of(heading)
        column = column_of(tokens)
        if column is not None:
            places[column] = (*places.get(column, ()), at)
        elif contact := contact_heading(tokens):
            turn = 0 if contact.number else seen.get(contact, 0)
            seen[contact] = turn + 1
            key = (contact.kind, contact.number, turn)
            known = contacts.get(key, ContactPlaces(RELATIONSHIPS.get(contact.kind, "")))
            contacts[key] = _with(known, contact.field, at)
    return Columns(tuple(headings), places, tuple(contacts.values()))


def best_header(rows: Iterable[Sequence[str]]) -> tuple[int, Columns]:
    """The row that names the columns of a pupil, and its number among these, from 0.

    Where none does, the one that comes nearest. What stands above it is a title.
    """
    candidates = [(at, columns_of(row)) for at, row in enumerate(rows)]
    default = (0, Columns((), {}, ()))
    return max(candidates, key=lambda each: (each[1].give_names, each[1].known, -each[0]), default=default)


def _with(places: ContactPlaces, field: ContactField, at: int) -> ContactPlaces:
    match field:
        case ContactField.NAME:
            return replace(places, names=(*places.names, at))
        case ContactField.FORENAME:
            return replace(places, forenames=(*places.forenames, at))
        case ContactField.SURNAME:
            return replace(places, surnames=(*places.surnames, at))
        case ContactField.RELATIONSHIP:
            return replace(places, relationships=(*places.relationships, at))
        case ContactField.EMAIL:
            return replace(places, emails=(*places.emails, at))
