"""Edits replace stretches of a message and leave every other byte as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Edit:
    """raw[start:end] becomes `new`; where both are the same place, `new` is put in there."""

    start: int
    end: int
    new: bytes


def apply(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with all edits made; those at one place in order. Raises ValueError where two overlap."""
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=attrgetter("start", "end")):
        if edit.start < position or edit.end < edit.start or edit.end > len(raw):
            raise ValueError("edits overlap, or lie outside of the message")
        pieces += (raw[position : edit.start], edit.new)
        position = edit.end
    pieces.append(raw[position:])
    return b"".join(pieces)
