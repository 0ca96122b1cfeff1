"""A unique learner number: ten figures, the last of which is checked.

Learning Records Service; HESA's C17051 field ULN gives the calculation. No ULN is a valid NHS number.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from detectors.identifiers.mark import Kind, Mark
from detectors.identifiers.ten_figures import ten_figures, weighted_sum


def find(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Mark]:
    """Every valid one. One number in eleven is, by accident."""
    for match, figures in ten_figures(text, start, end):
        if is_valid(figures):
            yield Mark(Kind.ULN, match.start(), match.end(), figures)


def is_valid(figures: str) -> bool:
    """Whether the last of ten figures is 10 less the weighted sum of the others modulo 11.

    9999999999 stands for a learner who has none yet; it fails, as it should.
    """
    rest = weighted_sum(figures) % 11
    return figures[0] != "0" and rest != 0 and int(figures[9]) == 10 - rest
