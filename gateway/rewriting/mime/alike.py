"""How far two things are alike from their beginning."""

from __future__ import annotations

from collections.abc import Sequence


def alike_at_the_start(one: Sequence[object], other: Sequence[object]) -> int:
    """How many items at the beginning are the same, found by halves: comparing slices is fast."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
