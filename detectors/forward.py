"""Finds mail that somebody sends on by hand: its subject says so, or it has another message in it.

A reply quotes too. So the header that Outlook puts above earlier mail counts only where the subject is not
that of a reply, and earlier mail below "On 3 March … wrote:" never counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from detectors.carried import carried
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Message, Text
from detectors.words.quotation import Opening, first_quotation
from detectors.words.subject_line import Mark, subject_of

MOST_ATTACHED = 50  # findings about attached messages; more say nothing new

_SUBJECT = "Its subject line says that it is forwarded."
_QUOTED = "Another message stands below your own words."
_ATTACHED = "Another message is attached to it."
_MARKED = "Your mail program marked it as forwarded."
_RESENT = "The message was sent on as it stood, under the name of whoever wrote it."

_BODY = Location(Place.BODY)
# How sure a header above earlier mail is, by what the subject says. It stands above a reply as well, and
# somebody may have taken the mark of either away.
_SURE_OF_HEADER: Mapping[Mark | None, float] = MappingProxyType(
    {Mark.FORWARD: 0.95, Mark.PERHAPS_FORWARD: 0.95, None: 0.6}
)
_SURE_OF_SUBJECT: Mapping[Mark | None, float] = MappingProxyType(
    {Mark.FORWARD: 0.95, Mark.PERHAPS_FORWARD: 0.5}
)
# RFC 5322 §3.6.6, and KMail's word for the same.
_RESENT_FIELDS = frozenset({"resent-from", "resent-sender", "resent-to", "x-kmail-redirect-from"})
_MARKING_FIELD = "x-forwarded-message-id"  # Thunderbird's
_LISTS = ("List-Id", "List-Post", "X-Mailing-List")  # RFC 2919, RFC 2369; some lists resend to their members


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each sign: kinds "subject", "quoted", "attached", "marked" and "resent"."""
    message = matter.reading.message
    mark = subject_of(message).outermost
    if sure := _SURE_OF_SUBJECT.get(mark):
        yield _finding(Location(Place.SUBJECT), "subject", _SUBJECT, sure)
    yield from _in_header(message)
    if sure := max((_quotes(text, mark) for text in matter.reading.texts), default=0):
        yield _finding(_BODY, "quoted", _QUOTED, sure)
    for each in carried(matter.reading)[:MOST_ATTACHED]:
        yield _finding(Location(Place.ATTACHMENT, each.path), "attached", _ATTACHED, 1.0)


def _in_header(message: Message) -> Iterator[Finding]:
    names = {field.name.lower(): field.name for field in reversed(message.headers)}
    if name := names.get(_MARKING_FIELD):
        yield _finding(Location(Place.HEADER, name), "marked", _MARKED, 1.0)
    resent = sorted(_RESENT_FIELDS & names.keys())
    if resent and not any(map(message.header, _LISTS)):
        yield _finding(Location(Place.HEADER, names[resent[0]]), "resent", _RESENT, 0.9)


def _quotes(text: Text, mark: Mark | None) -> float:
    """How sure it is that a forwarded message stands in the text; 0 if it does not."""
    if text.location != _BODY:
        return 0
    quotation = first_quotation(text.text)
    if quotation is None or quotation.opening is Opening.REPLY:
        return 0
    if quotation.opening is Opening.FORWARDED:
        return 0.95
    return _SURE_OF_HEADER.get(mark, 0)


def _finding(location: Location, kind: str, detail: str, confidence: float) -> Finding:
    return Finding(DetectorId.FORWARD, location, confidence=confidence, detail=detail, kind=kind)
