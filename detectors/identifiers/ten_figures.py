"""A number of ten figures by itself, in one piece or as 450 557 7104."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import mul

from detectors.identifiers.mark import GAP

_TEN = re.compile(
    rf"(?<![\w)+-])(?<![0-9][{GAP}.,/])([0-9]{{3}})([{GAP}]?)([0-9]{{3}})\2([0-9]{{4}})(?!\w|[{GAP}.,/][0-9])",
    re.ASCII,
)


def ten_figures(text: str, start: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Each with its figures in one piece; the second group of the match is what stands between them."""
    for match in _TEN.finditer(text, start, end):
        yield match, match[1] + match[3] + match[4]


def weighted_sum(figures: str) -> int:
    """10 times the first, 9 times the second … 2 times the ninth."""
    return sum(map(mul, map(int, figures[:9]), range(10, 1, -1)))
