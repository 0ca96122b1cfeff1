"""Signatures that a change has broken are taken off; one that still covers what it signed stays.

No key is looked up: a signature says after a change what it said before if the body and the fields that it
covers are the same in its canonical form. What other servers said of the message (Authentication-Results,
ARC) stays, for it is a record of what they saw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dkim.util import InvalidTagValueList, parse_tag_value

from gateway.rewriting.dkim.canonical import Form
from gateway.rewriting.dkim.likeness import BodyLikeness, HeaderLikeness
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.fields import FieldAt, fields_at, removed

_NAME = "dkim-signature"
_MOST_SIGNATURES = 50  # more are no mail, and none of them is looked at


def without_broken_signatures(before: bytes, after: bytes) -> bytes:
    """`after` without each DKIM-Signature that covered `before` and does not cover it."""
    fields = fields_at(after)
    signatures = {field: _covered(field) for field in fields if field.is_called(_NAME)}
    if not signatures or before == after:
        return after
    if len(signatures) > _MOST_SIGNATURES:
        return apply(after, map(removed, signatures))
    bodies, fields_before = BodyLikeness(before, after), fields_at(before)
    gone: set[FieldAt] = set()
    while True:  # one signature may cover another
        headers = HeaderLikeness(fields_before, [field for field in fields if field not in gone])
        broken = {
            field
            for field, covered in signatures.items()
            if field not in gone and not (covered and covered.is_same(bodies, headers))
        }
        if not broken:
            return apply(after, map(removed, gone))
        gone |= broken


@dataclass(frozen=True, slots=True)
class _Covered:
    """What a signature covers (RFC 6376 §3.5): c=, l= and h=, each name with the number of its fields."""

    header_form: Form
    body_form: Form
    length: int | None
    names: Mapping[str, int]

    def is_same(self, bodies: BodyLikeness, headers: HeaderLikeness) -> bool:
        return bodies.are_same(self.body_form, self.length) and all(
            headers.are_same(name, count, self.header_form) for name, count in self.names.items()
        )


def _covered(field: FieldAt) -> _Covered | None:
    """None for a signature that cannot be read, which no receiver takes for one."""
    try:
        tags = parse_tag_value(field.value)
        header_form, _, body_form = tags.get(b"c", b"simple").decode("ascii").partition("/")
        names = (name.strip().lower() for name in tags[b"h"].decode("ascii").split(":"))
        return _Covered(
            Form(header_form),
            Form(body_form or "simple"),
            int(tags[b"l"]) if b"l" in tags else None,
            Counter(names),
        )
    except (InvalidTagValueList, KeyError, ValueError):
        return None
