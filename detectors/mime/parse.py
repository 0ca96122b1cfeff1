"""Bytes become a Message: its header, its leaves in order, and everything odd about it.

Where mail programs would read the message differently, what any of them would show is among the leaves:
first the reading of most programs, then what others would find instead. Most mail has one reading, and
costs no more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.message import HeaderField, Message
from detectors.mime.flaws import Flaw
from detectors.mime.header import Field, Header, read_header
from detectors.mime.leaves import BODY, Leaves
from detectors.mime.node import Node
from detectors.mime.reading import Reading
from detectors.mime.structure import Span
from detectors.mime.variants import variants
from detectors.mime.words import decode_words


def parse(raw: bytes) -> Message:
    """Take a message apart. Never raises, whatever the bytes; time is linear in their number."""
    leaves = Leaves(len(raw))
    header = read_header(raw, 0, len(raw))
    flaws = tuple(_flaws_of_whole(raw, header))
    leaves.flaw(BODY, *flaws)
    Reading(leaves).read(Node(raw, Span(0, len(raw)), header=header))
    if Flaw.NULS in flaws or Flaw.LINE_ENDS in flaws:
        for variant in variants(raw):
            Reading(leaves).read(Node(variant, Span(0, len(variant)), other=True))
    return Message(
        _decoded(header.fields), tuple(leaves.parts), leaves.settle(), _decoded(leaves.fields_of_parts)
    )


def _decoded(fields: Iterable[Field]) -> tuple[HeaderField, ...]:
    return tuple(HeaderField(field.name, decode_words(field.value)) for field in fields)


def _flaws_of_whole(raw: bytes, header: Header) -> Iterator[Flaw]:
    if not header.fields:
        yield Flaw.NO_HEADER
    if b"\0" in raw:
        yield Flaw.NULS
    # Unix keeps mail with LF alone; what matters is that all lines end alike (RFC 5322 §2.3).
    crlf = raw.count(b"\r\n")
    if raw.count(b"\r") != crlf or (crlf and raw.count(b"\n") != crlf):
        yield Flaw.LINE_ENDS
