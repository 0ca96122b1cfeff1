"""Reads a piece of a message for a person, and marks in it what was found; runs where hostile files may."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from detectors import file_sharing_link, identifier, sensitive_term, staff_contact_details
from detectors.context import Facts
from detectors.disclosure import hints_of
from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.extract.text.text import decode
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter, Sighting
from detectors.message import HeaderField, Message, Part, Reading, Text
from detectors.mime.parse import parse
from gateway.inspection.exhibit import AttachedFile, CannotShowError, Exhibit, Piece, ShownText, Span, Wish
from gateway.inspection.harmless import harmless
from gateway.inspection.spotting import Spots

MOST_CHARACTERS = 200_000  # of one text that are shown
MOST_IN_ALL = 1_000_000
MOST_TEXTS = 300
_MOST_SPANS = 5_000  # of one text
_MOST_QUOTES = 1_000  # that are looked for in one text
_MOST_FIELDS, _LONGEST_FIELD = 200, 2_000
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NO_PAGE = "The message has no formatted page."
TOO_DEEP = "The page is built too deeply to be shown. Read its text instead."
# Those whose findings quote words of a text. Names are taken from where they were seen.
_QUOTING: tuple[Callable[[Matter], Iterator[Finding]], ...] = (
    identifier.find,
    sensitive_term.find,
    staff_contact_details.find,
    file_sharing_link.find,
)


def show(raw: bytes, wish: Wish, facts: Facts, budget: Budget) -> Exhibit:
    """What was asked for. An attachment that is not there shows nothing. Raises CannotShowError."""
    message = parse(raw)
    attached = [part for part in message.parts if part.location.place is Place.ATTACHMENT]
    files = tuple(_file(number, part) for number, part in enumerate(attached, 1))
    known = Exhibit(files=files, has_page=_page(message) is not None)
    asked = attached[wish.number - 1] if 0 < wish.number <= len(attached) else None
    match wish.piece:
        case Piece.TEXT:
            return replace(_text(message, attached, wish, facts, budget, known), header=_header(message))
        case Piece.PAGE:
            return replace(known, page=_harmless_page(message))
        case Piece.FILE if asked:
            return _words_of(asked, message, wish, facts, budget, known)
        case Piece.ORIGINAL if asked:
            return replace(known, content=asked.content)
    return known


def _file(number: int, part: Part) -> AttachedFile:
    path, name = _printable(part.location.path), _printable(part.filename)
    return AttachedFile(number, path, name, _printable(part.media_type), len(part.content))


def _header(message: Message) -> tuple[HeaderField, ...]:
    return tuple(
        HeaderField(_printable(each.name[:100]), _printable(each.value[:_LONGEST_FIELD]))
        for each in message.headers[:_MOST_FIELDS]
    )


def _text(
    message: Message, attached: Sequence[Part], wish: Wish, facts: Facts, budget: Budget, known: Exhibit
) -> Exhibit:
    """Of the attachments the names alone: nothing of them is opened."""
    reading = read(replace(message, parts=_bodies(message)), budget)
    names = (Text(replace(part.location, part="name"), part.filename) for part in attached if part.filename)
    return _exhibit(replace(reading, texts=(*reading.texts, *names)), wish, facts, known)


def _words_of(
    part: Part, message: Message, wish: Wish, facts: Facts, budget: Budget, known: Exhibit
) -> Exhibit:
    """The message's own text is read too: a password that stands there opens the file."""
    reading = read(replace(message, parts=(*_bodies(message), part)), budget, hints_of(facts))
    path = part.location.path

    def within(location: Location) -> bool:
        inside = location.path == path or location.path.startswith(f"{path}/")
        return location.place is Place.ATTACHMENT and inside

    only = replace(
        reading,
        texts=tuple(each for each in reading.texts if within(each.location)),
        tables=tuple(each for each in reading.tables if within(each.location)),
        unread=tuple(each for each in reading.unread if within(each.location)),
    )
    return _exhibit(only, wish, facts, known)


