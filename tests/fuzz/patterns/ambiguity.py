"""Whether a matcher may read one word in exponentially many ways: it can be seen in the expression.

The expression becomes the automaton of its letters' positions (Glushkov 1961): which letter may follow which,
and in how many ways. It is exponentially ambiguous exactly if a position can be left and reached again by one
word on two ways (Weber and Seidl 1991, criterion EDA). That is found in the automaton's product with itself.

Atomic groups and possessive repeats give nothing back, so what is ambiguous inside them does no harm.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from re import _constants as ops  # type: ignore[attr-defined]
from typing import Any

from tests.fuzz.patterns.letters import ONE_LETTER, Letters, Tree, parse

_LOOPS_FROM = 20  # a repeat of at least so many counts as one without end
_MOST_COPIES = 2  # of what is repeated a few times


@dataclass(frozen=True, slots=True)
class _Piece:
    """An expression's first and last positions, and whether it may be empty."""

    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    empty: bool = True


@dataclass(slots=True)
class _Automaton:
    letters: Letters
    takes: list[frozenset[str]] = field(default_factory=list)  # by position
    ways: Counter[tuple[int, int]] = field(default_factory=Counter)  # from one position to the next
    looked_at: list[Tree] = field(default_factory=list)  # in looks ahead and behind
    may_fail: bool = False  # where no letter is taken: at the end of a line, of a word, before something

    def sequence(self, tree: Tree) -> _Piece:
        whole = _Piece()
        for operation, argument in tree:
            whole = self._then(whole, self._piece(operation, argument))
        return whole

    def _piece(self, operation: Any, argument: Any) -> _Piece:  # noqa: PLR0911 (one for each kind)
        if operation in ONE_LETTER:
            at = frozenset({len(self.takes)})
            self.takes.append(frozenset(self.letters.taken_by(operation, argument)))
            return _Piece(at, at, empty=False)
        if operation in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            return self._repeat(*argument)
        if operation is ops.POSSESSIVE_REPEAT:
            inner = self._giving_nothing_back(argument[2])
            return _Piece(inner.first, inner.last, inner.empty or not argument[0])
        if operation is ops.SUBPATTERN:
            return self.sequence(argument[3])
        if operation is ops.ATOMIC_GROUP:
            return self._giving_nothing_back(argument)
        if operation is ops.BRANCH:
            return _either([self.sequence(each) for each in argument[1]])
        if operation in (ops.ASSERT, ops.ASSERT_NOT):
            self.looked_at.append(argument[1])
        self.may_fail = True
        return _Piece()

    def _giving_nothing_back(self, tree: Tree) -> _Piece:
        outside = self.ways.copy()
        inner = self.sequence(tree)
        self.ways = outside
        return inner

    def _repeat(self, least: int, most: int, body: Tree) -> _Piece:
        if most >= _LOOPS_FROM:
            inner = self.sequence(body)
            self._follow(inner, inner)
            return _Piece(inner.first, inner.last, inner.empty or not least)
        whole = _Piece()
        for number in reversed(
            range(min(most, _MOST_COPIES))
        ):  # x(x(x)?)?: there is one way to leave some out
            whole = self._then(self.sequence(body), whole)
            whole = _Piece(whole.first, whole.last, whole.empty or number >= least)
        return whole

    def _then(self, one: _Piece, other: _Piece) -> _Piece:
        self._follow(one, other)
        first = one.first | other.first if one.empty else one.first
        last = one.last | other.last if other.empty else other.last
        return _Piece(first, last, one.empty and other.empty)

    def _follow(self, one: _Piece, other: _Piece) -> None:
        self.ways.update(product(one.last, other.first))


def _either(pieces: list[_Piece]) -> _Piece:
    return _Piece(
        frozenset().union(*(each.first for each in pieces)),
        frozenset().union(*(each.last for each in pieces)),
        any(each.empty for each in pieces),
    )


def is_exponential(pattern: re.Pattern[Any], *, to_the_end: bool = False) -> bool:
    """Whether the expression, or one that looks ahead or behind in it, is exponentially ambiguous.

    A loop after which nothing has to follow never fails, and so tries one way only.
    to_the_end: it has to fit all of a text, so that it may fail at the end of it
    """
    waiting = [parse(pattern)]
    letters = Letters(waiting[0], pattern.flags)
    while waiting:
        automaton = _Automaton(letters)
        whole = automaton.sequence(waiting.pop())
        may_fail = to_the_end or automaton.may_fail
        for loop in _loops(automaton):
            if (may_fail or not loop <= whole.last) and _in_two_ways(automaton, loop):
                return True
        waiting += automaton.looked_at
    return False


def _loops(automaton: _Automaton) -> Iterator[frozenset[int]]:
    """The sets of positions that all lead to each other."""
    following: dict[int, set[int]] = {}
    for one, other in automaton.ways:
        following.setdefault(one, set()).add(other)
    reached = {each: _reached(following, each) for each in following}
    told: set[int] = set()
    for each in following:
        if each not in told and each in reached[each]:
            loop = frozenset(other for other in reached[each] if each in reached.get(other, ()))
            told |= loop
            yield loop


def _reached(following: dict[Any, set[Any]], start: Any) -> set[Any]:
    seen: set[Any] = set()
    stack = list(following.get(start, ()))
    while stack:
        each = stack.pop()
        if each not in seen:
            seen.add(each)
            stack += following.get(each, ())
    return seen


def _in_two_ways(automaton: _Automaton, loop: frozenset[int]) -> bool:
    inside = {way: count for way, count in automaton.ways.items() if loop.issuperset(way)}
    if any(count > 1 and automaton.takes[other] for (_, other), count in inside.items()):
        return True
    following: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for (one, after), (other, behind) in product(inside, inside):
        if automaton.takes[after] & automaton.takes[behind]:
            following.setdefault((one, other), set()).add((after, behind))
    for position in loop:
        pairs = {pair for pair in _reached(following, (position, position)) if pair[0] != pair[1]}
        if any((position, position) in _reached(following, pair) for pair in pairs):
            return True
    return False
