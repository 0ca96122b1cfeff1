"""A wording is text in pieces, each of which knows where it stands in its file and can be changed there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.spots import Replacement


@dataclass(slots=True)
class Home:
    """The element whose character data some pieces are.

    attribute_at: where an attribute may be put into its tag, in bytes
    keeps_space: whether space at either end of its text counts
    """

    attribute_at: int
    keeps_space: bool
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Piece:
    """A stretch of text between two marks: content[start:end] as it stands in the part, in bytes.

    said, text: what it said at first, and what it says by now
    quote: what stands round it in an attribute; empty for character data
    struck: that it was deleted, by somebody whose changes are tracked
    fixed: that it cannot be changed where it stands
    """

    start: int
    end: int
    said: str
    text: str
    quote: str = ""
    struck: bool = False
    fixed: bool = False
    home: Home | None = None

    @property
    def is_changed(self) -> bool:
        return self.text != self.said


Span = Piece | str  # a piece, or what stands between two: the end of a line


class Wording:
    """A stretch of running text. The same piece may be in several: what one changes, all show."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = list(spans)

    @property
    def text(self) -> str:
        return "".join(_text(span) for span in self.spans)

    @property
    def pieces(self) -> list[Piece]:
        return [span for span in self.spans if isinstance(span, Piece)]

    def shorten(self, shortening: Shortening, *, rows: bool = False) -> None:
        """Shorten every name that is found in it. `rows`: whether its lines may be records."""
        text = self.text
        if text and not text.isspace():
            self.replace(shortening.in_text(text, rows=rows))

    def replace(self, replacements: Sequence[Replacement]) -> None:
        """Of a name over several pieces, the first gets the short form and the others lose their letters."""
        starts = list(accumulate((len(_text(span)) for span in self.spans), initial=0))
        for replacement in sorted(replacements, key=lambda each: each.start, reverse=True):
            touched = []
            at = max(bisect_right(starts, replacement.start) - 1, 0)
            while at < len(self.spans) and starts[at] < replacement.end:
                span = self.spans[at]
                if isinstance(span, Piece) and starts[at + 1] > replacement.start:
                    begin = max(replacement.start - starts[at], 0)
                    touched.append((span, begin, min(replacement.end, starts[at + 1]) - starts[at]))
                at += 1
            _replace(touched, replacement.new)


def _text(span: Span) -> str:
    return span if isinstance(span, str) else span.text


def _replace(touched: list[tuple[Piece, int, int]], new: str) -> None:
    """Of a name that stands half in struck text, that half goes and what is left stays as it reads."""
    if len({piece.struck for piece, _, _ in touched}) > 1:
        touched = [each for each in touched if each[0].struck]
        new = ""
    for piece, begin, end in touched:
        piece.text = piece.text[:begin] + new + piece.text[end:]
        new = ""
