"""Names that are also ordinary words, and whether a pair of them was meant as a name.

"Will Young" is a pupil, "will young people" are not. Only pairs of such words are doubted; one ordinary
word beside a name that is none ("Grace Tudor") is a name however it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto

# Some are left out as no risk: nothing in English reads "grace bishop".
_FORENAMES = """
amber april art autumn chance chase christian daisy dawn faith frank grace guy harry holly hope hunter
iris ivy jack joy june lee lily mark max may miles olive pat pearl penny poppy rich rob robin rose ruby
sandy summer sunny victor violet will win
"""
_SURNAMES = """
ball banks bell best bird black brook brooks brown church cook cross day english field fields fish
flowers ford fox french gardener good green hall hill hills holiday hunt king knight lane law light
little long lord marsh mason moon moor north page park parks power price read rivers rose sharp short
small smart south spring stone street wall waters way west white winter winters wise wood woods young
"""
ORDINARY_WORDS = frozenset(_FORENAMES.split() + _SURNAMES.split())

_REACH = 120  # characters to either side that are looked at
_LINE_END = re.compile(r"[\r\n\v\f\x1f\u2028\u2029]")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:…]|\n[\s>]*\n)[\s>|\"'“”‘’(\[*_•-]*\Z")
_LABEL = re.compile(r"[\s>|*•-]*\Z|.*[:=-]\s*\Z", re.DOTALL)
_TITLE_GOES_ON = re.compile(r"[ \t]+[A-Z][a-z]")


class Certainty(Enum):
    """Whether two ordinary words are meant as a name."""

    NO = auto()
    DOUBTFUL = auto()
    LIKELY = auto()


def certainty(original: str, start: int, end: int, words: Iterable[int], *, cell: bool = False) -> Certainty:
    """Judges `original[start:end]`, whose words begin at the offsets `words`, by capitals and neighbours.

    In a `cell` of a table that holds nothing else, capitals are not asked for.
    """
    before, after = original[max(0, start - _REACH) : start], original[end : end + _REACH]
    line_before, line_after = _LINE_END.split(before)[-1], _LINE_END.split(after)[0]
    alone = bool(_LABEL.match(line_before)) and not any(map(str.isalnum, line_after))
    if alone and cell:
        return Certainty.LIKELY
    if not all(original[at].isupper() for at in words):
        return Certainty.NO
    if original[start:end].isupper() and not any(map(str.islower, line_before + line_after)):
        return Certainty.LIKELY if alone else Certainty.NO
    if alone:
        return Certainty.LIKELY
    if _TITLE_GOES_ON.match(after) or _SENTENCE_START.search(before if start <= _REACH else "x" + before):
        return Certainty.DOUBTFUL
    return Certainty.LIKELY
