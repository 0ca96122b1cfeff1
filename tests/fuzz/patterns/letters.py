"""The letters that an expression tells apart: one of each kind, and which of them a piece of it takes.

The pieces are those of Python's own parser of expressions (`re._parser`), which has no public name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Tree = Any  # of `re._parser.parse`: pairs of an operation and its arguments
_ALWAYS = "\0\n\r\t -.0A_aaz~é\u2028☃"
_MOST = 48  # letters; those that come first in an expression stand for the others
_IGNORE_CASE, _DOT_ALL = int(re.IGNORECASE), int(re.DOTALL)
_CATEGORIES = {
    ops.CATEGORY_DIGIT: r"\d",
    ops.CATEGORY_NOT_DIGIT: r"\D",
    ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_NOT_SPACE: r"\S",
    ops.CATEGORY_WORD: r"\w",
    ops.CATEGORY_NOT_WORD: r"\W",
}


def parse(pattern: re.Pattern[Any]) -> Tree:
    return parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)


class Letters:
    """Representatives of an expression's letters, and what each of its pieces takes of them."""

    def __init__(self, tree: Tree, flags: int) -> None:
        self._flags = int(flags)  # which is much faster to ask than an enumeration
        self._taken: dict[str, str] = {}
        wanted = dict.fromkeys(each for each in (*_edges(tree), *map(ord, _ALWAYS)) if each >= 0)
        top = 0xFF if not flags & re.UNICODE else 0x10FFFF
        self.all = "".join(
            chr(each) for each in list(wanted)[:_MOST] if each <= top and not 0xD800 <= each < 0xE000
        )

    def taken_by(self, operation: Any, argument: Any) -> str:
        """Those of the letters that one piece takes, for a piece that takes exactly one."""
        key = f"{operation}{argument}"
        if key not in self._taken:
            self._taken[key] = "".join(each for each in self.all if self.takes(operation, argument, each))
        return self._taken[key]

    def takes(self, operation: Any, argument: Any, letter: str) -> bool:
        spellings = {letter}
        if self._flags & _IGNORE_CASE:
            spellings |= {letter.lower(), letter.upper()}
        if operation is ops.NOT_LITERAL:
            return all(ord(each) != argument for each in spellings if len(each) == 1)
        if operation is ops.ANY:
            return letter != "\n" or bool(self._flags & _DOT_ALL)
        if operation is ops.IN and argument and argument[0][0] is ops.NEGATE:
            return not any(self._has(argument[1:], each) for each in spellings)
        items = argument if operation is ops.IN else [(operation, argument)]
        return any(self._has(items, each) for each in spellings)

    def _has(self, items: list[Any], letter: str) -> bool:
        return len(letter) == 1 and any(self._is(kind, value, letter) for kind, value in items)

    def _is(self, kind: Any, value: Any, letter: str) -> bool:
        if kind is ops.LITERAL:
            return ord(letter) == int(value)
        if kind is ops.RANGE:
            return bool(value[0] <= ord(letter) <= value[1])
        if kind is ops.CATEGORY:
            return re.match(_CATEGORIES[value], letter, self._flags & re.ASCII) is not None
        raise NotImplementedError(str(kind))


ONE_LETTER = frozenset({ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN})
REPEATS = frozenset({ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT})


def _edges(tree: Tree) -> Iterator[int]:
    """The letters at which something begins or ends to fit."""
    for operation, argument in tree:
        if operation in (ops.LITERAL, ops.NOT_LITERAL):
            yield from (argument, argument + 1)
        elif operation is ops.RANGE:
            yield from (argument[0], argument[1], argument[1] + 1)
        elif operation is ops.IN:
            yield from _edges(argument)
        else:
            for inner in parts_of(operation, argument):
                yield from _edges(inner)


def parts_of(operation: Any, argument: Any) -> Iterator[Tree]:
    """The expressions inside a piece."""
    if operation in REPEATS:
        yield argument[2]
    elif operation is ops.SUBPATTERN:
        yield argument[3]
    elif operation is ops.BRANCH:
        yield from argument[1]
    elif operation is ops.ATOMIC_GROUP:
        yield argument
    elif operation in (ops.ASSERT, ops.ASSERT_NOT):
        yield argument[1]
    elif operation is ops.GROUPREF_EXISTS:
        yield from (each for each in argument[1:] if each)
