"""Bytes become a Message: its header, its leaves in order, and everything odd about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.finding import Location, Place
from detectors.message import Defect, HeaderField, Message, Part
from detectors.mime.charset import decode
from detectors.mime.entity import Entity, describe
from detectors.mime.flaws import Flaw
from detectors.mime.header import Header, read_header
from detectors.mime.names import Names, clean_name
from detectors.mime.structure import Multipart, Span, hides_mime, holds_parts, split_multipart
from detectors.mime.transfer import decode_transfer
from detectors.mime.uuencode import find_files, has_other_file
from detectors.mime.words import decode_words

_MAX_DEPTH = 50
_MAX_PARTS = 10_000
_BODY = Location(Place.BODY)
_WIDE = ("utf-16", "utf-32", "ucs-2", "unicode")  # character sets in which text holds null characters


@dataclass(frozen=True, slots=True)
class _Node:
    """A message or part still to be read: raw[span], inside parts with these boundaries."""

    raw: bytes
    span: Span
    default_type: str = "text/plain"
    outer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stray:
    """Text before the first part or after the last, which some mail programs show."""

    raw: bytes
    span: Span


@dataclass(slots=True)
class _Leaves:
    """The leaves and defects of one message, as they are being gathered."""

    parts: list[Part] = field(default_factory=list)
    defects: dict[Defect, None] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    def flaw(self, location: Location, *flaws: Flaw | None) -> None:
        self.defects.update((Defect(location, flaw.value), None) for flaw in flaws if flaw)

    def body(self, content: bytes, media_type: str = "text/plain", charset: str = "") -> None:
        self.parts.append(Part(_BODY, media_type, charset, "", content))

    def attachment(self, content: bytes, media_type: str, charset: str, filename: str) -> Location:
        location = Location(Place.ATTACHMENT, self.names.give(filename, media_type))
        self.parts.append(Part(location, media_type, charset, filename, content))
        return location


def parse(raw: bytes) -> Message:
    """Take a message apart. Never raises, whatever the bytes; time is linear in their number."""
    leaves = _Leaves()
    whole = Span(0, len(raw))
    header = read_header(raw, whole.start, whole.end)
    leaves.flaw(_BODY, *_flaws_of_whole(raw, header))
    stack = list(reversed(_read(_Node(raw, whole), header, leaves)))
    for _ in range(_MAX_PARTS):
        if not stack:
            break
        item = stack.pop()
        if isinstance(item, _Stray):
            _read_stray(item, leaves)
        else:
            header_of_part = read_header(item.raw, item.span.start, item.span.end)
            stack += reversed(_read(item, header_of_part, leaves))
    if stack:
        leaves.flaw(_BODY, Flaw.TOO_MANY_PARTS)
    fields = tuple(HeaderField(field.name, decode_words(field.value)) for field in header.fields)
    return Message(fields, tuple(leaves.parts), tuple(leaves.defects))


def _flaws_of_whole(raw: bytes, header: Header) -> Iterator[Flaw]:
    if not header.fields:
        yield Flaw.NO_HEADER
    if b"\0" in raw:
        yield Flaw.NULS
    # Unix keeps mail with LF alone; what matters is that all lines end alike (RFC 5322 §2.3).
    crlf = raw.count(b"\r\n")
    if raw.count(b"\r") != crlf or (crlf and raw.count(b"\n") != crlf):
        yield Flaw.LINE_ENDS


def _read(node: _Node, header: Header, leaves: _Leaves) -> list[_Node | _Stray]:
    """Add the node to the leaves, or return what it holds."""
    entity = describe(header, node.default_type)
    body = Span(header.body_start, node.span.end)
    flaws = [*header.flaws, *entity.flaws]
    if entity.is_encoded and entity.media_type.startswith(("multipart/", "message/")):
        flaws.append(Flaw.ENCODING_NESTED)  # RFC 2045 §6.4
    if entity.is_multipart or entity.boundaries:
        if len(node.outer) >= _MAX_DEPTH:
            flaws.append(Flaw.TOO_DEEP)
        elif opened := _open(node, body, entity):
            leaves.flaw(_BODY, *flaws, *opened.flaws)
            return opened.content
        elif entity.is_multipart:
            flaws.append(Flaw.BOUNDARY_MISSING)
    _add_leaf(node.raw[body.start : body.end], entity, flaws, leaves)
    return []


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a multipart holds, in order."""

    content: list[_Node | _Stray]
    flaws: tuple[Flaw, ...]


