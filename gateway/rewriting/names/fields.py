"""Names are shortened in the fields of a header: in its subject, and in the names of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detectors.finding import Location, Place
from detectors.mime.header import read_header
from detectors.mime.words import decode_words
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit
from gateway.rewriting.mime.fields import FieldAt, fields_at
from gateway.rewriting.mime.own_header import line_end, own_fields
from gateway.rewriting.mime.parts import Leaf
from gateway.rewriting.names.parameters import with_parameters
from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.spots import Replacement, replaced
from gateway.rewriting.names.words import unstructured

_WRITTEN_BY_PEOPLE = ("comments", "keywords", "thread-topic")  # beside the subject, as the detectors read
_NOT_EXACTLY = "A header field that names a pupil cannot be written anew exactly."

Search = Callable[[str], tuple[Replacement, ...]]


@dataclass(frozen=True, slots=True)
class Shortened:
    """What was shortened at one location, in so many places."""

    location: Location
    edits: tuple[Edit, ...]
    places: int


def shorten_fields(raw: bytes, shortening: Shortening) -> Iterator[Shortened]:
    """The fields of a message's own header that name a pupil, each written anew as a whole.

    Display names of addresses stay: they are the correspondents' own.
    Raises CannotRewriteError where it cannot be done exactly.
    """
    for field in own_fields(raw):
        if field.is_called("subject", *_WRITTEN_BY_PEOPLE):
            is_subject = field.is_called("subject")
            location = Location(Place.SUBJECT) if is_subject else Location(Place.HEADER, field.name)
            if found := _text(raw, field, lambda text: shortening.in_text(text, rows=True)):
                yield Shortened(location, (found[0],), found[1])


def shorten_file_names(raw: bytes, leaf: Leaf, shortening: Shortening) -> Iterator[Shortened]:
    """The fields of a part in which its file's name names a pupil; Content-Description often repeats it."""
    location = Location(Place.ATTACHMENT, leaf.location.path, "name")
    edits: list[Edit] = []
    for field in fields_at(raw, leaf.whole.start, leaf.body.start):
        if field.is_called("content-description"):
            found = _text(raw, field, shortening.in_file_name)
            edits += found[:1] if found else ()
        elif field.is_called("content-type", "content-disposition"):
            edits += _parameters(raw, field, shortening)
    if edits:
        yield Shortened(location, tuple(edits), 1)


def _text(raw: bytes, field: FieldAt, search: Search) -> tuple[Edit, int] | None:
    """The field written anew, and how many places of it are other than before."""
    shown = _shown(raw[field.start : field.end])
    found = search(shown)
    if not found:
        return None
    end = line_end(raw).decode("ascii")
    start = field.end - len(field.value)
    meant = replaced(shown, found)
    value = " " + unstructured(meant, start - field.start + 1, end) + end
    edit = Edit(start, field.end, value.encode("ascii"))
    if _shown(raw[field.start : start] + edit.new) != meant:
        raise CannotRewriteError(_NOT_EXACTLY)
    return edit, len(found)


def _shown(field: bytes) -> str:
    """What stands in a field, as the detectors read it."""
    fields = read_header(field, 0, len(field)).fields
    return decode_words(fields[0].value) if fields else ""


def _parameters(raw: bytes, field: FieldAt, shortening: Shortening) -> Iterator[Edit]:
    codec = "utf-8" if _is_utf8(field.value) else "latin-1"
    value = field.value.decode(codec)
    written = with_parameters(
        value,
        lambda name: replaced(name, shortening.in_file_name(name)),
        line_end(raw).decode("ascii"),
    )
    if written != value:
        yield Edit(field.end - len(field.value), field.end, written.encode(codec))


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
