"""Finds in a text what is known to stand there, however it was typed, and whatever parts its words."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice

from detectors.names.fold import Folded, fold
from detectors.names.rows import CELL_END

MOST_SPOTS = 2_000  # of one text that are looked for
_SEPARATORS = r"[\s,;|\"" + CELL_END + "]"  # between two words, or two cells of a row
_GAP = re.compile(f"{_SEPARATORS}+")
_WORD = re.compile(r"\w")


class Spots:
    """One text, made ready to be searched for many others."""

    def __init__(self, text: str) -> None:
        self._text = text

    def all(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Every place where it stands as whole words, as offsets in the text."""
        needle, text = _needle(wanted), self._canonical[0]
        if needle and needle in text:
            for place in islice(_alone(needle).finditer(text), MOST_SPOTS):
                yield self._span(*place.span())

    def first(self, wanted: str, after: int = 0) -> tuple[int, int] | None:
        """The first place behind the offset `after`. Much the faster where it is not within other words."""
        needle, text = _needle(wanted), self._canonical[0]
        start = text.find(needle, self._canonical_offset(after)) if needle else -1
        if start < 0:
            return None
        alone = _alone(needle)
        place = alone.match(text, start) or alone.search(text, start + 1)
        return self._span(*place.span()) if place else None

    @cached_property
    def _folded(self) -> Folded:
        return fold(self._text)

    @cached_property
    def _canonical(self) -> tuple[str, array[int]]:
        """The folded text with one space for each gap, and where in it each character stands."""
        folded = self._folded.text
        pieces: list[str] = []
        offsets = array("q")
        done = 0
        for gap in _GAP.finditer(folded):
            pieces += (folded[done : gap.start()], " ")
            offsets.extend(range(done, gap.start() + 1))
            done = gap.end()
        pieces.append(folded[done:])
        offsets.extend(range(done, len(folded)))
        return "".join(pieces), offsets

    def _span(self, start: int, end: int) -> tuple[int, int]:
        _, offsets = self._canonical
        return self._folded.span(offsets[start], offsets[end - 1] + 1)

    def _canonical_offset(self, after: int) -> int:
        _, offsets = self._canonical
        return bisect_left(offsets, after, key=lambda each: self._folded.span(each, each + 1)[0])


def _needle(wanted: str) -> str:
    return _GAP.sub(" ", fold(wanted).text).strip()


@lru_cache(maxsize=1024)
def _alone(needle: str) -> re.Pattern[str]:
    """No word goes on before or behind it. Takes time in proportion to the text, whatever that is."""
    before = r"(?<!\w)" if _WORD.match(needle[0]) else ""
    behind = r"(?!\w)" if _WORD.match(needle[-1]) else ""
    return re.compile(f"{before}{re.escape(needle)}{behind}")
