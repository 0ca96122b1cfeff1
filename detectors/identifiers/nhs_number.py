"""An NHS number, or its like in Scotland (CHI) and Northern Ireland (H&C): ten figures, the last checked.

NHS Data Dictionary, "NHS NUMBER". The number on the back of a book (ISBN-10) is checked in the same way, so
every one of those without an X has the form of an NHS number.
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
            yield Mark(Kind.NHS_NUMBER, match.start(), match.end(), figures, grouped=bool(match[2]))


def is_valid(figures: str) -> bool:
    """Whether the last of ten figures is 11 less the weighted sum of the others modulo 11, 11 being 0.

    One figure ten times is valid by that and nobody's number: 9999999999 is a learner who has no ULN yet.
    """
    check = -weighted_sum(figures) % 11
    return len(set(figures)) > 1 and check == int(figures[9])


def is_issued(figures: str) -> bool:
    """Whether it is in a range from which England, Wales and the Isle of Man give numbers."""
    return figures[0] in "467"
