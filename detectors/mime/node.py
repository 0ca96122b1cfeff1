"""A message or part that is still to be read, and what it holds where it is a multipart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detectors.mime.entity import Entity
from detectors.mime.flaws import Flaw
from detectors.mime.header import Header
from detectors.mime.leaves import MAX_PARTS
from detectors.mime.structure import Multipart, Span, split_multipart
from detectors.mime.transfer import decode_transfer


@dataclass(frozen=True, slots=True)
class Node:
    """raw[span], inside parts with the boundaries `outer`; with its header, if that was read already.

    `other`: it belongs to another reading than the first. `settled`: its header is one reading of several.
    `flat`: its own parts are cut out of it already.
    """

    raw: bytes
    span: Span
    default_type: str = "text/plain"
    outer: tuple[str, ...] = ()
    header: Header | None = None
    other: bool = False
    settled: bool = False
    flat: bool = False


@dataclass(frozen=True, slots=True)
class Stray:
    """Text before the first part or after the last, which some mail programs show."""

    raw: bytes
    span: Span
    other: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What a multipart holds, in order."""

    content: tuple[Node | Stray, ...]
    flaws: tuple[Flaw, ...]


def open_multipart(node: Node, body: Span, entity: Entity) -> Opened | None:
    """Take a multipart apart by the first of its boundaries that occurs, as it stands or else decoded.

    One that is encoded (against RFC 2045 §6.4) holds, if it can be read in both ways, what it holds in both.
    """
    plain = _split(node, body, entity)
    if not entity.is_encoded:
        return plain
    data = node.raw[body.start : body.end]
    decoded = decode_transfer(data, entity.encodings[0]).content
    if decoded == data:
        return plain
    inner = replace(node, raw=decoded, other=node.other or plain is not None)
    opened = _split(inner, Span(0, len(decoded)), entity)
    if plain is None:
        return opened
    if opened is None:
        # The label of quoted-printable is a common slip, that of base64 on what is none is a riddle.
        unclear = () if entity.encodings[0] == "quoted-printable" else (Flaw.ENCODING_UNCLEAR,)
        return replace(plain, flaws=(*plain.flaws, *unclear))
    return Opened((*plain.content, *opened.content), (*plain.flaws, *opened.flaws))


def _split(node: Node, body: Span, entity: Entity) -> Opened | None:
    for boundary in entity.boundaries:
        multipart = split_multipart(node.raw, body, boundary.encode("utf-8", "replace"), MAX_PARTS)
        if multipart:
            return _content(node, multipart, boundary, entity.media_type)
    return None


def _content(node: Node, multipart: Multipart, boundary: str, media_type: str) -> Opened:
    # RFC 2046 §5.1.5: the parts of a digest are messages unless they say otherwise.
    default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    shared = any(each.startswith(boundary) or boundary.startswith(each) for each in node.outer)
    outer = (*node.outer, boundary)
    parts = (Node(node.raw, span, default, outer, other=node.other) for span in multipart.parts)
    return Opened(
        (
            Stray(node.raw, multipart.preamble, node.other),
            *parts,
            Stray(node.raw, multipart.epilogue, node.other),
        ),
        (*multipart.flaws, Flaw.BOUNDARY_SHARED) if shared else multipart.flaws,
    )
