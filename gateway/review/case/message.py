"""What a message says, as the page of its case shows it: texts, files, header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from detectors.finding import AttachmentReport, DetectorId, Location, Place, Protection
from detectors.message import HeaderField
from detectors.names.fold import words_of
from detectors.roster import Pupil
from gateway.actions.places import in_words
from gateway.actions.plan import Judged
from gateway.actions.quoting import one_line, sentence
from gateway.inspection.exhibit import AttachedFile, Exhibit, ShownText, Span
from gateway.review.case.passages import Stretch, passages, stretches
from gateway.review.case.words import (
    PROTECTION,
    file_in_words,
    kind_in_words,
    phrases,
    pupil_in_words,
    sure_in_words,
)

_MOST_LABELS = 3  # of what overlaps in one place


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `found` says what they are, where something was found in them."""

    text: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines in a row; folded ones are `count`."""

    pieces: tuple[Piece, ...]
    count: int
    folded: bool


@dataclass(frozen=True, slots=True)
class TextView:
    """One text. `more`: characters that are left out at its end; `beyond`: how much was found there."""

    heading: str
    lines: tuple[Lines, ...]
    more: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that texts.html may say.

    asides: nothing was found in them, and they are not what a reader sees first
    named: it has to be said where each of them stands
    left_out: how many texts are not shown; unread: what could not be read, a sentence each
    """

    texts: tuple[TextView, ...]
    asides: tuple[TextView, ...]
    left_out: int
    unread: tuple[str, ...]
    named: bool = False


@dataclass(frozen=True, slots=True)
class FileView:
    """One attachment. `inside`: how many files are in it; `found`: how often something was found in it."""

    number: int
    name: str
    pieces: tuple[Piece, ...]
    kind: str
    size: int
    protection: str
    is_locked: bool
    inside: int
    found: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """Everything that message.html may say."""

    subject: tuple[Piece, ...]
    words: Words
    files: tuple[FileView, ...]
    header: tuple[HeaderField, ...]
    has_page: bool


def message_view(exhibit: Exhibit, judged: Judged, pupils: Mapping[str, Pupil]) -> MessageView:
    """Of an exhibit of Piece.TEXT."""
    subject = next((each for each in exhibit.texts if each.location.place is Place.SUBJECT), None)
    own = tuple(_without_echoes(each for each in exhibit.texts if _is_own(each.location)))
    return MessageView(
        subject=_pieces(stretches(subject.text, subject.spans), pupils) if subject else (),
        words=_words(own, exhibit, pupils),
        files=tuple(file_view(each, exhibit, judged, pupils) for each in exhibit.files),
        header=exhibit.header,
        has_page=exhibit.has_page,
    )


def words_in_file(exhibit: Exhibit, pupils: Mapping[str, Pupil]) -> Words:
    """Of an exhibit of Piece.FILE."""
    return _words([each for each in exhibit.texts if each.location.part != "name"], exhibit, pupils)


def _is_own(location: Location) -> bool:
    """Of the message itself, but its subject."""
    return location.place in (Place.BODY, Place.HEADER)


def _without_echoes(texts: Iterable[ShownText]) -> Iterator[ShownText]:
    """Most mail says everything twice, as text and as a page: what adds nothing is left out."""
    words: set[str] = set()
    found: set[object] = set()
    for text in texts:
        mine, spans = set(words_of(text.text)), {_what(text, each) for each in text.spans}
        if text.location.part or not words or not (mine <= words and spans <= found):
            yield text
            words |= mine
            found |= spans


def _what(text: ShownText, span: Span) -> object:
    return span.detector, span.pupils, words_of(text.text[span.start : span.end])


def _words(texts: Sequence[ShownText], exhibit: Exhibit, pupils: Mapping[str, Pupil]) -> Words:
    """Of each file its main text first."""
    order = {path: number for number, path in enumerate(dict.fromkeys(each.location.path for each in texts))}
    main: list[TextView] = []
    asides: list[TextView] = []
    again: set[Location] = set()
    for text in sorted(texts, key=lambda each: (order[each.location.path], bool(each.location.part))):
        is_again = text.location in again
        is_main = bool(text.spans or text.beyond) or not (is_again or text.location.part)
        view = TextView(_heading(text.location, again=is_again), _lines(text, pupils), text.more, text.beyond)
        (main if is_main else asides).append(view)
        again.add(text.location)
    named = len(main) > 1 or any("/" in path for path in order)
    return Words(tuple(main), tuple(asides), exhibit.left_out, _unread(exhibit), named)


def _lines(text: ShownText, pupils: Mapping[str, Pupil]) -> tuple[Lines, ...]:
    told = passages(text.text, text.spans)
    return tuple(Lines(_pieces(each.stretches, pupils), each.lines, each.folded) for each in told)


def _heading(location: Location, *, again: bool) -> str:
    if again and location == Location(Place.BODY):
        return gettext("The same message in another form, which some mail programs show")
    return sentence(in_words(location, phrases()))


def _pieces(stretched: Iterable[Stretch], pupils: Mapping[str, Pupil]) -> tuple[Piece, ...]:
    return tuple(Piece(each.text, _label(each.found, pupils)) for each in stretched)


def _label(found: tuple[Span, ...], pupils: Mapping[str, Pupil]) -> str:
    """ "a pupil’s name: Grace Bishop (Year 8), almost certain"."""
    labels = dict.fromkeys(_said(each, pupils) for each in found)
    return "; ".join(tuple(labels)[:_MOST_LABELS])


def _said(span: Span, pupils: Mapping[str, Pupil]) -> str:
    kind = kind_in_words(span.detector)
    if span.detector is not DetectorId.PUPIL_NAME:
        return kind
    who = " / ".join(pupil_in_words(pupils[each]) for each in span.pupils if each in pupils)
    sure = sure_in_words(span.confidence)
    return f"{kind}: {who}, {sure}" if who else f"{kind}, {sure}"


def file_view(file: AttachedFile, exhibit: Exhibit, judged: Judged, pupils: Mapping[str, Pupil]) -> FileView:
    reports = {each.path: each for each in judged.report.attachments}
    report = reports.get(file.path)
    name = next((each for each in exhibit.texts if _names(each.location, file)), None)
    shown = one_line(file.name or file.path, 200)
    return FileView(
        number=file.number,
        name=shown,
        pieces=_pieces(stretches(name.text, name.spans), pupils) if name else (Piece(shown),),
        kind=file_in_words(file.name or file.path, report.media_type if report else file.media_type),
        size=file.size,
        protection=_protection(report),
        is_locked=report is not None and report.protection is Protection.ENCRYPTED,
        inside=sum(path.startswith(f"{file.path}/") for path in reports),
        found=_found_in(file, judged),
    )


def _names(location: Location, file: AttachedFile) -> bool:
    return location == Location(Place.ATTACHMENT, file.path, "name")


def _protection(report: AttachmentReport | None) -> str:
    return str(PROTECTION[report.protection]) if report else ""


def _found_in(file: AttachedFile, judged: Judged) -> int:
    """Names and numbers, not what is said of the file as a whole."""
    return sum(
        1
        for each in judged.report.findings
        if each.text
        and each.location.place is Place.ATTACHMENT
        and (each.location.path == file.path or each.location.path.startswith(f"{file.path}/"))
    )


def _unread(exhibit: Exhibit) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(phrases().told(each.reason), 200) for each in exhibit.unread))
