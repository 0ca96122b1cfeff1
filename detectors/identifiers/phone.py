"""A telephone number of a household in the United Kingdom: a landline (01, 02) or a mobile (07).

Ofcom, "National Telephone Numbering Plan". Left out is what only organisations have (03, 05, 08, 09, 118) and
what is no telephone any more (070, 076).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.identifiers.mark import GAP, Kind, Mark

_NUMBER = re.compile(
    rf"(?<![\w/=&#.+-])(?:(?:\+|00)44[{GAP}]?(?:\(0\))?[{GAP}]?|\(?0)"
    rf"((?:1[1-9]|2[03489]|7[1-57-9])(?:[{GAP}()]{{0,2}}[0-9]){{7,8}})(?!\w|[{GAP}][0-9])",
    re.ASCII,
)
# A spreadsheet that takes it for a number forgets the nought in front.
_WITHOUT_NOUGHT = re.compile(r"(?:1[1-9]|2[03489]|7[1-57-9])[0-9]{8}")
_NOT_A_FIGURE = re.compile(r"[^0-9]")


def find(text: str, start: int = 0, end: int | None = None) -> Iterator[Mark]:
    """Every one between the two offsets, with the code of the country or without."""
    for match in _NUMBER.finditer(text, start, len(text) if end is None else end):
        figures = _NOT_A_FIGURE.sub("", match[1])
        if len(figures) == 10 or figures[0] == "1":  # some towns have nine
            yield Mark(Kind.PHONE, *match.span(), "0" + figures)


def of_number(cell: str) -> str:
    """The telephone number that a cell with a plain number stands for; empty where it is none."""
    return "0" + cell if _WITHOUT_NOUGHT.fullmatch(cell) else ""
