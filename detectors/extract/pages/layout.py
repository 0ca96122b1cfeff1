"""Where the words stand on a page says what belongs together: lines, and the cells of a table.

Programs that read a page follow its columns, so that a list of forenames comes out before the list of the
surnames beside it. Here a row goes across the whole page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_WIDE_GAP = 1.0  # between two cells: times the height of the words
_TILTS = (0.0, *(side * step / 2 for step in range(1, 11) for side in (1, -1)))  # degrees, the least first


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the box round it, in any unit, downwards. `line`: it was read as part of that line."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    line: int = 0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


def table_of(words: Iterable[Word]) -> tuple[tuple[str, ...], ...]:
    """The rows of more than one cell, top first; none where there are not two of them."""
    rows = tuple(row for row in rows_of(words) if len(row) > 1)
    return rows if len(rows) > 1 else ()


def rows_of(words: Iterable[Word]) -> tuple[tuple[str, ...], ...]:
    """The words in rows across the page, top first, and in cells where the gaps are wide."""
    rows = _rows(words)
    usual = _usual_height(word for row in rows for word in row)
    return tuple(_cells(row, usual) for row in rows)


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    by_height = sorted(words, key=lambda word: word.middle)
    usual = _usual_height(by_height)
    rows: list[list[Word]] = []
    for word in by_height:
        # Commas and quotation marks have small boxes, so the usual height counts as well.
        if rows and word.middle - rows[-1][0].middle <= max(rows[-1][0].height, usual) / 2:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _usual_height(words: Iterable[Word]) -> float:
    return median([word.height for word in words] or [0.0])


def _cells(row: Sequence[Word], usual: float) -> tuple[str, ...]:
    across = sorted(row, key=lambda word: word.left)
    cells = [[across[0].text]]
    for before, word in pairwise(across):
        if word.left - before.right > _WIDE_GAP * usual:
            cells.append([])
        cells[-1].append(word.text)
    return tuple(" ".join(cell) for cell in cells)


def upright(words: Sequence[Word]) -> list[Word]:
    """The words as they stand once the page is turned so that its lines go from left to right.

    By quarter turns, in the direction in which the words of a line follow each other.
    """
    across = down = 0.0
    for first, second in pairwise(words):
        if first.line == second.line:
            across += (second.left + second.right) - (first.left + first.right)
            down += (second.top + second.bottom) - (first.top + first.bottom)
    if abs(down) > abs(across):
        return [_turned(word, math.copysign(math.pi / 2, down)) for word in words]
    return list(words) if across >= 0 else [_turned(word, math.pi) for word in words]


def straight(words: Sequence[Word]) -> list[Word]:
    """The words of a page that was laid a little askew on the scanner: as few lines come out as can."""
    turned = ([_turned(word, math.radians(tilt)) for word in words] for tilt in _TILTS)
    return min(turned, key=lambda each: len(_rows(each)))  # the first, and so the least tilt, of the best


def _turned(word: Word, angle: float) -> Word:
    """Its centre turned back by the angle; its box the right way round again where it lay on its side."""
    width, height = word.right - word.left, word.height
    cosine, sine = math.cos(angle), math.sin(angle)
    if abs(sine) > abs(cosine):
        width, height = height, width
    x, y = (word.left + word.right) / 2, word.middle
    x, y = x * cosine + y * sine, y * cosine - x * sine
    return replace(word, left=x - width / 2, right=x + width / 2, top=y - height / 2, bottom=y + height / 2)
