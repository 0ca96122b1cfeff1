"""Which pupils are named near a place in a text, the nearest first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.matter import Sighting
from detectors.names.sense import NameHit

REACH = 200  # characters
_RECORD = 1000  # characters of a row that is one record; a longer one is a page that was laid out as a table
_MARGIN = 40  # the longest that anything is which is looked for near a name
_MOST = 8  # names to either side that are looked at
_APART = re.compile(r"(?<![A-Z][a-z])[.!?][\"'”’)]?\s+[A-Z]|\n[ \t\r>]*\n")


@dataclass(frozen=True, slots=True)
class Vicinity:
    """The names of a sighting, by where they begin. `reach`: how far from a name something is near."""

    text: str
    hits: tuple[NameHit, ...]
    starts: tuple[int, ...]
    reach: int

    @classmethod
    def of(cls, sighting: Sighting) -> Vicinity:
        hits = tuple(sorted(sighting.hits, key=lambda hit: hit.span))
        record = sighting.is_row and len(sighting.text) <= _RECORD
        return cls(sighting.text, hits, tuple(hit.span[0] for hit in hits), _RECORD if record else REACH)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """The parts of the text that are near a name, in their order, none overlapping."""
        begin = end = -1
        for hit in self.hits:
            first = max(0, hit.span[0] - self.reach - _MARGIN)
            last = min(len(self.text), hit.span[1] + self.reach + _MARGIN)
            if first <= end:
                end = max(end, last)
                continue
            if end >= 0:
                yield begin, end
            begin, end = first, last
        if end >= 0:
            yield begin, end

    def near(self, start: int, end: int) -> tuple[NameHit, ...]:
        """The names near `text[start:end]`: on its line, then above, then below, the nearest first."""
        at = bisect_left(self.starts, start)
        around = self.hits[max(0, at - _MOST) : at + _MOST]
        close = (hit for hit in around if _gap(hit, start, end) <= self.reach)
        return tuple(sorted(close, key=lambda hit: self._order(hit, start, end)))

    def in_one_breath(self, hit: NameHit, start: int, end: int) -> bool:
        """Whether neither a sentence nor a paragraph ends between the name and `text[start:end]`."""
        return _APART.search(self._between(hit, start, end)) is None

    def _order(self, hit: NameHit, start: int, end: int) -> tuple[bool, bool, int]:
        other_line = "\n" in self._between(hit, start, end)
        return other_line, other_line and hit.span[0] >= end, _gap(hit, start, end)

    def _between(self, hit: NameHit, start: int, end: int) -> str:
        return self.text[min(hit.span[1], end) : max(hit.span[0], start)]


def _gap(hit: NameHit, start: int, end: int) -> int:
    return max(0, start - hit.span[1], hit.span[0] - end)
