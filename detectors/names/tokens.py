"""A stretch of text cut into its canonical words and the gaps between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

from detectors.names.fold import Folded, foreign_in

_ASCII_WORD = re.compile(r"([A-Za-z]+)")
_WORD = re.compile(r"([^\W\d_]+)")
_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalpha()}
# A text's outline: each small letter as "a", each capital as "A", anything else as a space.
_OUTLINE = {code: "A" if 64 < code < 91 else "a" if 96 < code < 123 else " " for code in range(128)}
_OUTLINE_OF_FIGURES = _OUTLINE | dict.fromkeys(range(ord("0"), ord("9") + 1), "0")
_FEW = 32  # different signs beyond ASCII
_STRETCH = 1 << 13  # characters; long enough to be worth a look, short enough to be passed over
_OVERLAP = 512  # characters that two stretches share; no name is longer


@dataclass(frozen=True)
class Tokens:
    """The words of a stretch, and all that stands between them.

    `words[i]` stands between `gaps[i]` and `gaps[i + 1]`; `cased` are the words with their capitals. `begin`
    is where the stretch starts in the canonical text; a hit that starts at or after `limit` belongs to the
    next one.
    """

    folded: Folded
    words: list[str]
    cased: list[str]
    gaps: list[str]
    begin: int
    limit: int

    @cached_property
    def _ends(self) -> list[int]:
        """Where the gaps and words end, in turn."""
        lengths = zip(map(len, self.gaps), chain(map(len, self.words), (0,)), strict=True)
        return list(accumulate(chain.from_iterable(lengths), initial=self.begin))

    def start(self, word: int) -> int:
        """Where a word starts in the canonical text."""
        return self._ends[2 * word + 1]

    def end(self, word: int) -> int:
        return self._ends[2 * word + 2]

    def is_capital(self, word: int) -> bool:
        """Whether the word begins with a capital letter."""
        return self.cased[word][0].isupper()

    def quote(self, word: int) -> str:
        """The word as it stands in the original."""
        return self.folded.quote(self.start(word), self.end(word))


@dataclass(frozen=True)
class Stretch:
    """A part of a text that is searched by itself, so that memory and time stay bounded."""

    folded: Folded
    begin: int
    end: int
    limit: int

    @cached_property
    def cased_words(self) -> list[str]:
        """The words with their capitals; what stands between them is not looked at."""
        return bare_words(self.folded.cased[self.begin : self.end])

    @cached_property
    def words(self) -> list[str]:
        return bare_words(self.folded.text[self.begin : self.end])

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The words, each once."""
        return frozenset(self.words)

    @cached_property
    def outline(self) -> str:
        """Each small letter as "a", each capital as "A", anything else as a space; empty beyond ASCII."""
        text = _plain(self.folded.cased[self.begin : self.end])
        return text.translate(_OUTLINE) if text.isascii() else ""

    @cached_property
    def outline_of_figures(self) -> str:
        """Each letter as "a", each figure as "0"; of a stretch that has an outline."""
        return _plain(self.folded.text[self.begin : self.end]).translate(_OUTLINE_OF_FIGURES)

    @cached_property
    def tokens(self) -> Tokens:
        text = self.folded.cased[self.begin : self.end]
        pieces = (_ASCII_WORD if _plain(text).isascii() else _WORD).split(text)
        cased = pieces[1::2]
        return Tokens(self.folded, list(map(str.lower, cased)), cased, pieces[0::2], self.begin, self.limit)


def bare_words(text: str) -> list[str]:
    """The words of a canonical text, quickly."""
    plain = _plain(text)
    return plain.translate(_NO_LETTERS).split() if plain.isascii() else _WORD.findall(text)


def _plain(text: str) -> str:
    """The text with a space for each sign beyond ASCII, where no letter is beyond it and signs are few."""
    if text.isascii():
        return text
    foreign = foreign_in(text)
    if len(foreign) > _FEW or any(map(_WORD.match, foreign)):
        return text
    for sign in foreign:
        text = text.replace(sign, " ")
    return text


def stretches(folded: Folded) -> Iterator[Stretch]:
    """The text stretch by stretch, each cut between two words where that can be."""
    text = folded.text
    begin = 0
    while True:
        end = begin + _STRETCH
        if end >= len(text):
            yield Stretch(folded, begin, len(text), len(text))
            return
        limit = _boundary(text, end - _OVERLAP)
        yield Stretch(folded, begin, end, limit)
        begin = limit


def _boundary(text: str, near: int) -> int:
    """The end of a word before `near`, or `near` itself inside a word too long for a name."""
    for at in range(near, near - _OVERLAP, -1):
        if not text[at].isalpha():
            return at
    return near
