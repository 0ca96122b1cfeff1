"""What a message or part says of itself in its Content-* fields (RFC 2045, RFC 2183)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.mime.flaws import Flaw
from detectors.mime.header import Header
from detectors.mime.names import clean_name, extension
from detectors.mime.parameters import Value, read_value
from detectors.mime.words import decode_words

_MEDIA_TYPE = re.compile(r"[!#$&^_.+\-0-9A-Za-z]+/[!#$&^_.+\-0-9A-Za-z]+")
_MULTIPART = re.compile(r"multipart/[!#$&^_.+\-0-9a-z]+", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9a-z_-]*")
_ENCODING_IN = re.compile(r"base64|quoted-printable|uuencode")
_HINTS_AT_PARTS = re.compile(r"multi|bound", re.IGNORECASE)
_NAMELESS = ("text/", "multipart/")
_MAX_READINGS = 10  # of a thing that is stated again and again; it is contradictory after two
# Written in pieces or with a character set (RFC 2231), as an encoded word, or with letters that need care.
_ODD_BOUNDARY = re.compile(r"boundary\*|=\?[^?]+\?[bq]\?|[^\x09\x20-\x7e]", re.IGNORECASE)
_NO_ENCODING = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class Entity:
    """The Content-* fields of one message or part, understood as far as they can be.

    `boundaries` and `encodings` are all that may be meant, the likeliest first; `media_type` is in lower
    case, and `declared` is False where it is only the default.
    """

    media_type: str
    declared: bool
    charset: str
    boundaries: tuple[str, ...]
    encodings: tuple[str, ...]
    disposition: str
    filename: str
    flaws: tuple[Flaw, ...]

    @property
    def is_multipart(self) -> bool:
        return self.media_type.startswith("multipart/")

    @property
    def is_encoded(self) -> bool:
        return not _NO_ENCODING.issuperset(self.encodings)


def describe(header: Header, default: str) -> Entity:
    """Read the Content-* fields; `default` is the media type where none is stated."""
    types = [(text, read_value(text)) for text in header.values("content-type")]
    dispositions = [read_value(text) for text in header.values("content-disposition")]
    stated = [value.main.lower() for _, value in types if _MEDIA_TYPE.fullmatch(value.main)]
    encodings, encoding_flaw = _encodings(header.values("content-transfer-encoding"))
    filename, name_flaw = _filename(dispositions, [value for _, value in types])
    flaws = (
        *(flaw for text, value in types for flaw in _type_flaws(text, value)),
        Flaw.TYPE_CONTRADICTED if len(types) > 1 else None,
        encoding_flaw,
        Flaw.DISPOSITION_CONTRADICTED if len(dispositions) > 1 else None,
        name_flaw,
    )
    return Entity(
        media_type=_likeliest(stated, default),
        declared=bool(stated),
        charset=next(_readings(types, "charset"), "").lower(),
        boundaries=tuple(dict.fromkeys(filter(None, _readings(types, "boundary"))))[:_MAX_READINGS],
        encodings=encodings,
        disposition=dispositions[0].main.lower() if dispositions else "",
        filename=filename,
        flaws=tuple(dict.fromkeys(filter(None, flaws))),
    )


def _readings(types: list[tuple[str, Value]], name: str) -> Iterator[str]:
    return (reading for _, value in types for reading in value.parameter(name).readings)


def _likeliest(stated: list[str], default: str) -> str:
    """Of several media types a multipart: taken apart, it shows more than it does as one piece."""
    return next((each for each in stated if each.startswith("multipart/")), stated[0] if stated else default)


def _type_flaws(text: str, value: Value) -> Iterator[Flaw]:
    """A sloppy type does no harm unless some program may find parts in it, or two character sets."""
    boundary = value.parameter("boundary")
    if len(boundary.readings) > 1:
        yield Flaw.BOUNDARY_CONTRADICTED
    elif boundary.readings and (not boundary.plain or _ODD_BOUNDARY.search(text)):
        yield Flaw.BOUNDARY_UNCLEAR
    if len(value.parameter("charset").readings) > 1:
        yield Flaw.TYPE_CONTRADICTED
    # A plain "name" may well speak of boundaries; in an odd value anything may be meant.
    doubtful = value.main if value.plain else text
    hinted = boundary.readings or _HINTS_AT_PARTS.search(doubtful) or decode_words(doubtful) != doubtful
    if hinted and not (value.plain and _MULTIPART.fullmatch(value.main)):
        yield Flaw.TYPE_UNCLEAR


def _encodings(values: tuple[str, ...]) -> tuple[tuple[str, ...], Flaw | None]:
    """The transfer encodings that may be meant, in lower case (RFC 2045 §6.1), the likeliest first."""
    stated = tuple(dict.fromkeys(value.lower() for value in values))
    if not stated:
        return ("",), None
    meant = tuple(
        encoding
        for value in stated
        for encoding in ((value,) if _TOKEN.fullmatch(value) else (*_ENCODING_IN.findall(value), ""))
    )
    if len(stated) > 1:
        return tuple(dict.fromkeys(meant))[:_MAX_READINGS], Flaw.ENCODING_CONTRADICTED
    return meant, None if _TOKEN.fullmatch(stated[0]) else Flaw.ENCODING_UNCLEAR


def _filename(dispositions: list[Value], types: list[Value]) -> tuple[str, Flaw | None]:
    """The attachment's name; a Content-Disposition's goes before a Content-Type's (RFC 2183 §2.3)."""
    named = [value.parameter("filename") for value in dispositions]
    named += [value.parameter("name") for value in types]
    names = [clean_name(decode_words(reading)) for each in named for reading in each.readings]
    filename = next(filter(None, names), "")
    if len({extension(name) for name in names}) > 1:
        return filename, Flaw.NAME_CONTRADICTED
    # A sloppy type of a text that has no name is no matter.
    telling = [value for value in types if filename or not value.main.lower().startswith(_NAMELESS)]
    telling += dispositions
    return filename, None if all(value.plain for value in telling) else Flaw.NAME_UNCLEAR
