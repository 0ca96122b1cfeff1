"""Signs a message for the school's domain, when everything else has been done to it."""

from __future__ import annotations

from collections.abc import Iterator

import dkim

from gateway.rewriting.dkim.canonical import Form, canonical_body, canonical_field
from gateway.rewriting.dkim.key import DkimKey
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.fields import FieldAt, fields_at, put_on_top
from gateway.rewriting.mime.own_header import body_start, line_end

# Signed once more than they are there, so that nobody on the way can add another (RFC 6376 §8.15).
OVERSIGNED = (
    "from",
    "subject",
    "to",
    "cc",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
)
# Signed as often as they are there (§5.4.1): servers on the way may add their own.
SIGNED = (
    "sender",
    "reply-to",
    "in-reply-to",
    "references",
    "auto-submitted",
    "content-id",
    "content-disposition",
    "content-language",
)
_RELAXED = (b"relaxed", b"relaxed")


def sign(raw: bytes, key: DkimKey) -> bytes:
    """The message with a DKIM-Signature on top; below it stays byte for byte.

    dkimpy gets the canonical form, of which the canonical form is itself: its own way there takes quadratic
    time over long runs of white space.
    """
    fields = [field for field in fields_at(raw) if field.is_called(*OVERSIGNED, *SIGNED)]
    header = b"".join(canonical_field(field.name, field.value, Form.RELAXED) for field in fields)
    body = canonical_body(raw, body_start(raw), Form.RELAXED)
    signature = dkim.sign(
        header + b"\r\n" + body,
        selector=key.selector.encode("ascii"),
        domain=key.domain.encode("ascii"),
        privkey=key.private_key,
        canonicalize=_RELAXED,
        signature_algorithm=key.algorithm.encode("ascii"),
        include_headers=list(_names(fields)),
        linesep=line_end(raw),
    )
    return apply(raw, (put_on_top(signature),))


def _names(fields: list[FieldAt]) -> Iterator[bytes]:
    """What is signed, in the order of the tables: the h= tag."""
    counts = [(name, 1) for name in OVERSIGNED] + [(name, 0) for name in SIGNED]
    for name, more in counts:
        there = sum(field.is_called(name) for field in fields)
        for _ in range(there + more):
            yield name.encode("ascii")
