"""Our own pupils.csv: a CSV file (RFC 4180, and looser) with at least the columns id, forename, surname."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from detectors.names.fold import words_of
from detectors.roster import Contact, Pupil
from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle
from gateway.roster.formats.decode import decode, decode_head
from gateway.roster.formats.roster_file import Problem, RosterFile

NEEDED = ("id", "forename", "surname")
_COLUMNS = tuple(field.name for field in fields(Pupil) if field.name not in {"emails", "contacts", "left"})
_KNOWN = (*_COLUMNS, "contact_emails")
_NAMES = tuple(name for name in _KNOWN if name.endswith(("forename", "surname", "names")))
# Of these words a column's name is made. Others may be a pupil's, in a file without column names, and
# are never quoted.
_HEADINGS = """
admission adno age arbor as class code dob email family first firstname form full gender given group known
last lastname legal mis name nc no notes number pupil reg school sex student title tutor uln unique
"""
_HEADING_WORDS = frozenset(_HEADINGS.split() + "_".join(_KNOWN).split("_"))
_LONGEST = 200  # characters of a value; a longer one is a broken file
_FORMULA = ("=", "+", "@")  # what a spreadsheet would run


@dataclass(frozen=True, slots=True)
class _Line:
    """The values of one line by column, and what is wrong with them ("" where nothing is)."""

    number: int
    pupil: Pupil
    fault: str = ""
    remark: str = ""  # does not keep the pupil off the roster


def recognises(bundle: Bundle) -> bool:
    if bundle.only is None:
        return False
    try:
        columns = _columns(next(_records(decode_head(bundle.only.head)))[1])
    except (FormatError, StopIteration):
        return False
    return all(name in columns for name in NEEDED)


def read(bundle: Bundle) -> RosterFile:
    """Raises FormatError where columns are missing, or no line of it is a pupil."""
    if bundle.only is None:
        raise FormatError("holds several files, and none of them is a pupil list by itself")
    records = _records(decode(bundle.only.content))
    headings = next(records, (0, []))[1]
    columns = _columns(headings)
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        raise FormatError(f"lacks the {noun} {', '.join(missing)}; {_found(headings)}")
    pupils: dict[str, tuple[int, Pupil]] = {}
    problems: list[Problem] = []
    for number, record in records:
        line = _line(number, record, columns, len(headings))
        problem = line.fault or _taken_in(pupils, line) or line.remark
        if problem:
            problems.append(Problem(number, problem))
    if not pupils:
        raise FormatError("holds no pupil")
    return RosterFile(tuple(pupil for _, pupil in pupils.values()), tuple(problems))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with the number of its first. Raises FormatError."""
    skipped = 0
    if text[:4].lower() == "sep=":  # a line for Excel only
        text, skipped = text.partition("\n")[2], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    start = 1
    try:
        for record in reader:
            if any(map(str.strip, record)):
                yield start + skipped, record
            start = reader.line_num + 1
    except csv.Error:
        raise FormatError(
            f"cannot be read from line {start + skipped} on; is a quotation mark open?"
        ) from None


def _delimiter(text: str) -> str:
    """The one that shows most of our columns, else most columns."""
    heading = "".join(text.lstrip().splitlines()[:1])
    return max(",;\t", key=lambda each: (len(_columns(heading.split(each))), heading.count(each)))


def _columns(headings: list[str]) -> dict[str, int]:
    """Where our columns are. A column that is there twice counts where it stands first."""
    columns: dict[str, int] = {}
    for at, heading in enumerate(map(_heading, headings)):
        if heading in _KNOWN:
            columns.setdefault(heading, at)
    return columns


def _heading(heading: str) -> str:
    return "_".join(heading.strip(' \t\r\n"').casefold().replace("-", " ").replace("_", " ").split())


def _found(headings: list[str]) -> str:
    """The columns that are there, as far as they can be said without quoting what may be a pupil."""
    sayable = [
        name for name in map(_heading, headings) if name and _HEADING_WORDS.issuperset(name.split("_"))
    ]
    if not sayable:
        return "its first line must name the columns"
    others = len(headings) - len(sayable)
    return f"found: {', '.join(sayable)}" + (f" and {others} more" if others else "")


def _line(number: int, record: list[str], columns: dict[str, int], width: int) -> _Line:
    raw = {name: record[at].strip() for name, at in columns.items() if at < len(record)}
    faults = [f"{fault} in the column {name}" for name, value in raw.items() if (fault := _fault(value))]
    values = {name: unicodedata.normalize("NFC", value) for name, value in raw.items()}
    contacts = tuple(filter(None, map(str.strip, values.pop("contact_emails", "").split(";"))))
    addresses = tuple(address for address in contacts if _is_address(address))
    names = {name: value if words_of(value) else "" for name, value in values.items() if name in _NAMES}
    named = Pupil(**{"id": "", "forename": "", "surname": ""} | values | names)  # type: ignore[arg-type]
    pupil = replace(named, contacts=_contacts(addresses))
    remark = ""
    if any(map(str.strip, record[width:])):
        remark = "there are more values than columns; a value with a comma in it needs quotation marks"
    elif addresses != contacts:
        remark = "a contact is no e-mail address and is left out"
    return _Line(number, pupil, faults[0] if faults else _lacking(pupil), remark or _half_named(pupil))


def _fault(value: str) -> str:
    if len(value) > _LONGEST and ";" not in value:
        return f"a value of more than {_LONGEST} characters"
    if "\n" in value or "\r" in value:
        return "a line break (is a quotation mark open?)"
    if any(unicodedata.category(character) == "Cc" for character in value):
        return "a control character"
    return "a formula" if value.startswith(_FORMULA) else ""


def _lacking(pupil: Pupil) -> str:
    if not pupil.id:
        return "no id"
    return "" if _forenames(pupil) or _surnames(pupil) else "no name"


def _half_named(pupil: Pupil) -> str:
    """Such a pupil is on the roster, but mail that names them looks like any other."""
    if _forenames(pupil) and _surnames(pupil):
        return ""
    return "only one name, so this pupil cannot be recognised in mail"


def _forenames(pupil: Pupil) -> str:
    return pupil.forename or pupil.preferred_forename


def _surnames(pupil: Pupil) -> str:
    return pupil.surname or pupil.preferred_surname or pupil.former_surname


def _is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and not any(map(str.isspace, text)) and len(text) <= 254


def _taken_in(pupils: dict[str, tuple[int, Pupil]], line: _Line) -> str:
    """Puts the pupil of a sound line into `pupils`, and says what is wrong with its id, if anything."""
    first, known = pupils.get(line.pupil.id, (line.number, line.pupil))
    if _called(known) != _called(line.pupil):
        return f"the id is already that of the pupil in line {first}, who has another name"
    pupils[line.pupil.id] = first, _merged(known, line.pupil)
    return ""


def _called(pupil: Pupil) -> tuple[str, str]:
    return "".join(words_of(pupil.forename)), "".join(words_of(pupil.surname))


def _merged(known: Pupil, other: Pupil) -> Pupil:
    """One pupil of two lines: what the first leaves empty comes from the second, contacts from both."""
    missing = {name: getattr(other, name) for name in _COLUMNS if not getattr(known, name)}
    addresses = tuple(dict.fromkeys(known.contact_emails + other.contact_emails))
    return replace(known, **missing | {"contacts": _contacts(addresses)})


def _contacts(addresses: tuple[str, ...]) -> tuple[Contact, ...]:
    return tuple(Contact(emails=(address,)) for address in addresses)
