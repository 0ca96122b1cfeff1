"""Attack strings are made of an expression itself: what it repeats is pumped up, and then nothing fits.

Two ways make a matcher slow. It may try the same repeated letters in many ways (`(a*)*b`), or begin its
search anew at each of many places and go on to the end each time (`<a[^>]*>` in "<a<a<a<a").
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from re import _constants as ops  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

from tests.fuzz.patterns.letters import ONE_LETTER, REPEATS, Letters, Tree, parse, parts_of

LARGEST = 100_000  # letters of an attack string
_FIRST, _SECOND = 3_000, 25_000
_MOST_SECONDS = 0.1  # for the first; no linear search takes a hundredth of it
_AT_ONCE = 0.02  # seconds for the second; a quadratic search takes more, and some clocks tick slowly
_GROWTH = 3.0  # of the time, where the size doubles: 2 is linear, 4 is quadratic
_FROM_REPEATS = 40  # a repeat of at least so many is pumped
_MOST_PUMPS = 6  # of one repeat
_MOST_ATTACKS = 12  # on one expression


@dataclass(frozen=True, slots=True)
class Attack:
    """before + pump × n + after"""

    before: str
    pump: str
    after: str

    def of(self, size: int) -> str:
        return self.before + self.pump * (size // len(self.pump)) + self.after


def attacks_on(pattern: re.Pattern[Any]) -> Iterator[Attack]:
    tree = parse(pattern)
    letters = Letters(tree, pattern.flags)
    strange = "\x01" if "\x01" not in letters.all else "\x02"
    seen: set[tuple[str, str]] = set()
    for before, pumps in _repeats(tree, letters, ""):
        for pump in pumps:
            for attack in (Attack(before, pump, strange), Attack("", before + pump, "")):
                if attack.pump and len(seen) < _MOST_ATTACKS and (attack.before, attack.pump) not in seen:
                    seen.add((attack.before, attack.pump))
                    yield attack


def _repeats(tree: Tree, letters: Letters, before: str) -> Iterator[tuple[str, list[str]]]:
    """What comes before each repeat, and what it may repeat."""
    for at, (operation, argument) in enumerate(tree):
        if operation in REPEATS and argument[1] >= _FROM_REPEATS:
            # What comes behind a repeat, again and again: each time it may have been the end of it.
            behind = sample(tree[at + 1 :], letters)
            yield before, list(dict.fromkeys((*_pumps(argument[2], letters), behind)))[-_MOST_PUMPS:]
        for inner in parts_of(operation, argument):
            yield from _repeats(inner, letters, before)
        before += sample(((operation, argument),), letters)


def _pumps(body: Tree, letters: Letters) -> Iterator[str]:
    """Words that the body fits, of one letter where it can be."""
    if len(body) == 1 and body[0][0] in ONE_LETTER:
        taken = letters.taken_by(*body[0])
        first = [each for each in taken if each in letters.all[:12]]
        yield from first[: _MOST_PUMPS - 1]
        yield from taken[-1:]
        return
    yield sample(body, letters, repeated=1)
    for operation, argument in body:
        for inner in parts_of(operation, argument):
            yield from _pumps(inner, letters)
        if operation in ONE_LETTER:
            yield from letters.taken_by(operation, argument)[:2]


def sample(tree: Tree, letters: Letters, repeated: int = 0) -> str:
    """A short word that fits, as far as looks ahead and behind allow; optional pieces `repeated` times."""
    word = ""
    for operation, argument in tree:
        if operation in ONE_LETTER:
            word += letters.taken_by(operation, argument)[:1]
        elif operation in REPEATS:
            times = min(max(argument[0], min(repeated, argument[1])), 1_000)
            word += sample(argument[2], letters, repeated) * times
        elif operation in (ops.SUBPATTERN, ops.ATOMIC_GROUP, ops.BRANCH):
            word += sample(next(parts_of(operation, argument)), letters, repeated)
    return word


class TooSlowError(Exception):
    """An attempt did not end in time."""


def seconds(pattern: re.Pattern[Any], text: str, *, anchored: bool, most: float) -> float:
    """Of processor time, to find all that fits; infinite where it would take longer than `most`."""
    subject: str | bytes = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text

    def give_up(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    kept = signal.signal(signal.SIGVTALRM, give_up)
    began = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, most)
        _find(pattern, subject, anchored)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TooSlowError:
        return float("inf")
    finally:
        signal.signal(signal.SIGVTALRM, kept)
    return time.process_time() - began


def _find(pattern: re.Pattern[Any], subject: str | bytes, anchored: bool) -> None:
    if anchored:
        pattern.match(subject)
        pattern.fullmatch(subject)
    else:
        for _ in pattern.finditer(subject):
            pass


def withstands(pattern: re.Pattern[Any], attack: Attack, *, anchored: bool) -> bool:
    """Whether the time grows with the size of the string, and not much faster.

    To be called without the garbage collector, which takes longer than what is measured.
    """

    def took(size: int) -> float:
        return seconds(pattern, attack.of(size), anchored=anchored, most=_MOST_SECONDS * size / _FIRST)

    first = took(_FIRST)
    if first == float("inf"):
        return False
    second = took(_SECOND)
    if second < max(_AT_ONCE, 2 * first * _SECOND / _FIRST):
        return True
    quarter = max(min(second, took(LARGEST // 4)), _AT_ONCE)
    half = max(took(LARGEST // 2), _AT_ONCE) if quarter < float("inf") else quarter
    return half < _GROWTH * quarter or (half < float("inf") and took(LARGEST) < _GROWTH * half)


def slow_on(pattern: re.Pattern[Any], *, anchored: bool) -> Attack | None:
    """The first attack that the expression does not withstand."""
    attacks = attacks_on(pattern)
    return next((each for each in attacks if not withstands(pattern, each, anchored=anchored)), None)
