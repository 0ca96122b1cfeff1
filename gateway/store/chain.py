"""The chain of the record: each entry has a hash over itself and over the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

BEGINNING = "0" * 64  # what stands before the first entry


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it.

    detail_digest: a keyed digest (hex) of its detail; empty without one
    """

    number: int
    at: datetime
    school: str
    message: str
    actor: str
    action: str
    note: str
    detail_digest: str
    hash: str

    def expected(self, previous: str) -> str:
        """The hash that it must have after `previous`: SHA-256 (hex) of a JSON list, in this order."""
        said = [
            previous,
            self.number,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.school,
            self.message,
            self.actor,
            self.action,
            self.note,
            self.detail_digest,
        ]
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


class Flaw(StrEnum):
    """What may be wrong with a record."""

    MISSING = "missing"  # an entry was taken out
    CHANGED = "changed"  # an entry is not as it was written
    SHORTENED = "shortened"  # entries at the end were taken off
    ADDED = "added"  # an entry was put at the end by somebody without the key


@dataclass(frozen=True, slots=True)
class Break:
    """Where the record does not hold."""

    number: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class End:
    """The last entry: its number (0: there is none) and its hash."""

    number: int = 0
    hash: str = BEGINNING


NOTHING_YET = End()


def first_break(
    links: Iterable[Link], end: End | None = None, noted: End | None = None, beginning: End = NOTHING_YET
) -> Break | None:
    """The first place where the chain does not hold, None where it does. Reads each entry once.

    links: from the first to the last
    end: the last entry, as it is known from elsewhere
    noted: an entry as somebody noted it down at some time; nothing can be said of one before the beginning
    beginning: the last entry that was deleted because its time was up
    """
    last = beginning
    if noted and noted.number == last.number and noted != last:
        return Break(last.number, Flaw.CHANGED)
    for link in links:
        if link.number != last.number + 1:
            return Break(last.number + 1, Flaw.MISSING)
        if link.hash != link.expected(last.hash):
            return Break(link.number, Flaw.CHANGED)
        last = End(link.number, link.hash)
        if noted and noted.number == last.number and noted != last:
            return Break(last.number, Flaw.CHANGED)
    return _break_at_the_end(last, end, noted)


def _break_at_the_end(last: End, end: End | None, noted: End | None) -> Break | None:
    furthest = max(each.number for each in (last, end, noted) if each)
    if furthest > last.number:
        return Break(last.number + 1, Flaw.SHORTENED)
    if end is None or end == last:
        return None
    return Break(last.number, Flaw.ADDED if end.number < last.number else Flaw.CHANGED)
