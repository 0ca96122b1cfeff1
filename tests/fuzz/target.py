"""A target is one thing that is fuzzed: its name, the function that must hold, how large its inputs grow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[bytes], None]
Within = Callable[[bytes, int], bytes]  # libFuzzer's own mutation of a piece, to at most so many bytes


# Changes an input to at most so many bytes, where blind changes only break its checksum. The same
# number makes the same choices.
Mutator = Callable[[bytes, int, int, Within], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """check: runs the real code on any bytes; raises, AssertionError for choice, where a promise is broken
    longest: bytes of an input; a short one finds as much in less time
    mutate: knows the format; without it changes are blind
    """

    name: str
    check: Check
    longest: int = 2_048
    mutate: Mutator | None = None