def _bodies(message: Message) -> tuple[Part, ...]:
    return tuple(part for part in message.parts if part.location.place is Place.BODY)


def _page(message: Message) -> Part | None:
    return next((part for part in _bodies(message) if part.media_type == "text/html"), None)


def _harmless_page(message: Message) -> str:
    part = _page(message)
    if part is None:
        raise CannotShowError(NO_PAGE)
    page = harmless(_printable(decode(part)))
    if page is None:
        raise CannotShowError(TOO_DEEP)
    return page


def _exhibit(reading: Reading, wish: Wish, facts: Facts, known: Exhibit) -> Exhibit:
    matter = Matter(reading, facts)
    quotes: dict[Location, list[Finding]] = {}
    for finding in (*_found(matter), *wish.findings):
        if finding.text:
            quotes.setdefault(finding.location, []).append(finding)
    rows: dict[Location, list[Sighting]] = {}
    for row in matter.sightings[len(reading.texts) :]:  # texts come first, in their order
        rows.setdefault(row.location, []).append(row)
    shown: list[ShownText] = []
    left = MOST_IN_ALL
    for text, seen in zip(reading.texts, matter.sightings, strict=False):
        if len(shown) < MOST_TEXTS and left > 0:
            at = text.location
            spans = (
                *_names(seen),
                *_spotted(text.text[:MOST_CHARACTERS], rows.get(at, ()), quotes.get(at, ())),
            )
            shown.append(_cut(text, spans, min(MOST_CHARACTERS, left)))
            left -= len(shown[-1].text)
    return replace(known, texts=tuple(shown), left_out=len(reading.texts) - len(shown), unread=reading.unread)


def _found(matter: Matter) -> Iterator[Finding]:
    """One that fails leaves its marks out: the words are shown all the same."""
    for find in _QUOTING:
        try:
            yield from find(matter)
        except MemoryError:
            raise
        except Exception:  # noqa: S112
            continue


def _names(seen: Sighting) -> Iterator[Span]:
    for hit in seen.hits:
        confidence = round(hit.confidence, 2)
        yield Span(*hit.span, DetectorId.PUPIL_NAME, "", hit.pupils, confidence, hit.form)


def _spotted(text: str, rows: Iterable[Sighting], quotes: Iterable[Finding]) -> Iterator[Span]:
    """What is known to stand in a row of its tables, or to have been found there, where it stands."""
    spots, behind = Spots(text), 0
    for row in rows:
        for hit in row.hits:
            cells = row.text[slice(*hit.span)]
            place = spots.first(cells, behind) or spots.first(cells)
            if place:
                behind = place[0] + 1
                confidence = round(hit.confidence, 2)
                yield Span(*place, DetectorId.PUPIL_NAME, "", hit.pupils, confidence, hit.form)
    told: set[object] = set()
    for each in quotes:
        key = each.detector, each.kind, each.pupils, each.text
        if key not in told and len(told) < _MOST_QUOTES:
            told.add(key)
            for start, end in spots.all(each.text):
                yield Span(start, end, each.detector, each.kind, each.pupils, each.confidence, each.matched)


def _cut(text: Text, spans: Iterable[Span], most: int) -> ShownText:
    places = {(each.start, each.end, each.detector, each.kind, each.pupils): each for each in spans}
    ordered = sorted(places.values(), key=lambda each: (each.start, -each.end))
    within = tuple(each for each in ordered if each.end <= most)[:_MOST_SPANS]
    location = Location(text.location.place, _printable(text.location.path), _printable(text.location.part))
    return ShownText(
        location,
        _printable(text.text[:most]),
        within,
        max(0, len(text.text) - most),
        len(ordered) - len(within),
    )


def _printable(text: str) -> str:
    """As long as it was."""
    return _UNPRINTABLE.sub("\ufffd", text)
