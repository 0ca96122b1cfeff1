"""The person whom one row of a table names: a pupil, or one of the staff, or a parent who is neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.formats.dates import iso_date
from gateway.roster.formats.fields import emails_in, has_other_than_emails
from gateway.roster.formats.gather import Gathering, id_of_names, merged_contacts
from gateway.roster.formats.names import FullName, full_name, preferred_name
from gateway.roster.formats.roles import Kind, kind_of
from gateway.roster.formats.tables.cells import Cells
from gateway.roster.formats.tables.column import Column
from gateway.roster.formats.tables.columns import Columns, ContactPlaces

_NO_NAMES = FullName()


class People:
    """Takes the rows of one table into a gathering."""

    def __init__(self, columns: Columns, gathering: Gathering) -> None:
        self._gathering = gathering
        self._cells = Cells(columns)
        self._headings = list(columns.headings)
        self._contacts = columns.contacts
        self._contact_emails = tuple(chain(*(contact.emails for contact in columns.contacts)))
        of = columns.of
        self._role, self._unit = of(Column.ROLE), of(Column.UNIT)
        self._own_id = of(Column.ID)
        self._id = self._own_id or of(Column.ADMISSION, Column.VENDOR_ID, Column.UPN)
        self._legal = of(Column.LEGAL_FORENAME), of(Column.LEGAL_SURNAME)
        self._plain = of(Column.FORENAME), of(Column.SURNAME)
        self._preferred = of(Column.PREFERRED_FORENAME), of(Column.PREFERRED_SURNAME)
        self._former = of(Column.FORMER_FORENAME), of(Column.FORMER_SURNAME)
        self._middle_names, self._full = of(Column.MIDDLE_NAMES), of(Column.FULL_NAME)
        self._preferred_name = of(Column.PREFERRED_NAME)
        plain_is_preferred = any(self._legal) and any(self._plain)
        self._has_preferred = plain_is_preferred or any((*self._preferred, self._preferred_name))
        self._birth, self._left = of(Column.BIRTH), of(Column.LEFT)
        self._upn, self._year, self._emails = of(Column.UPN), of(Column.YEAR), of(Column.EMAIL)

    def take(self, number: int, row: Sequence[str]) -> None:
        """The person of one row, or what is wrong with it. A row that repeats the headings is none."""
        if not row:
            self._gathering.problem(number, "a quotation mark is not closed")
            return
        if row[0] == self._headings[0] and list(row) == self._headings:
            return
        cells, fault, remark = self._cells.checked(row)
        if fault:
            self._gathering.problem(number, fault)
            return
        match self._kind(cells):
            case Kind.PUPIL:
                self._take_pupil(number, cells, remark)
            case Kind.STAFF:
                self._take_staff(cells)

    def _kind(self, cells: Sequence[str]) -> Kind:
        if self._role or self._unit:
            return kind_of(_first(cells, self._role), _first(cells, self._unit))
        return Kind.PUPIL

    def _take_staff(self, cells: Sequence[str]) -> None:
        names = self._legal_names(cells)
        name = " ".join(filter(None, (names.forename, names.surname)))
        self._gathering.staff_member(StaffMember(name, _addresses(cells, self._emails)))

    def _take_pupil(self, number: int, cells: Sequence[str], remark: str) -> None:
        pupil = self._pupil(cells)
        if not self._gathering.pupil(number, pupil):
            return
        remark = remark or self._remark(cells, pupil)
        if remark:
            self._gathering.problem(number, remark)

    def _pupil(self, cells: Sequence[str]) -> Pupil:
        legal = self._legal_names(cells)
        preferred = self._preferred_names(cells, legal) if self._has_preferred else _NO_NAMES
        forename, surname = legal.forename or preferred.forename, legal.surname or preferred.surname
        birth = iso_date(_first(cells, self._birth))
        own_id = _first(cells, self._id)
        if not (own_id or self._own_id):
            own_id = id_of_names(forename, surname, birth)
        return Pupil(
            id=own_id,
            forename=forename,
            surname=surname,
            middle_names=legal.middle_names or preferred.middle_names,
            preferred_forename=preferred.forename or legal.known_as or preferred.known_as,
            preferred_surname=preferred.surname,
            former_forename=_first(cells, self._former[0]),
            former_surname=_first(cells, self._former[1]),
            date_of_birth=birth,
            upn=_first(cells, self._upn),
            year_group=_first(cells, self._year),
            emails=_addresses(cells, self._emails),
            contacts=self._contacts_of(cells),
            left=iso_date(_first(cells, self._left)),
        )

    def _legal_names(self, cells: Sequence[str]) -> FullName:
        """The legal names, else the plain ones, else what a full name says."""
        forename = _first(cells, self._legal[0]) or _first(cells, self._plain[0])
        surname = _first(cells, self._legal[1]) or _first(cells, self._plain[1])
        middle_names, full = _first(cells, self._middle_names), _first(cells, self._full)
        if not full or (forename and surname):
            return FullName(forename, surname, middle_names)
        parts = full_name(full)
        return FullName(
            forename or parts.forename,
            surname or parts.surname,
            middle_names or parts.middle_names,
            parts.known_as,
        )

    def _preferred_names(self, cells: Sequence[str], legal: FullName) -> FullName:
        """A plain "Forename" beside a "Legal Forename" is a preferred one."""
        forename = _first(cells, self._preferred[0]) or _unless(_first(cells, self._plain[0]), legal.forename)
        surname = _first(cells, self._preferred[1]) or _unless(_first(cells, self._plain[1]), legal.surname)
        value = _first(cells, self._preferred_name)
        if not value:
            return FullName(forename, surname)
        if not (legal.forename or legal.surname):
            return full_name(value)
        parts = preferred_name(value, legal)
        return FullName(
            forename or _unless(parts.forename, legal.forename),
            surname or _unless(parts.surname, legal.surname),
        )

    def _contacts_of(self, cells: Sequence[str]) -> tuple[Contact, ...]:
        if not self._contacts:
            return ()
        found = [contact for places in self._contacts for contact in _contacts_at(cells, places)]
        return merged_contacts(found) if len(found) > 1 else tuple(found)

    def _remark(self, cells: Sequence[str], pupil: Pupil) -> str:
        """What is left out of the pupil, whom it does not keep off the roster."""
        if not pupil.date_of_birth and _first(cells, self._birth):
            return "the date of birth is no date, or not written day first, and is left out"
        if not pupil.left and any(map(str.isdigit, _first(cells, self._left))):
            return "the leaving date is no date, or not written day first, and is left out"
        if any(has_other_than_emails(cells[at]) for at in self._contact_emails):
            return "a contact is no e-mail address and is left out"
        return ""


def _first(cells: Sequence[str], places: tuple[int, ...]) -> str:
    for at in places:
        if cells[at]:
            return cells[at]
    return ""


def _unless(name: str, known: str) -> str:
    return "" if name == known else name


def _addresses(cells: Sequence[str], places: tuple[int, ...]) -> tuple[str, ...]:
    if not places:
        return ()
    if len(places) == 1:
        return emails_in(cells[places[0]])
    return tuple(dict.fromkeys(chain.from_iterable(emails_in(cells[at]) for at in places)))


def _contacts_at(cells: Sequence[str], places: ContactPlaces) -> Iterator[Contact]:
    """The contact of some columns; where they name none, each address is one."""
    name = _first(cells, places.names)
    if not name and (places.forenames or places.surnames):
        parts = (_first(cells, places.forenames), _first(cells, places.surnames))
        name = " ".join(filter(None, parts))
    addresses = _addresses(cells, places.emails)
    if "@" in name:  # a column "Parents" that lists their addresses
        name, addresses = "", addresses + emails_in(name)
    relationship = _first(cells, places.relationships) or places.relationship
    if name:
        yield Contact(name, relationship, addresses)
    else:
        yield from (Contact("", relationship, (address,)) for address in addresses)
