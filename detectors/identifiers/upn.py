"""A unique pupil number: a check letter, the authority, the school, the year, and a serial number.

Form and check letter: Department for Education, "Unique pupil numbers (UPNs)", version 1.2, June 2019, and
GovTalk data standards catalogue, UniquePupilNumber 2.0. A former UPN is written in the same way.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from operator import mul

from detectors.identifiers.mark import GAP, Kind, Mark

LENGTH = 13
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # I, O and S are taken for figures too easily
_LETTER = f"[{_LETTERS}{_LETTERS.lower()}]"
_UPN = re.compile(
    rf"(?<![A-Za-z0-9]){_LETTER}([{GAP}]?)[0-9]{{3}}\1[0-9]{{4}}\1[0-9]{{2}}\1[0-9]{{2}}(?:[0-9]|{_LETTER})"
    r"(?![A-Za-z0-9])"
)
_GAPS = re.compile(f"[{GAP}]")
# The three figures of every local authority of England and Wales since numbers were first given in 1997,
# also of those that are no more, for a pupil keeps the number. New ones come: never a reason to say no.
_AUTHORITIES = frozenset(
    number
    for first, last in (
        *((201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394)),
        *((420, 420), (660, 681), (702, 702), (800, 803), (805, 808), (810, 813), (815, 816), (820, 823)),
        *((825, 826), (830, 831), (835, 841), (845, 846), (850, 852), (855, 857), (860, 861), (865, 896)),
        *((908, 909), (916, 916), (919, 919), (921, 921), (925, 926), (928, 929), (931, 931), (933, 933)),
        *((935, 938), (940, 943)),
    )
    for number in range(first, last + 1)
)


def find(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Mark]:
    """Every valid one, permanent or temporary, in capitals or not, in one piece or in its groups."""
    for match in _UPN.finditer(text, start, end):
        value = canonical(match[0])
        if is_valid(value):
            yield Mark(Kind.UPN, match.start(), match.end(), value)


def canonical(written: str) -> str:
    """In capitals and in one piece."""
    return (_GAPS.sub("", written).strip() if len(written) > LENGTH else written).upper()


def is_upn(cell: str) -> bool | None:
    """Whether a cell of a table is a valid one; None where it has not even the form."""
    return is_valid(canonical(cell)) if _UPN.fullmatch(cell.strip()) else None


def is_valid(value: str) -> bool:
    """Whether the first letter is that of the other twelve, as 2 to 13 times each, modulo 23.

    `value` is canonical and of the right form. The last letter of a temporary number counts as its place
    among the letters.
    """
    total = sum(map(mul, map(int, value[1:12]), range(2, 13)))
    last = value[12]
    total += 13 * (int(last) if last.isdecimal() else _LETTERS.index(last))
    return _LETTERS[total % 23] == value[0]


def has_known_authority(value: str) -> bool:
    """Whether the second to fourth characters are those of a local authority that we know."""
    return int(value[1:4]) in _AUTHORITIES
