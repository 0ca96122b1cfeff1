"""The records of a presentation lie one inside the other; here they come one by one ([MS-PPT] §2.3.1)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.extract.budget import Budget

_CONTAINER = 0xF  # recVer
_HEADER = struct.Struct("<HHI")
_TAG_DATA = 0x138B  # §2.11.14, BinaryTagDataBlob: no container by its header, but with records in it


@dataclass(frozen=True, slots=True)
class Container:
    """A container, the number by which it is told from others of its type, and where it ends."""

    kind: int
    instance: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """A record: an atom with its body, or a container that begins (`body` is None) or has ended (`ended`).

    inside: the containers round it, the outermost first; one that begins or ends is not among them
    """

    kind: int
    instance: int
    body: bytes | None
    inside: list[Container]
    ended: bool = False


def events(stream: bytes, budget: Budget) -> Iterator[Event]:
    """Everything in some records; what is longer than what it lies in is cut off."""
    inside: list[Container] = []
    at, count = 0, 0
    while True:
        limit = inside[-1].end if inside else len(stream)
        if at + _HEADER.size > limit:
            if not inside:
                return
            closed = inside.pop()
            yield Event(closed.kind, closed.instance, None, inside, ended=True)
            at = closed.end
            continue
        head, kind, size = _HEADER.unpack_from(stream, at)
        stop = min(at + _HEADER.size + size, limit)
        count += 1
        if count % 4_096 == 0:
            budget.check_time()
        if head & 0xF == _CONTAINER or kind == _TAG_DATA:
            yield Event(kind, head >> 4, None, inside)
            inside.append(Container(kind, head >> 4, stop))
            at += _HEADER.size
        else:
            yield Event(kind, head >> 4, stream[at + _HEADER.size : stop], inside)
            at = stop


def outermost(stream: bytes, wanted: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Where the records that lie in no other begin and end, in order, and whether they are whole.

    `wanted` are places where one ought to begin, in order: a damaged record ends at the next of them.
    """
    at, following = 0, iter(wanted)
    while at + _HEADER.size <= len(stream):
        _, kind, size = _HEADER.unpack_from(stream, at)
        end = at + _HEADER.size + size
        is_whole = bool(kind) and end <= len(stream)
        if not is_whole:
            end = next((place for place in following if place > at), len(stream))
        if kind:
            yield at, end, is_whole
        at = end
