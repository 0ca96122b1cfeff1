"""What a message or part says of itself in its Content-* fields (RFC 2045, RFC 2183)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from detectors.mime.flaws import Flaw
from detectors.mime.header import Header
from detectors.mime.names import clean_name, extension, turned
from detectors.mime.parameters import Value, loose_readings, read_value
from detectors.mime.words import decode_words

_MEDIA_TYPE = re.compile(r"[!#$&^_.+\-0-9A-Za-z]+/[!#$&^_.+\-0-9A-Za-z]+")
_MULTIPART = re.compile(r"multipart/[!#$&^_.+\-0-9a-z]+", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9a-z_-]*")
# What an encoding that is written badly, or in a way of its own, may mean.
_ENCODING_IN = re.compile(
    r"(?P<base64>64)|(?P<quoted>qp|quoted|print)|(?P<yenc>yenc)|(?P<binhex>binhex)|(?P<uuencode>uu)"
)
_MEANT = MappingProxyType(
    {
        "base64": "base64",
        "quoted": "quoted-printable",
        "yenc": "yenc",
        "binhex": "binhex",
        "uuencode": "uuencode",
    }
)
_FILLING = re.compile(r"\([^()]*+\)|[\"'\\\s]")
_LOOSE_NAME = re.compile(r"name\s*+\*?\s*+=", re.IGNORECASE)
_HINTS_AT_PARTS = re.compile(r"multi|bound", re.IGNORECASE)
_NAMELESS = ("text/", "multipart/")
_MAX_READINGS = 10  # of a thing that is stated again and again; it is contradictory after two
# Written in pieces or with a character set (RFC 2231), as an encoded word, or with letters that need care.
_ODD_BOUNDARY = re.compile(r"boundary\*|=\?[^?]+\?[bq]\?|[^\x09\x20-\x7e]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_NO_ENCODING = frozenset({"", "7bit", "8bit", "binary"})
_KNOWN_ENCODINGS = _NO_ENCODING | {"base64", "quoted-printable", "uuencode", "x-uuencode", "x-uue"}


@dataclass(frozen=True, slots=True)
class Entity:
    """The Content-* fields of one message or part, understood as far as they can be.

    `charsets`, `boundaries`, `encodings` and `filenames` are all that may be meant, the likeliest first (no
    file name and no boundary is none, no character set and no encoding an empty one); `media_type` is in
    lower case, and `declared` is False where it is only the default.
    """

    media_type: str
    declared: bool
    charsets: tuple[str, ...]
    boundaries: tuple[str, ...]
    encodings: tuple[str, ...]
    disposition: str
    filenames: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    delsp: bool = False  # RFC 3676 §4.2: a space at the end of a line that flows on is deleted

    @property
    def is_multipart(self) -> bool:
        return self.media_type.startswith("multipart/")

    @property
    def filename(self) -> str:
        return self.filenames[0] if self.filenames else ""

    @property
    def is_encoded(self) -> bool:
        return not _NO_ENCODING.issuperset(self.encodings)


def describe(header: Header, default: str) -> Entity:
    """Read the Content-* fields; `default` is the media type where none is stated."""
    types = [(text, read_value(text)) for text in header.values("content-type")]
    dispositions = [read_value(text) for text in header.values("content-disposition")]
    stated = [value.main.lower() for _, value in types if _MEDIA_TYPE.fullmatch(value.main)]
    encodings, encoding_flaw = _encodings(header.values("content-transfer-encoding"))
    filenames, name_flaw = _filenames(header, dispositions, [value for _, value in types])
    flaws = (
        *(flaw for text, value in types for flaw in _type_flaws(text, value)),
        Flaw.TYPE_CONTRADICTED if len(types) > 1 else None,
        encoding_flaw,
        name_flaw,
    )
    return Entity(
        media_type=_likeliest(stated, default),
        declared=bool(stated),
        charsets=tuple(dict.fromkeys(each.lower() for each in _readings(types, "charset")))[:_MAX_READINGS]
        or ("",),
        boundaries=tuple(dict.fromkeys(filter(None, _readings(types, "boundary"))))[:_MAX_READINGS],
        encodings=encodings,
        disposition=dispositions[0].main.lower() if dispositions else "",
        filenames=filenames,
        flaws=tuple(dict.fromkeys(filter(None, flaws))),
        delsp="yes" in map(str.lower, _readings(types, "delsp")),
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
    if len(stated) == 1 and stated[0] in _KNOWN_ENCODINGS:
        return stated, None
    meant = tuple(dict.fromkeys(each for value in values for each in _meant(value)))[:_MAX_READINGS]
    if len(stated) > 1:
        return meant, Flaw.ENCODING_CONTRADICTED
    return meant, Flaw.ENCODING_UNCLEAR if len(meant) > 1 or not _TOKEN.fullmatch(stated[0]) else None


def _meant(value: str) -> Iterator[str]:
    """All that one statement of an encoding may mean; one that is unheard of stays as it is."""
    plain = value.lower()
    if plain in _KNOWN_ENCODINGS:
        yield plain
        return
    compact = _FILLING.sub("", decode_words(value)).lower()  # without comments, in which it may yet stand
    found = [_MEANT[each.lastgroup or ""] for each in _ENCODING_IN.finditer(f"{compact} {plain}")]
    yield from dict.fromkeys(found)
    yield plain if _TOKEN.fullmatch(plain) and not found else ""


def _filenames(
    header: Header, dispositions: list[Value], types: list[Value]
) -> tuple[tuple[str, ...], Flaw | None]:
    """The attachment's names; a Content-Disposition's goes before a Content-Type's (RFC 2183 §2.3)."""
    named = [value.parameter("filename") for value in dispositions]
    named += [value.parameter("name") for value in types]
    readings = [reading for each in named for reading in each.readings]
    # A sloppy type of a text that has no name is no matter.
    telling = [value for value in types if any(readings) or not value.main.lower().startswith(_NAMELESS)]
    telling += dispositions
    plain = all(value.plain for value in telling)
    if not plain:
        stated = (*header.values("content-disposition"), *header.values("content-type"))
        readings += (reading for text in stated for reading in loose_readings(text, _LOOSE_NAME))
    decoded = [decode_words(reading) for reading in readings[:_MAX_READINGS]]
    names = dict.fromkeys(clean_name(name) for each in decoded for name in (each, turned(each)))
    return _telling(names), None if plain else Flaw.NAME_UNCLEAR


def _telling(names: Iterable[str]) -> tuple[str, ...]:
    """The first name, and those of the others that have a word in them which it has not."""
    first, *others = [name for name in names if name] or [""]
    told = set(_words(first)) if others else set()
    return tuple(filter(None, (first, *(name for name in others if not told.issuperset(_words(name))))))


def _words(name: str) -> list[str]:
    """The words and the extension, in lower case and without marks: é is as good as e."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [*_WORD.findall(plain), f".{extension(plain)}"]
