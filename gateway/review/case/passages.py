"""A text as it is read in a case: what was found is marked, and long stretches without it are folded."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from gateway.inspection.exhibit import Span

_SHORT_TEXT = 2_500  # characters that nobody minds to read as a whole
_LONGEST_SHORT_TEXT = 2_500  # characters that nobody minds to read as a whole
_LONGEST_LINE = 400  # characters; a longer one is folded in pieces
_AROUND = 2  # lines before and behind a mark that are shown with it
_OPENING = 12  # lines of a text in which nothing was found
_SHORTEST_FOLD = 6  # lines that are worth folding
_AT_MOST = f"{{1,{_LONGEST_LINE}}}"
_LINE = re.compile(rf"[^\n]{_AT_MOST}(?:\n|\Z|(?<=\s))|[^\n]{_AT_MOST}|\n")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a line or of several, and what was found in it: nothing, in plain text."""

    text: str
    found: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines in a row. Those that are folded are read by whoever asks for them."""

    stretches: tuple[Stretch, ...]
    lines: int
    folded: bool = False


def passages(text: str, spans: Sequence[Span]) -> tuple[Passage, ...]:
    """The whole text, in its order; a folded passage has nothing in it that was found."""
    marks = _joined(text, spans)
    lines = [line.span() for line in _LINE.finditer(text)]
    if len(text) <= _SHORT_TEXT:
        return (_passage(text, marks, lines),) if lines else ()
    runs = _runs(_seen(lines, marks))
    return tuple(_passage(text, marks, lines[start:end], folded=not seen) for start, end, seen in runs)


@dataclass(frozen=True, slots=True)
class _Mark:
    """One stretch in which something was found, or several things that overlap."""

    start: int
    end: int
    found: tuple[Span, ...]


def stretches(text: str, spans: Sequence[Span]) -> tuple[Stretch, ...]:
    """The whole text, nothing folded: for a line such as the subject, or the name of a file."""
    return tuple(_stretches(text, _joined(text, spans), 0, len(text)))


def _joined(text: str, spans: Sequence[Span]) -> tuple[_Mark, ...]:
    """What comes from a worker is not trusted to stand in the text."""
    marks: list[_Mark] = []
    within = (each for each in spans if 0 <= each.start < each.end <= len(text))
    for span in sorted(within, key=lambda each: (each.start, -each.end)):
        if marks and span.start < marks[-1].end:
            last = marks.pop()
            marks.append(_Mark(last.start, max(last.end, span.end), (*last.found, span)))
        else:
            marks.append(_Mark(span.start, span.end, (span,)))
    return tuple(marks)


def _seen(lines: Sequence[tuple[int, int]], marks: Sequence[_Mark]) -> Iterator[bool]:
    """For each line whether it is shown."""
    if not marks:
        yield from (number < _OPENING for number in range(len(lines)))
        return
    shown = bytearray(len(lines))
    at = 0
    for mark in marks:
        while at < len(lines) and lines[at][1] <= mark.start:
            at += 1
        end = at
        while end < len(lines) and lines[end][0] < mark.end:
            end += 1
        first, last = max(0, at - _AROUND), min(len(lines), end + _AROUND)
        shown[first:last] = b"\1" * (last - first)
    yield from map(bool, shown)


def _runs(seen: Iterator[bool]) -> Iterator[tuple[int, int, bool]]:
    """From where to where lines are shown or folded; what is too short to be folded is shown."""
    worth: list[bool] = []
    for is_seen, group in groupby(seen):
        count = sum(1 for _ in group)
        worth += [is_seen or count < _SHORTEST_FOLD] * count
    start = 0
    for is_seen, group in groupby(worth):
        end = start + sum(1 for _ in group)
        yield start, end, is_seen
        start = end


def _passage(
    text: str, marks: Sequence[_Mark], lines: Sequence[tuple[int, int]], *, folded: bool = False
) -> Passage:
    start, end = lines[0][0], lines[-1][1]
    return Passage(tuple(_stretches(text, marks, start, end)), len(lines), folded)


def _stretches(text: str, marks: Sequence[_Mark], start: int, end: int) -> Iterator[Stretch]:
    first = bisect_left(marks, start, key=lambda each: each.start)
    for mark in islice(marks, first, None):
        if mark.end > end:
            break
        if mark.start > start:
            yield Stretch(text[start : mark.start])
        yield Stretch(text[mark.start : mark.end], mark.found)
        start = mark.end
    if start < end:
        yield Stretch(text[start:end])
