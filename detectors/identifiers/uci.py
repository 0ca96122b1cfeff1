"""A unique candidate identifier of the exam boards: centre, board, year, candidate, and a check letter.

Joint Council for Qualifications, "Unique Candidate Identifiers (UCIs)".
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from detectors.identifiers.mark import Kind, Mark

_UCI = re.compile(r"(?<![A-Za-z0-9])[0-9]{5}[0-9A-Z][0-9]{6}[A-HK-MRTVWXY](?![A-Za-z0-9])")
_LETTERS = "ABCDEFGHKLMRTVWXY"


def find(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Mark]:
    """Every valid one, in one piece."""
    for match in _UCI.finditer(text, start, end):
        if is_valid(match[0]):
            yield Mark(Kind.UCI, *match.span(), match[0])


def is_valid(value: str) -> bool:
    """Whether the last letter is that of the twelve before it, 16 to 5 times each, modulo 17.

    The sixth may be a letter: A to P count as 1 to 16. For the others one finds 17 to 26 in use, and 10 to 16
    again and again; either will do.
    """
    figures, sixth = value[:5] + "0" + value[6:12], value[5]
    total = sum(int(figure) * weight for figure, weight in zip(figures, range(16, 4, -1), strict=True))
    return any(_LETTERS[(total + worth * 11) % 17] == value[12] for worth in _worths(sixth))


def _worths(character: str) -> tuple[int, ...]:
    if character.isdecimal():
        return (int(character),)
    place = ord(character) - ord("A") + 1
    return (place,) if place <= 16 else (place, 10 + (place - 17) % 7)
