"""The name of a file is a parameter (RFC 2045 §5.1, RFC 2231); where it is changed, it is written anew.

All else of the field stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote

from detectors.mime.parameters import read_value
from detectors.mime.words import decode_words
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.words import encoded_words

_SEGMENT = re.compile(r';([ \t\r\n]*+)((?:[^";]++|"(?:[^"\\]++|\\.)*+(?:"|\\?\Z))*+)', re.DOTALL)
_NAME = re.compile(r"((?:file)?name)(\*(?:[0-9]{1,9}\*?)?)?[ \t\r\n]*+=", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_PLAIN = re.compile(r"[ -~]*")
_TOKEN = re.compile(r"[!#$&+\-.0-9A-Z^_`a-z{|}~]+")
_TO_BE_ESCAPED = re.compile(r'(["\\])')
_LONGEST = 60  # letters of one piece of a name
_PIECE = re.compile(r"(?:%[0-9A-F]{2}|[^%]){1,17}")
_NOT_EXACTLY = "The name of an attachment is written in a way in which it cannot be changed exactly."

Rename = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Segment:
    """One piece of a name: text[start:end] with the semicolon and the white space before it.

    `kind` is empty for a plain parameter, and "*" for one in a character set, or in pieces (RFC 2231).
    """

    start: int
    begin: int
    end: int
    name: str
    kind: str


def with_parameters(value: str, rename: Rename, line_end: str) -> str:
    """The value of a Content-* field with its file names renamed, each of the ways in which one is stated.

    Raises CannotRewriteError where the outcome would be read otherwise.
    """
    pieces: list[str] = []
    position = 0
    segments = list(_segments(value))
    for first, written in _renamed(value, segments, rename, line_end):
        for each in first:
            pieces.append(value[position : each.start])
            if each is first[0]:
                pieces += (value[each.start : each.begin], written)
            position = each.end
    return "".join((*pieces, value[position:]))


def _segments(value: str) -> Iterator[_Segment]:
    for found in _SEGMENT.finditer(value, max(value.find(";"), 0)):
        if name := _NAME.match(found[2]):
            end = found.start(2) + len(found[2].rstrip())
            kind = "*" if name[2] else ""
            yield _Segment(found.start(), found.start(2), end, name[1].lower(), kind)


def _renamed(
    value: str, segments: Sequence[_Segment], rename: Rename, line_end: str
) -> Iterator[tuple[list[_Segment], str]]:
    """The segments that state one name in one way, and what is written in the place of the first."""
    for name, kind in dict.fromkeys((each.name, each.kind) for each in segments):
        together = [each for each in segments if (each.name, each.kind) == (name, kind)]
        as_written = [value[each.begin : each.end] for each in together]
        stated = _read(";".join(as_written), name)
        new = rename(stated)
        if new == stated:
            continue
        label = as_written[0][: len(name)]
        if kind:
            written = _extended(label, new, line_end)
        else:
            written = _plain(label, new, line_end, quoted='"' in as_written[0])
        apart = (value[one.end : other.start] for one, other in pairwise(together))
        if _read(written, name) != new or any(each.strip() for each in apart):
            raise CannotRewriteError(_NOT_EXACTLY)
        yield together, written


def _read(segments: str, name: str) -> str:
    readings = read_value(f"x;{_FOLD.sub('', segments)}").parameter(name).readings
    return decode_words(readings[0]) if readings else ""


def _plain(label: str, new: str, line_end: str, *, quoted: bool) -> str:
    """What is more than ASCII becomes encoded words, which most programs read there too."""
    if not _PLAIN.fullmatch(new) or "=?" in new:
        words = f"{line_end} ".join(encoded_words(new, len(label) + 4))
        return f'{label}="{words}"'
    if _TOKEN.fullmatch(new) and not quoted:
        return f"{label}={new}"
    escaped = _TO_BE_ESCAPED.sub(r"\\\1", new)
    return f'{label}="{escaped}"'


def _extended(label: str, new: str, line_end: str) -> str:
    """RFC 2231 §4; and where that is long, in pieces (§3)."""
    encoded = quote(new, safe="!#$&+-.^_`{|}~")
    if len(encoded) <= _LONGEST:
        return f"{label}*=UTF-8''{encoded}"
    first, *others = _PIECE.findall(encoded)
    lines = [f"{label}*0*=UTF-8''{first}", *(f"{label}*{at}*={each}" for at, each in enumerate(others, 1))]
    return f"{line_end} " + f";{line_end} ".join(lines)
