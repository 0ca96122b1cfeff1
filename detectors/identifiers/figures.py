"""Where in a text figures stand in a row: identifiers have six of them or more, and most text has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

# Each figure as "0", and as "-" what may stand between two, which beyond Latin-1 is written as "?".
_OUTLINE = bytes(
    ord("0" if chr(code) in "0123456789" else "-" if chr(code) in "- \xa0?" else "x") for code in range(256)
)
_IN_A_ROW = re.compile(rb"0(?:-?0){5,}+")
_MOST = 1_000  # stretches; then the whole text is one
_BESIDE = 16  # characters on either side: letters of the identifier, and what may not stand beside it


def figures_in(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch in which six figures may stand in a row, in order and apart."""
    found = list(islice(_stretches(text), _MOST + 1))
    return found if len(found) <= _MOST else [(0, len(text))]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    begin = end = -1
    for run in _IN_A_ROW.finditer(text.encode("latin-1", "replace").translate(_OUTLINE)):
        if run.start() - _BESIDE > end:
            if end >= 0:
                yield begin, end
            begin = max(0, run.start() - _BESIDE)
        end = min(len(text), run.end() + _BESIDE)
    if end >= 0:
        yield begin, end
