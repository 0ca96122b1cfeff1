"""A National Insurance number: two letters, six figures, and a letter from A to D.

HMRC National Insurance Manual, NIM39110. There is no check figure. QQ 12 34 56 A, the example on forms, is
not valid, and is meant not to be.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from detectors.identifiers.mark import GAP, Kind, Mark

_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)([ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z])([{GAP}]?)"
    rf"([0-9]{{2}})\2([0-9]{{2}})\2([0-9]{{2}})\2([A-D])(?![A-Za-z0-9])"
)


def find(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Mark]:
    """Every one that could have been given, in capitals, in one piece or in its groups."""
    for match in _NUMBER.finditer(text, start, end):
        value = match[1] + match[3] + match[4] + match[5] + match[6]
        yield Mark(Kind.NATIONAL_INSURANCE_NUMBER, *match.span(), value, grouped=bool(match[2]))
