"""Where the structure is in doubt, the parts are guessed from the text, whatever was declared.

A line of two dashes that has a header field behind it begins a part, and so does each line like it; a line
with two more dashes at its end closes one. The parts come out flat: what lies inside what does not matter
to those who look for what is in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from detectors.mime.structure import Span

_DASHES = re.compile(rb"^[ \t\v\f\r]*+--([^\n]*+)(?:\n|\Z)", re.MULTILINE)
_FIELD = re.compile(rb"[\s:]*+(?:[!-9;-~]++[ \t]*+:|content-[a-z-]++[ \t])", re.IGNORECASE)
_MAX_MARKS = 1000
_MAX_CUTS = 20_000


def guess_parts(raw: bytes, boundaries: Iterable[bytes]) -> list[Span]:
    """The parts in the text, without the lines that mark them; none where there are too many to be true.

    The boundaries that were declared are marks too, also where no field follows.
    """
    marks = {_mark(line) for line in _DASHES.finditer(raw) if _FIELD.match(raw, line.end())}
    marks.update(boundaries)
    if not marks or len(marks) > _MAX_MARKS:
        return []
    marked = (line.span() for line in _DASHES.finditer(raw) if _is_any_of(_mark(line), marks))
    cuts = list(islice(marked, _MAX_CUTS))
    ends = [*(start for start, _ in cuts[1:]), len(raw)]
    return [Span(start, end) for (_, start), end in zip(cuts, ends, strict=True) if start < end]


def _mark(line: re.Match[bytes]) -> bytes:
    return line[1].strip()


def _is_any_of(mark: bytes, marks: set[bytes]) -> bool:
    return mark in marks or mark.removesuffix(b"--").strip() in marks
