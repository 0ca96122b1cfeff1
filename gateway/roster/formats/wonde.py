"""Students as JSON: Wonde's, Assembly's, and whatever else is a list of objects with names in them.

Wonde, "API documentation", students; Assembly, "API reference", Student. Keys count without case, dashes
and underscores. Where there is a legal name beside another, the other is the preferred one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from detectors.roster import Contact, StaffMember
from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle
from gateway.roster.formats.decode import decode, decode_head
from gateway.roster.formats.gather import Gathering
from gateway.roster.formats.json_documents import documents
from gateway.roster.formats.names import full_name
from gateway.roster.formats.record import contact_of, name_in, sound_emails, take_in
from gateway.roster.formats.roster_file import RosterFile

_DEEPEST_LIST = 8  # lists and objects round a student: {"response": {"data": {"students": [...]}}}
_BEGINNING = re.compile(r"\s*[\[{]")
_NAME_KEY = re.compile(
    r'"(?:(?:legal|preferred)[ _-]?)?(?:(?:fore|sur|first|last|given|family|full)[ _-]?name|name)"\s*:',
    re.IGNORECASE,
)

_FORENAMES = ("forename", "firstname", "givenname", "given", "first")
_SURNAMES = ("surname", "lastname", "familyname", "family", "last")
_FULL = ("fullname", "displayname", "studentname", "pupilname", "name")
_NAMED = frozenset({*_FORENAMES, *_SURNAMES, *_FULL} | {f"legal{key}" for key in _FORENAMES + _SURNAMES})
_FIELDS = {
    "id": ("id", "studentid", "pupilid", "learnerid", "misid", "admissionnumber", "upi", "sourcedid", "upn"),
    "upn": ("upn", "formerupn"),
    "middle_names": ("middlenames", "middlename", "legalmiddlenames", "legalmiddlename"),
    "former_forename": ("formerforename", "formerfirstname"),
    "former_surname": ("formersurname", "formerlastname"),
    "date_of_birth": ("dateofbirth", "dob", "birthdate"),
    "year_group": ("currentncyear", "ncyearactual", "ncyear", "yearcode", "yeargroup", "year"),
}
_EMAILS = ("email", "emails", "emailaddress", "emailaddresses", "primaryemail")
_OWN = ("name", "names", "profile", "attributes", "educationdetails", "extendeddetails")  # of the same person
_CONTACTS = ("contacts", "guardians", "parents", "carers")
_LISTS = ("data", "students", "pupils", "learners", "users", "people", "results", "items", "value")
_STAFF = frozenset({"teacher", "staff", "employee", "administrator", "aide", "assistant"})
_FAMILY = frozenset({"guardian", "parent", "relative", "contact"})

_Object = dict[str, Any]  # as JSON has it, its keys folded


def recognises(bundle: Bundle) -> bool:
    if bundle.only is None:
        return False
    try:
        head = decode_head(bundle.only.head)
    except FormatError:
        return False
    return _BEGINNING.match(head) is not None and _NAME_KEY.search(head) is not None


def read(bundle: Bundle) -> RosterFile:
    """Raises FormatError where it is no JSON, or holds no pupil."""
    if bundle.only is None:
        raise FormatError("holds several files; give one JSON file by itself")
    gathering = Gathering("pupil")
    for number, person in enumerate(_people(documents(decode(bundle.only.content))), 1):
        role = _text(person.get("role") or person.get("usertype")).casefold()
        if role in _STAFF:
            gathering.staff_member(_staff_member(person))
        elif role not in _FAMILY:
            take_in(gathering, number, _values(person), _contacts(person))
    return gathering.finish()


def _people(found: list[object]) -> Iterator[_Object]:
    """The objects with a name, and those in a list that should have one, in their order."""
    work: list[tuple[object, int, bool]] = [(document, 0, False) for document in reversed(found)]
    while work:
        value, depth, is_listed = work.pop()
        if depth > _DEEPEST_LIST:
            continue
        if isinstance(value, list):
            work += ((each, depth + 1, True) for each in reversed(value))
        elif isinstance(value, dict):
            lists = [value[key] for key in _LISTS if isinstance(value.get(key), (list, dict))]
            if lists:
                work += ((each, depth + 1, False) for each in reversed(lists))
            elif is_listed or not _NAMED.isdisjoint(_told(value)):
                yield value


def _values(person: _Object) -> dict[str, str]:
    told = _told(person)
    values = {ours: _first(told, theirs) for ours, theirs in _FIELDS.items()}
    values["emails"] = " ".join(_emails(person))
    values |= _one_name(told, "forename", _FORENAMES) | _one_name(told, "surname", _SURNAMES)
    if not (values["forename"] or values["surname"]):
        whole = full_name(_first(told, _FULL))
        values |= {"forename": whole.forename, "surname": whole.surname}
        values["middle_names"] = values["middle_names"] or whole.middle_names
        values["preferred_forename"] = values["preferred_forename"] or whole.known_as
    return values


def _one_name(told: dict[str, str], part: str, keys: tuple[str, ...]) -> dict[str, str]:
    """The legal name, and another one where there are two."""
    plain = _first(told, keys)
    legal = _first(told, [f"legal{key}" for key in keys]) or plain
    preferred = _first(told, [f"preferred{key}" for key in keys] + ["knownas"] * (part == "forename"))
    return {part: legal, f"preferred_{part}": preferred or (plain if plain != legal else "")}


def _staff_member(person: _Object) -> StaffMember:
    told = _told(person)
    names = (_first(told, _FORENAMES), _first(told, _SURNAMES))
    name = " ".join(filter(None, map(name_in, names))) or name_in(_first(told, _FULL))
    return StaffMember(name, tuple(_emails(person)))


def _contacts(person: _Object) -> Iterator[Contact]:
    for key in _CONTACTS:
        listed = _inside(person.get(key))
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and (contact := _contact(each)):
                yield contact


def _contact(told: _Object) -> Contact | None:
    own = _told(told)
    names = (_first(own, _FORENAMES), _first(own, _SURNAMES))
    relationship = _inside(told.get("relationship"))
    if isinstance(relationship, dict):
        relationship = relationship.get("relationship") or relationship.get("type")
    return contact_of(
        names if any(names) else [_first(own, _FULL)], _text(relationship), " ".join(_emails(told))
    )


def _emails(person: _Object) -> list[str]:
    """The person's own addresses, which may stand in an object of their kinds."""
    found: list[str] = []
    details = _inside(person.get("contactdetails"))
    for holder in (person, details if isinstance(details, dict) else {}):
        for key in _EMAILS:
            value = _inside(holder.get(key))
            kinds: Iterable[object] = value.values() if isinstance(value, dict) else [value]
            for each in kinds:
                several = each if isinstance(each, list) else [each]
                found += [address for one in several for address in sound_emails(_text(_address_in(one)))]
    return list(dict.fromkeys(found))


def _address_in(value: object) -> object:
    return _first_of(value, ("email", "address", "value")) if isinstance(value, dict) else value


def _told(person: _Object) -> dict[str, str]:
    """The person's plain values, those of the objects that are the person's own among them."""
    found: dict[str, str] = {}
    work = [person]
    while work:
        each = work.pop()
        found = {key: text for key, value in each.items() if (text := _text(value))} | found
        work += [own for key in _OWN if isinstance(own := _inside(each.get(key)), dict)]
    return found


def _inside(value: object) -> object:
    """What Wonde and others wrap as {"data": ...}."""
    while isinstance(value, dict) and "data" in value:
        value = value["data"]
    return value


def _text(value: object) -> str:
    """A plain value, or the date of {"date": "2012-03-04 00:00:00.000000", "timezone": ...}."""
    if isinstance(value, dict):
        value = value.get("date")
    return value.strip() if isinstance(value, str) else ""


def _first(told: dict[str, str], keys: Iterable[str]) -> str:
    return next((told[key] for key in keys if told.get(key)), "")


def _first_of(value: _Object, keys: Iterable[str]) -> object:
    return next((value[key] for key in keys if value.get(key)), None)
