"""Whom a place in a text is about: the pupils of its sentence, or those named shortly before or after it.

A school's mail names a pupil once and goes on: "Grace Bishop joined us in May. She has an EHCP." So what
follows a name is looked through for BEFORE characters, which is a sentence or two, and what comes before it
only for AFTER. It weighs most where the later sentence refers back to somebody ("she", "her parents"); past
an empty line it counts only then, or where the name stands in a short line like a heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from detectors.names.sense import NameHit

BEFORE = 200  # characters at the most from a name to what is said later
AFTER = 100  # characters at the most from what is said to a name that follows
_REACH = 300  # characters at the most within one sentence
_SAME, _REFERS, _NEAR, _AHEAD = 1.0, 0.85, 0.65, 0.6

_WRAPPED = range(50, 81)  # characters of a line that a mail program may have broken
_LONGEST_HEADING = 60  # characters
_SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)[.!?][\"'”’)\]]?\s{1,9}(?=[^\sa-z])"
)
_NEW_LINE = re.compile(r"\n[ \t>]*(?=[-*•–·\n]|\d{1,2}[.)]|\Z)")
_EMPTY_LINE = re.compile(r"\n[ \t>]*\n")
_LABEL_END = re.compile(r"\s?[:\t|]")
_REFERENCE = re.compile(
    r"\b(?:she|he|they|her|hers|him|his|them|their|theirs"
    r"|(?:the|this|your) (?:child|pupil|student|boy|girl|family|parents)|mum|dad|mother|father)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class About:
    """The ids of the pupils whom a place is about.

    confidence: 0 to 1, by how close they are named and how sure their names are
    close: whether they are named in the same sentence or row, or the place is a label of a form
    """

    pupils: tuple[str, ...]
    confidence: float
    close: bool


def about(hits: Iterable[NameHit], weight: float, *, close: bool) -> About:
    """The pupils of all these names, of which there must be one."""
    hits = tuple(hits)
    pupils = dict.fromkeys(pupil for hit in hits for pupil in hit.pupils)
    return About(tuple(pupils), weight * max(hit.confidence for hit in hits), close)


class Neighbourhood:
    """One text and the names in it. `lines`: no sentence goes on into a second line, as in a table."""

    def __init__(self, text: str, hits: Sequence[NameHit], *, lines: bool = False) -> None:
        self._text = text
        self._hits = sorted(hits, key=lambda hit: hit.span)
        self._starts = [hit.span[0] for hit in self._hits]
        self._lines = lines

    @cached_property
    def _breaks(self) -> list[int]:
        """Where sentences begin; not asked for where no term stands near a name."""
        return [
            place
            for window in self.windows()
            for place in sorted(set(_breaks(self._text, *window, lines=self._lines)))
        ]

    def windows(self) -> Iterator[tuple[int, int]]:
        """The parts of the text that are near enough to a name, in their order, none overlapping."""
        start = end = 0
        for hit in self._hits:
            if hit.span[0] - _REACH > end:
                if end:
                    yield start, end
                start = hit.span[0] - _REACH
            end = max(end, min(hit.span[1] + _REACH, len(self._text)))
        if end:
            yield max(start, 0), end

    def about(self, start: int, end: int) -> About | None:
        """Whom the words from `start` to `end`, in one of the windows, are about."""
        first, last = self._sentence(start)
        within = self._between(max(first, start - _REACH), min(last, end + _REACH))
        if within:
            return about(within, _SAME, close=True)
        earlier = self._before(first)
        if earlier and start - earlier.span[1] <= BEFORE:
            weight = self._weight(earlier, first, last)
            if weight:
                close = self._text[first:start].isspace() or first == start
                is_label = close and bool(_LABEL_END.match(self._text, end))
                return about(self._with_neighbours(earlier), weight, close=is_label)
        later = bisect_left(self._starts, last)
        if later < len(self._hits) and not self._lines:
            hit = self._hits[later]
            if hit.span[0] - end <= AFTER and not _EMPTY_LINE.search(self._text, end, hit.span[0]):
                return about(self._with_neighbours(hit), _AHEAD, close=False)
        return None

    def _weight(self, hit: NameHit, first: int, last: int) -> float:
        """How much a sentence has to do with a name before it; 0 for nothing."""
        if _REFERENCE.search(self._text, first, min(last, first + _REACH)):
            return _REFERS
        if not _EMPTY_LINE.search(self._text, hit.span[1], first) or self._is_heading(hit):
            return _NEAR
        return 0

    def _is_heading(self, hit: NameHit) -> bool:
        """Whether a name stands in a short line by itself, such as "Re: Grace Bishop (8K)"."""
        earliest = max(0, hit.span[0] - _LONGEST_HEADING)
        start = max(earliest, self._text.rfind("\n", earliest, hit.span[0]) + 1)
        end = self._text.find("\n", hit.span[1], hit.span[1] + _LONGEST_HEADING)
        line = self._text[start:end].strip() if end > 0 else ""
        return 0 < len(line) <= _LONGEST_HEADING and 2 * len(hit.text) >= len(line) and line[-1] not in ".!?"

    def _before(self, place: int) -> NameHit | None:
        at = bisect_left(self._starts, place)
        return self._hits[at - 1] if at else None

    def _with_neighbours(self, hit: NameHit) -> Sequence[NameHit]:
        """All names of the sentence in which one stands."""
        first, last = self._sentence(hit.span[0])
        return self._between(max(first, hit.span[0] - _REACH), min(last, hit.span[1] + _REACH)) or (hit,)

    def _between(self, first: int, last: int) -> Sequence[NameHit]:
        at = bisect_left(self._starts, first)
        before = self._hits[at - 1 : at] if at else []
        reaching = [hit for hit in before if hit.span[1] > first]
        return [*reaching, *islice(self._hits, at, bisect_left(self._starts, last))]

    def _sentence(self, place: int) -> tuple[int, int]:
        at = bisect_right(self._breaks, place)
        first = self._breaks[at - 1] if at else 0
        return first, self._breaks[at] if at < len(self._breaks) else len(self._text)


def _breaks(text: str, start: int, end: int, *, lines: bool) -> Iterator[int]:
    """Where sentences begin in a part of a text."""
    yield start
    for match in _SENTENCE_END.finditer(text, start, end):
        yield match.end()
    longest = _WRAPPED.stop
    line = max(text.rfind("\n", max(0, start - longest), start) + 1, start - longest, 0)
    place = text.find("\n", start, end)
    while place >= 0:
        if lines or place - line not in _WRAPPED or "\t" in text[line:place] or _NEW_LINE.match(text, place):
            yield place + 1
        line = place + 1
        place = text.find("\n", line, end)
