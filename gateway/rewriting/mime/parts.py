"""A message is taken apart so that its parts can be changed where they stand: each leaf with its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detectors.finding import Location, Place
from detectors.mime.entity import Entity, describe
from detectors.mime.header import Header, read_header
from detectors.mime.leaves import BODY
from detectors.mime.names import Names
from detectors.mime.node import Node, Stray, open_multipart
from detectors.mime.parse import parse
from detectors.mime.structure import Span
from detectors.mime.transfer import decode_transfer
from gateway.rewriting.change import CannotRewriteError

_MOST_PARTS = 1000
_SEALED_TYPES = frozenset(
    {
        "multipart/signed",
        "multipart/encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/pgp-encrypted",
    }
)
_ARMOUR = re.compile(rb"^-----BEGIN PGP (?:SIGNED )?MESSAGE-----", re.MULTILINE)
_IN_TWO_WAYS = "Mail programs may read this message in different ways, so nothing in it is changed."
_SEALED = "The message is signed or encrypted, and a change would break that."
_TOO_MANY = "The message has too many parts to be changed."


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part that is no multipart. Offsets are those of the whole message.

    `whole` is its header and body, `body` the body as it stands, still encoded; neither has the line end
    that belongs to the boundary behind it. `multiparts` are the media types of those it stands in, the
    outermost first.
    """

    header: Header
    entity: Entity
    location: Location
    whole: Span
    body: Span
    encoded: bytes
    multiparts: tuple[str, ...] = ()

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone."""
        return decode_transfer(self.encoded, self.entity.encodings[0]).content

    @property
    def is_body(self) -> bool:
        return self.location.place is Place.BODY

    @property
    def is_seven_bit(self) -> bool:
        """Whether its body may hold no byte beyond ASCII (RFC 2045 §6.2)."""
        return self.entity.encodings[0] in {"", "7bit"}

    @property
    def content_id(self) -> str:
        return next(iter(self.header.values("content-id")), "")


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that may be changed: its bytes, its own header, its leaves in their order."""

    raw: bytes
    header: Header
    entity: Entity
    leaves: tuple[Leaf, ...]

    @property
    def texts(self) -> tuple[Leaf, ...]:
        """What is shown as the message's own text."""
        return tuple(leaf for leaf in self.leaves if leaf.is_body)

    @property
    def attachments(self) -> tuple[Leaf, ...]:
        return tuple(leaf for leaf in self.leaves if not leaf.is_body)


def take_apart(raw: bytes) -> Opened:
    """Raises CannotRewriteError for a message that is signed or encrypted, or has more than one reading."""
    if parse(raw).defects:
        raise CannotRewriteError(_IN_TWO_WAYS)
    header = read_header(raw, 0, len(raw))
    entity = describe(header, "text/plain")
    leaves = tuple(_named(_walk(Node(raw, Span(0, len(raw)), header=header))))
    for leaf in leaves:
        if leaf.is_body and _ARMOUR.search(leaf.content):
            raise CannotRewriteError(_SEALED)
    return Opened(raw, header, entity, leaves)


def _walk(whole: Node) -> Iterator[Leaf]:
    """The leaves of the first reading, which is the only one. Their locations are not settled yet."""
    stack: list[tuple[Node | Stray, tuple[str, ...]]] = [(whole, ())]
    for _ in range(_MOST_PARTS):
        if not stack:
            return
        node, above = stack.pop()
        if isinstance(node, Stray):
            continue
        header = node.header or read_header(node.raw, node.span.start, node.span.end)
        entity = describe(header, node.default_type)
        if entity.media_type in _SEALED_TYPES:
            raise CannotRewriteError(_SEALED)
        body = Span(header.body_start, node.span.end)
        may_hold_parts = entity.is_multipart or entity.boundaries
        opened = open_multipart(node, body, entity) if may_hold_parts else None
        if opened is None:
            encoded = node.raw[body.start : body.end]
            yield Leaf(header, entity, BODY, node.span, body, encoded, above)
        elif any(isinstance(each, Node) and each.raw is not node.raw for each in opened.content):
            raise CannotRewriteError(_IN_TWO_WAYS)  # a multipart that is itself encoded
        else:
            stack += [(each, (*above, entity.media_type)) for each in reversed(opened.content)]
    raise CannotRewriteError(_TOO_MANY)


def _named(leaves: Iterator[Leaf]) -> Iterator[Leaf]:
    """With the names under which the detectors report the attachments."""
    names = Names()
    for leaf in leaves:
        if _is_shown(leaf.entity):
            yield leaf
        else:
            path = names.give(leaf.entity.filename, leaf.entity.media_type)
            yield replace(leaf, location=Location(Place.ATTACHMENT, path))


def _is_shown(entity: Entity) -> bool:
    """Whether it is shown as the message's text."""
    if entity.filenames or entity.disposition not in {"", "inline"}:
        return False
    return entity.media_type.startswith("text/") and entity.media_type != "text/rfc822-headers"
