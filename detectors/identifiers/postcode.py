"""A postcode of the United Kingdom: area, district, sector and unit, as in SW1A 2AA.

Royal Mail, "Programmers' Guide to the Postcode Address File", appendix on postcode formats; only areas that
exist, which keeps out most that merely looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.identifiers.mark import Kind, Mark

_AREAS = frozenset(
    """
    AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN
    EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N
    NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN
    TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """.split()  # noqa: SIM905
)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Z]{1,2})([0-9][0-9A-HJKPSTUW]?)[ \u00a0]{0,2}([0-9][ABD-HJLNP-UW-Z]{2})"
    r"(?![A-Za-z0-9])"
)


def find(text: str, start: int = 0, end: int | None = None) -> Iterator[Mark]:
    """Every one in capitals between the two offsets."""
    for match in _POSTCODE.finditer(text, start, len(text) if end is None else end):
        if match[1] in _AREAS:
            yield Mark(Kind.POSTCODE, *match.span(), f"{match[1]}{match[2]} {match[3]}")
