"""What stands between two words decides whether they can be one name."""

from __future__ import annotations

import re
from enum import IntEnum, auto
from functools import lru_cache

# A reply's quotation marks at the start of a line: "> ", ">> ", "| ".
_QUOTED_LINE = re.compile(r"\n[ \t]*(?:[>|][ \t]?)+")
_LINE_BREAK = re.compile(r"\r\n?|[\v\f]")
_BULLET = re.compile(r"\n[ \t]*(?:[*+-][ \t]|[•◦‣▪·●○■])")
_BLANK = str.maketrans("", "", "*_~ \t\n")  # with the marks of emphasis
# Arrows and little pictures.
_SYMBOLS = re.compile("[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")


class Joint(IntEnum):
    """What two neighbouring words have between them."""

    SPACE = auto()  # or a hyphen, apostrophe or underscore without space
    LINE = auto()  # one line break, with the quotation marks of a reply
    COMMA = auto()  # or a slash without space, as airlines write names: BISHOP/GRACE
    CELL = auto()  # a tab, "|" or a comma without space, as in a pasted table
    DOT = auto()  # without space: grace.bishop@
    STOP = auto()  # a full stop and a space: the end of a sentence, or of an initial
    DASH = auto()  # with spaces
    BRACKET = auto()  # or a quotation mark, as round a known-as name


_BY_MARK = {
    "": Joint.SPACE,
    "-": Joint.SPACE,
    "'": Joint.SPACE,
    ",": Joint.COMMA,
    ".": Joint.STOP,
    "|": Joint.CELL,
    '","': Joint.CELL,
} | dict.fromkeys('"()[]“”', Joint.BRACKET)
# The same marks mean something else with no space beside them, and with some.
_TIGHT = {",": Joint.CELL, ".": Joint.DOT, "/": Joint.COMMA, "+": Joint.SPACE}
_LONGEST = 256  # characters; a longer gap keeps apart, and is not looked at
_LOOSE = {"'": Joint.BRACKET, "-": Joint.DASH}


def joint_of(gap: str) -> Joint | None:
    """What a canonical gap makes of its two neighbours; None keeps them apart.

    A gap has no letter; a digit in it, a list separator, a bullet and an empty line always keep apart.
    """
    if gap == " ":
        return Joint.SPACE
    return _joint_of(gap) if len(gap) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _joint_of(gap: str) -> Joint | None:
    if gap in {"-", "'", "_"}:
        return Joint.SPACE
    lines = _LINE_BREAK.sub("\n", gap).replace("%20", " ")
    if not lines.isascii() and not _BULLET.search(lines):
        lines = _SYMBOLS.sub(" ", lines)
    if lines.count("\n") > 1 or _BULLET.search(lines):
        return None
    unquoted = _QUOTED_LINE.sub("\n", lines)
    mark = unquoted.translate(_BLANK) or ("|" if "\t" in unquoted else "")
    joint = _BY_MARK.get(mark)
    if "\n" in unquoted:
        return Joint.LINE if joint is Joint.SPACE else joint
    return (_TIGHT if unquoted == mark else _LOOSE).get(mark, joint)
