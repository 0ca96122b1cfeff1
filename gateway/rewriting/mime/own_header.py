"""A message's own header, if all mail programs read it alike; else it is left alone."""

from __future__ import annotations

from detectors.mime.header import read_header
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.fields import FieldAt, fields_at

LONGEST_LINE = 78  # RFC 5322 §2.1.1, what is recommended
_IN_TWO_WAYS = "Mail programs may read the header of this message in different ways, so it is not changed."


def own_fields(raw: bytes) -> tuple[FieldAt, ...]:
    """The fields in their order. Raises CannotRewriteError for a header with a line that is none."""
    header = read_header(raw, 0, len(raw))
    fields = fields_at(raw)
    if header.flaws or not fields or len(fields) != len(header.fields):
        raise CannotRewriteError(_IN_TWO_WAYS)
    return fields


def line_end(raw: bytes) -> bytes:
    """How the message's lines end: CRLF, or LF alone as it is kept on Unix."""
    first = raw.find(b"\n")
    return b"\n" if first == 0 or (first > 0 and raw[first - 1 : first] != b"\r") else b"\r\n"


def body_start(raw: bytes) -> int:
    """The index behind the empty line; the message's length where there is none."""
    return read_header(raw, 0, len(raw)).body_start
