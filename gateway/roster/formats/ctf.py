"""The DfE's Common Transfer File (CTF) and Admissions Transfer File (ATF): XML, an element for each pupil.

Department for Education, "Common transfer file: specification", and its like for admissions. Versions
differ in namespaces, in the case of names and in what they hold besides: only local names count here, in
any case. A file that declares a document type is refused, and so entities are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from detectors.roster import Contact
from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle
from gateway.roster.formats.gather import Gathering
from gateway.roster.formats.record import contact_of, take_in
from gateway.roster.formats.roster_file import Problem, RosterFile

_ROOTS = frozenset({"ctfile", "atfile"})
_ROOT = re.compile(rb"<(?:[\w.-]+:)?[CA]Tfile[\s/>]", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']\s*(?!utf-?8\b)", re.IGNORECASE)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DEEPEST = 50  # elements inside each other; the specification needs ten
_WANTED = frozenset(
    {("ctfpupildata", "pupil"), ("atfpupildata", "pupil"), ("header", "documentqualifier")}
)  # with the elements that they are in

_FIELDS = {
    "forename": "forename",
    "surname": "surname",
    "middlenames": "middle_names",
    "preferredforename": "preferred_forename",
    "preferredsurname": "preferred_surname",
    "formerforename": "former_forename",
    "formersurname": "former_surname",
    "dob": "date_of_birth",
    "upn": "upn",
    "ncyearactual": "year_group",
    "email": "emails",
}
_IDS = ("upn", "formerupn", "uniquelearnernumber")


def recognises(bundle: Bundle) -> bool:
    only = bundle.only
    return only is not None and _ROOT.search(only.head.replace(b"\0", b"")) is not None


def read(bundle: Bundle) -> RosterFile:
    """Raises FormatError where it is no sound XML, no transfer file, or holds no pupil."""
    if bundle.only is None:
        raise FormatError("holds several files; give one transfer file by itself")
    gathering = Gathering("pupil")
    partial = False
    number = 0
    for element in _told(bundle.only.content):
        if _local(element) == "pupil":
            number += 1
            _take_in(gathering, number, element)
        else:
            partial = (element.text or "").strip().casefold() == "partial"
    gathered = gathering.finish()
    if not partial:
        return gathered
    what = "it says of itself that it is partial (DocumentQualifier) and may lack pupils; export it in full"
    return replace(gathered, problems=(Problem(1, what, "file"), *gathered.problems))


def _told(content: bytes) -> Iterator[Element]:
    """The document's qualifier and its pupils, each when it is complete. Raises FormatError."""
    try:
        yield from _elements(content)
    except ParseError as error:
        line = error.position[0]
        raise FormatError(f"is no sound XML from line {line} on; was it cut off? Export it again") from None
    except DefusedXmlException:
        raise FormatError("declares a document type, as no transfer file does; export it again") from None
    except FormatError:  # is a ValueError
        raise
    except (LookupError, ValueError):
        raise FormatError("is in a character encoding that is not known; export it as UTF-8") from None


def _elements(content: bytes) -> Iterator[Element]:
    """What is complete is let go of, so that only one pupil is held at a time."""
    path: list[Element] = []
    for event, element in iterparse(
        io.BytesIO(_in_true_encoding(content)), ("start", "end"), forbid_dtd=True
    ):
        if event == "start":
            if not path and _local(element) not in _ROOTS:
                raise FormatError("is XML, but no transfer file: those begin with CTfile or ATfile")
            path.append(element)
            if len(path) > _DEEPEST:
                raise FormatError("is XML nested more deeply than a transfer file is; export it again")
            continue
        path.pop()
        if not path:
            return
        if (_local(path[-1]), _local(element)) in _WANTED:
            yield element
        if len(path) <= 2:
            path[-1].remove(element)


def _in_true_encoding(content: bytes) -> bytes:
    """Windows-1252 that calls itself UTF-8, as XML without a declaration does, becomes UTF-8."""
    if content.startswith(_UTF16_MARKS) or b"\0" in content[:64] or _ENCODING.match(content[:200]):
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").encode()
    return content


def _take_in(gathering: Gathering, number: int, element: Element) -> None:
    told = _leaves(element)
    for child in element:
        if _local(child) == "basicdetails":
            told = _leaves(child) | told
    values = {ours: told.get(theirs, "") for theirs, ours in _FIELDS.items()}
    values["id"] = next((told[key].upper() for key in _IDS if told.get(key)), "")
    take_in(gathering, number, values, _contacts(element))


def _contacts(element: Element) -> Iterator[Contact]:
    for group in element:
        if _local(group) != "contacts":
            continue
        for told in map(_leaves, group):
            names = (told.get("forename", ""), told.get("surname", ""))
            contact = contact_of(names, told.get("relationship", ""), told.get("email", ""))
            if contact:
                yield contact


def _leaves(element: Element) -> dict[str, str]:
    """The texts of an element's plain children by their local names, the first of several."""
    found: dict[str, str] = {}
    for child in element:
        text = (child.text or "").strip()
        if text and not len(child):
            found.setdefault(_local(child), text)
    return found


def _local(element: Element) -> str:
    """The name without namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()