def _open(node: _Node, body: Span, entity: Entity) -> _Opened | None:
    """Take a multipart apart by the first of its boundaries that occurs, as it stands or else decoded."""
    buffers = [(node.raw, body)]
    if entity.is_encoded:
        decoded = decode_transfer(node.raw[body.start : body.end], entity.encodings[0]).content
        buffers.append((decoded, Span(0, len(decoded))))
    for raw, span in buffers:
        for boundary in entity.boundaries:
            multipart = split_multipart(raw, span, boundary.encode(), _MAX_PARTS)
            if multipart:
                return _content(raw, multipart, boundary, node.outer, entity.media_type)
    return None


def _content(
    raw: bytes, multipart: Multipart, boundary: str, outer: tuple[str, ...], media_type: str
) -> _Opened:
    # RFC 2046 §5.1.5: the parts of a digest are messages unless they say otherwise.
    default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    shared = any(each.startswith(boundary) or boundary.startswith(each) for each in outer)
    content: list[_Node | _Stray] = [
        _Stray(raw, multipart.preamble),
        *(_Node(raw, span, default, (*outer, boundary)) for span in multipart.parts),
        _Stray(raw, multipart.epilogue),
    ]
    return _Opened(content, (*multipart.flaws, *((Flaw.BOUNDARY_SHARED,) if shared else ())))


def _read_stray(stray: _Stray, leaves: _Leaves) -> None:
    text = stray.raw[stray.span.start : stray.span.end]
    if text.strip():
        leaves.body(text)
        leaves.flaw(_BODY, Flaw.HIDDEN_PARTS if hides_mime(text) else None)


def _add_leaf(data: bytes, entity: Entity, flaws: list[Flaw], leaves: _Leaves) -> None:
    """Add one part in each of the ways in which it may be decoded."""
    decodings = [decode_transfer(data, encoding) for encoding in entity.encodings]
    flaws += [decoded.flaw for decoded in decodings if decoded.flaw]
    if entity.media_type == "message/partial":
        flaws.append(Flaw.FRAGMENT)  # RFC 2046 §5.2.2
    if not entity.declared and holds_parts(data):
        flaws.append(Flaw.HIDDEN_PARTS)
    contents = dict.fromkeys(
        content for decoded in decodings for content in (decoded.content, *decoded.others)
    )
    for content in contents:
        if _is_body(entity):
            media_type = "text/plain" if entity.is_multipart else entity.media_type
            leaves.body(content, media_type, entity.charset)
            leaves.flaw(_BODY, *flaws)
            _read_text(content, entity, leaves)
        else:
            location = leaves.attachment(content, entity.media_type, entity.charset, entity.filename)
            leaves.flaw(location, *flaws)


def _is_body(entity: Entity) -> bool:
    """Whether it is shown as the message's text. A multipart that cannot be opened is."""
    if entity.filename or entity.disposition not in {"", "inline"}:
        return False
    return entity.is_multipart or (
        entity.media_type.startswith("text/") and entity.media_type != "text/rfc822-headers"
    )


def _read_text(content: bytes, entity: Entity, leaves: _Leaves) -> None:
    """Look for files that are written into the text."""
    if b"\0" in content and not entity.charset.startswith(_WIDE):
        leaves.flaw(_BODY, Flaw.NOT_TEXT)
    if entity.media_type == "text/html":
        return
    if has_other_file(content):
        leaves.flaw(_BODY, Flaw.FILE_IN_TEXT)
    for file in find_files(content):
        if len(leaves.parts) >= _MAX_PARTS:
            leaves.flaw(_BODY, Flaw.TOO_MANY_PARTS)
            return
        name = clean_name(decode(file.name, ""))
        location = leaves.attachment(file.content, "application/octet-stream", "", name)
        leaves.flaw(location, None if file.whole else Flaw.UUENCODE_BROKEN)
