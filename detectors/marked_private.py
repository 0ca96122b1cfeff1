"""Finds the sender's own mark that a message is private: the Sensitivity field, or a word in the subject.

"Private and confidential" is none. It stands on half of a school's letters about pupils, and says that the
matter is delicate, not that it is the sender's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import HeaderField, Message
from detectors.words.subject_line import subject_of

# RFC 2156 §5.3.4. Its third value, Company-Confidential, says nothing of the sender.
_SENSITIVE = re.compile(r"\s*(?:personal|private)\b", re.IGNORECASE)
_JOINT = r"\s*(?:/|&|\band\b|[-\u2013\u2014])\s*"
_PERSONAL = r"(?:personal|personol)"
_EITHER = rf"(?:strictly\s+)?(?:{_PERSONAL}|private|preifat)"
# A pair is meant as a mark wherever it stands, but with "confidential" one of them must be "personal".
_PAIR = (
    rf"(?:{_PERSONAL}{_JOINT}private|private{_JOINT}{_PERSONAL})(?:{_JOINT}confidential)?"
    rf"|{_PERSONAL}{_JOINT}confidential|confidential{_JOINT}{_PERSONAL}"
)
# One word is a mark only where it is set off: "Private: lunch" is one, "Private fostering" is not.
_END = r"(?=\s*(?:\Z|[:|!\u2013\u2014]|[-/]\s|\s-))"
_MARKER = re.compile(
    rf"[\[({{*]\s*(?:{_PAIR}|{_EITHER})\s*[\])}}*]|(?:{_PAIR})\b|{_EITHER}{_END}", re.IGNORECASE
)
_PAIR_AT_END = re.compile(
    rf"\b(?:{_PERSONAL}\s*/\s*private|private\s*/\s*{_PERSONAL})[\])]?\s*\Z", re.IGNORECASE
)

_SENSITIVITY = "Its sensitivity is set to private."
_SUBJECT = "Its subject line says that it is private."


def is_marked_private(message: Message) -> bool:
    """Whether the sender marked the message as private or personal, in its header or subject."""
    return _sensitivity(message) is not None or _is_in_subject(message)


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each of the two marks, of kinds "sensitivity" and "subject"."""
    message = matter.reading.message
    if field := _sensitivity(message):
        location = Location(Place.HEADER, field.name)
        yield Finding(DetectorId.MARKED_PRIVATE, location, detail=_SENSITIVITY, kind="sensitivity")
    if _is_in_subject(message):
        location = Location(Place.SUBJECT)
        yield Finding(DetectorId.MARKED_PRIVATE, location, detail=_SUBJECT, kind="subject")


def _sensitivity(message: Message) -> HeaderField | None:
    fields = (field for field in message.headers if field.name.lower() == "sensitivity")
    return next((field for field in fields if _SENSITIVE.match(field.value)), None)


def _is_in_subject(message: Message) -> bool:
    words = subject_of(message).words
    return _MARKER.match(words) is not None or _PAIR_AT_END.search(words) is not None
