"""A first look at a stretch of text, quick because most mail names nobody.

It sees words, not what stands between them, so it may see more than is there, never less: what it passes
over holds no full name of the roster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, pairwise

from detectors.names.context.ordinary import FREQUENT, ORDINARY_WORDS
from detectors.names.edits import cut_words, humped_words, may_have_cut_words, parts_of
from detectors.names.joined import joined_words
from detectors.names.lexicon import Lexicon, Reading, Role
from detectors.names.scan import MOST_BETWEEN, MOST_POSSESSIVE
from detectors.names.slips import SHORTEST
from detectors.names.spelling import Manner
from detectors.names.tokens import Stretch

Readings = tuple[Reading, ...]

_PLAIN = FREQUENT | ORDINARY_WORDS  # in lower case hardly ever names
_FEWEST_LETTERS = 5  # that stand apart
_CUT_WORD = re.compile(r"[^\W\d_]-\r?\n")
_APART = re.compile(r" a (?: *+a ){4}")  # in an outline
# With figures as "0": a figure next to a letter does not set it apart, as in a number that has letters too.
_APART_BY_SIGNS = re.compile(r"(?<!a)a(?: ++(?:0{1,3}+ ++)?a(?!a)){4}")
_TWO_APART_BY_SIGNS = re.compile(r"(?<!a)aa?+(?: ++(?:0{1,3}+ ++)?aa?+(?!a)){4}")
_HUMPS = ("aA", "AAa")  # in an outline, capitals inside a word


@dataclass(frozen=True, slots=True)
class Glance:
    """What a stretch is worth being searched for."""

    names: bool  # a forename and a surname of one pupil near one another, or in one word
    edits: bool  # the same, once letters are pushed together or words opened
    known: bool = True  # a word with which some name begins


def glance(lexicon: Lexicon, stretch: Stretch) -> Glance:
    look = _Look(lexicon, stretch)
    return Glance(look.sees_names(), look.sees_edits(), bool(look.known))


def sees_nothing(lexicon: Lexicon, stretch: Stretch) -> bool:
    """Whether no name is spelt in the stretch in whatever way: no part of one, and nothing to be edited."""
    look = _Look(lexicon, stretch)
    return not (look.known or look.may_have_humps() or look.sees_names() or look.sees_edits())


class _Look:
    """One look at one stretch."""

    def __init__(self, lexicon: Lexicon, stretch: Stretch) -> None:
        self.known = lexicon.starts.keys() & stretch.distinct
        self._lexicon = lexicon
        self._stretch = stretch
        self._words = stretch.words
        self._near: dict[tuple[Role, str], list[Readings]] = {}

    def sees_names(self) -> bool:
        places = compress(range(len(self._words)), map(self.known.__contains__, self._words))
        if self.known and any(map(self._may_be_named, places)):
            return True
        return any(joined_words(self._lexicon, self._stretch.distinct))

    def sees_edits(self) -> bool:
        text, begin, end = self._stretch.folded.text, self._stretch.begin, self._stretch.end
        hyphen_last = text.find("-\n", begin, end) >= 0 or text.find("-\r", begin, end) >= 0
        return (
            (hyphen_last and _CUT_WORD.search(text, begin, end) is not None)
            or self._has_letters_apart()
            or self._has_cut_words()
            or (self.may_have_humps() and any(map(self._has_names_inside, self._humped())))
        )

    def _may_be_named(self, at: int) -> bool:
        """Whether the word begins one half of a full name, the other half being close by."""
        words, starts = self._words, self._lexicon.starts
        word = words[at]
        if word in _PLAIN and self._cased[at] == word:
            reach = starts[word] if word in FREQUENT else starts[word] + MOST_BETWEEN
            if starts.keys().isdisjoint(words[at + 1 : at + 1 + reach]):
                return False
        return any(self._has_other_half(at, stop, first) for stop, first in self._parts(at))

    @property
    def _cased(self) -> list[str]:
        return self._stretch.cased_words

    def _parts(self, at: int) -> Iterator[tuple[int, Readings]]:
        """The names that begin with this word: where each stops, and how it reads."""
        words, readings = self._words, self._lexicon.readings
        key = words[at]
        most = self._lexicon.starts[key]
        if key in readings:
            yield at + 1, readings[key]
        for following in range(at + 1, min(at + most, len(words))):
            key = f"{key} {words[following]}"
            if key in readings:
                yield following + 1, readings[key]

    def _has_other_half(self, start: int, stop: int, first: Readings) -> bool:
        lexicon, words = self._lexicon, self._words
        reach = range(stop, min(stop + 1 + MOST_BETWEEN, len(words)))
        if not lexicon.starts.keys().isdisjoint(words[reach.start : reach.stop]):
            known = (at for at in reach if words[at] in lexicon.starts)
            if any(lexicon.couple(first, second) for at in known for _, second in self._parts(at)):
                return True
        capital = self._cased[start][0].isupper()
        if not capital and words[start] in ORDINARY_WORDS:
            return False
        if self._is_followed_by_possessive(stop, first):
            return True
        return self._is_slipped(first, stop, 1, capital) or self._is_slipped(first, start - 1, -1, capital)

    def _is_followed_by_possessive(self, stop: int, first: Readings) -> bool:
        following = self._words[stop : stop + MOST_POSSESSIVE]
        for many, word in enumerate(following, start=1):
            if word[-1] == "s":
                second = self._lexicon.readings.get(" ".join(following[:many])[:-1])
                if second and self._lexicon.couple(first, second):
                    return True
        return False

    def _is_slipped(self, first: Readings, beside: int, towards: int, capital: bool) -> bool:
        """Whether the word beside, alone or with the next, is the other half with a typing error."""
        words = self._words
        if not 0 <= beside < len(words):
            return False
        shortest = SHORTEST - 1
        if not self._cased[beside][0].isupper():
            if capital:
                return False
            shortest = SHORTEST + 2
        word = words[beside]
        is_unknown = word not in self._lexicon.starts and word not in FREQUENT and len(word) >= shortest
        if is_unknown and self._makes_a_name(first, word):
            return True
        beyond = beside + towards
        if not 0 <= beyond < len(words):
            return False
        together = words[min(beside, beyond)] + words[max(beside, beyond)]
        return len(together) >= shortest and self._makes_a_name(first, together)

    def _makes_a_name(self, first: Readings, word: str) -> bool:
        return any(self._lexicon.couple(first, second) for second in self._meant(first, word))

    def _meant(self, first: Readings, word: str) -> Iterator[Readings]:
        """The names of the other kind than `first` from which the word is one typing error away."""
        for role in {Role(1 - each.role) for each in first if each.manner is Manner.WHOLE}:
            if (role, word) not in self._near:
                self._near[role, word] = list(self._lexicon.near(role, word))
            yield from self._near[role, word]

    def _has_letters_apart(self) -> bool:
        """Whether several words of one letter stand in a row; æ is a letter, and folds to two."""
        folds_to_two = bool(self._stretch.folded.starts)
        if self._stretch.outline:
            outline = f" {self._stretch.outline.lower()} "
            if folds_to_two:  # twice, as neighbours share a space
                outline = outline.replace(" aa ", "  a ").replace(" aa ", "  a ")
            if self.may_have_humps() or not _APART.search(outline):
                return _APART.search(outline) is not None
            by_signs = _TWO_APART_BY_SIGNS if folds_to_two else _APART_BY_SIGNS
            return by_signs.search(self._stretch.outline_of_figures) is not None
        lengths = list(map(len, self._words))
        if folds_to_two:
            lengths = [1 if length == 2 else length for length in lengths]
        run, last = 0, -1
        for _ in range(lengths.count(1)):
            at = lengths.index(1, last + 1)
            run = run + 1 if at == last + 1 else 1
            if run == _FEWEST_LETTERS:
                return True
            last = at
        return False

    def _has_cut_words(self) -> bool:
        """Whether neighbours are the pieces of a word that a name begins with."""
        if not may_have_cut_words(self._lexicon, self._stretch.distinct):
            return False
        return any(True for _ in cut_words(self._lexicon, self._words))

    def may_have_humps(self) -> bool:
        """Whether a word has a capital inside."""
        outline = self._stretch.outline
        return not outline or any(hump in outline for hump in _HUMPS)

    def _humped(self) -> Iterator[str]:
        return humped_words(self._words, self._cased)

    def _has_names_inside(self, humped: str) -> bool:
        starts = self._lexicon.starts
        parts = [part.lower() for part in parts_of(humped)]
        return any(one in starts and other in starts for one, other in pairwise(parts))
