"""One pupil as an XML element or a JSON object tells of them: values by the names of the pupil's fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detectors.names.fold import words_of
from detectors.roster import Contact, Pupil
from gateway.roster.formats.dates import iso_date
from gateway.roster.formats.fields import LONGEST, cleaned, emails_in, fault
from gateway.roster.formats.gather import Gathering, id_of_names

_LONGEST_EMAILS = 2_000  # characters of all addresses of one person

NAMES = (
    *("forename", "surname", "middle_names", "preferred_forename", "preferred_surname"),
    *("former_forename", "former_surname"),
)


def take_in(
    gathering: Gathering, number: int, values: Mapping[str, str], contacts: Iterable[Contact] = ()
) -> None:
    """Takes one pupil in. `values` has the names of Pupil's fields as keys, each where it is known.

    Without an id, it is made of names and date of birth. A value that no program writes keeps the pupil
    off the roster; a date that is none is left out. Both are problems.
    """
    checked = {key: cleaned(value) for key, value in values.items() if value}
    emails = checked.pop("emails", "")
    wrong = next((f"{what} in {key}" for key, value in checked.items() if (what := fault(value))), "")
    if wrong:
        gathering.problem(number, wrong)
        return
    names = {key: name_in(checked.get(key, "")) for key in NAMES}
    born = iso_date(checked.get("date_of_birth", ""))
    pupil = Pupil(
        id=checked.get("id", "") or _id_of(names, born),
        **names,
        date_of_birth=born,
        upn=checked.get("upn", "").upper(),
        year_group=checked.get("year_group", ""),
        emails=sound_emails(emails),
        contacts=tuple(contacts),
    )
    if gathering.pupil(number, pupil) and checked.get("date_of_birth") and not born:
        gathering.problem(number, "the date of birth is no date and is left out")


def contact_of(names: Iterable[str], relationship: str, emails: str) -> Contact | None:
    """A contact, whose names come in the order in which they are said; None where they say nothing."""
    name = " ".join(filter(None, map(name_in, names)))
    contact = Contact(name, cleaned(relationship)[:LONGEST], sound_emails(emails))
    wrong = fault(contact.name) or fault(contact.relationship)
    return None if wrong or not (contact.name or contact.emails) else contact


def sound_emails(value: str) -> tuple[str, ...]:
    """The addresses in a value of any origin; none where it is longer than addresses are."""
    return emails_in(value) if len(value) <= _LONGEST_EMAILS else ()


def name_in(value: str) -> str:
    """A name, cleaned; empty where no letter is in it."""
    return cleaned(value) if words_of(value) else ""


def _id_of(names: Mapping[str, str], born: str) -> str:
    forename = names["forename"] or names["preferred_forename"]
    surname = names["surname"] or names["preferred_surname"]
    return id_of_names(forename, surname, born) if forename or surname else ""
