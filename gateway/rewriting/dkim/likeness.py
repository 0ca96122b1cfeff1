"""How far two versions of a message are the same for a signature, whichever part of them it covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gateway.rewriting.dkim.canonical import Form, canonical_body, canonical_field
from gateway.rewriting.mime.alike import alike_at_the_start
from gateway.rewriting.mime.fields import FieldAt
from gateway.rewriting.mime.own_header import body_start


@dataclass(frozen=True, slots=True)
class _Alike:
    """The first `common` items of two sequences are the same; `whole`: so are all."""

    common: int
    whole: bool

    def up_to(self, count: int) -> bool:
        return self.whole or count <= self.common


_THE_SAME = _Alike(0, whole=True)


class BodyLikeness:
    """Compares two bodies, once in each canonical form."""

    def __init__(self, before: bytes, after: bytes) -> None:
        self._bodies = (before, body_start(before)), (after, body_start(after))
        self._alike: dict[Form, _Alike] = {}
        (_, start), (_, other) = self._bodies
        if before[start:] == after[other:]:
            self._alike = dict.fromkeys(Form, _THE_SAME)

    def are_same(self, form: Form, length: int | None) -> bool:
        """Up to that many octets (RFC 6376 §3.4.5), or as a whole."""
        if form not in self._alike:
            one, other = (canonical_body(raw, start, form) for raw, start in self._bodies)
            self._alike[form] = _Alike(alike_at_the_start(one, other), one == other)
        alike = self._alike[form]
        return alike.whole if length is None else alike.up_to(length)


class HeaderLikeness:
    """Compares the fields of each name in two headers, from the bottom up as they are signed (§5.4.2)."""

    def __init__(self, before: Iterable[FieldAt], after: Iterable[FieldAt]) -> None:
        self._before, self._after = _by_name(before), _by_name(after)
        self._alike: dict[tuple[str, Form], _Alike] = {}

    def are_same(self, name: str, count: int, form: Form) -> bool:
        """The lowest `count` fields of that name; there may be fewer, and then none may have been added."""
        if (name, form) not in self._alike:
            one, other = (
                [canonical_field(each.name, each.value, form) for each in reversed(fields.get(name, ()))]
                for fields in (self._before, self._after)
            )
            self._alike[name, form] = _Alike(alike_at_the_start(one, other), one == other)
        return self._alike[name, form].up_to(count)


def _by_name(fields: Iterable[FieldAt]) -> Mapping[str, Sequence[FieldAt]]:
    named: defaultdict[str, list[FieldAt]] = defaultdict(list)
    for field in fields:
        named[field.name.lower()].append(field)
    return named
