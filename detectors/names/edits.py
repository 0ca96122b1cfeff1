"""Text read another way: letters pushed together, words cut by a line's end mended, humps opened.

Each reading keeps the way back to the original, so that what is found is quoted as it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, compress, groupby, product
from operator import ne

from detectors.names.context.ordinary import FREQUENT, ORDINARY_WORDS
from detectors.names.lexicon import SHORT_JOINED, Lexicon
from detectors.names.tokens import Tokens

_REACH = 60  # characters to either side that are read with what was changed
_FEWEST = 5  # letters, each by itself: "G r a c e", "G.r.a.c.e"
_MOST = 60
_MOST_PAIRS = 500  # then it is quicker to look where they stand
# Signs and spaces, a reply's mark at the start of a line, the number of a line.
_SETS_APART = re.compile(r"[\W_]{1,12}(?:\d{1,3}[.):][ \t]?)?")
_NO_SPACE = re.compile(r"[^ \t\n]+")
_CUTS_WORD = re.compile(r"[^\w\s,;:!?]{1,4}|_{1,2}| ")
# A word cut at a line's end: "Bis-" and on the next line, perhaps behind a reply's mark, "hop".
_CUT = re.compile(r"-\r?\n(?:[ \t]*[>|])*[ \t]*")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")


@dataclass(frozen=True, slots=True)
class Edited:
    """A stretch of a text with pieces of it replaced. `kept` are the pieces that stand as they stood.

    `starts` are the offsets of the kept pieces here, `origins` those in the original text; `changed` is the
    part of this text for whose sake it was made.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    changed: tuple[int, int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that became `text[start:end]`."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, offset: int) -> int:
        at = bisect_right(self.starts, offset) - 1
        return self.origins[at] + offset - self.starts[at]


def mended(lexicon: Lexicon, tokens: Tokens) -> Iterator[Edited]:
    """The places in running text where letters stand apart, or where a line's end cuts a word."""
    text = tokens.folded.original
    for first, last in _runs_of_letters(tokens):
        if not _may_name(lexicon, tokens.words, first, last):
            continue
        gaps = [tokens.folded.span(tokens.end(at), tokens.start(at + 1)) for at in range(first, last)]
        span = (
            tokens.folded.span(tokens.start(first), tokens.end(first))[0],
            tokens.folded.span(tokens.start(last), tokens.end(last))[1],
        )
        yield _edited(text, span, list(_pushed_together(text, gaps, at_line_end=" ")))
        if "\n" in text[slice(*span)]:
            yield _edited(text, span, list(_pushed_together(text, gaps, at_line_end="")))
    if "-\n" not in text and "-\r" not in text:
        return
    for at in range(1, len(tokens.words)):
        if _CUT.fullmatch(tokens.gaps[at]):
            span = tokens.folded.span(tokens.end(at - 1), tokens.start(at))
            yield _edited(text, span, [(*span, "")])


def _may_name(lexicon: Lexicon, words: list[str], first: int, last: int) -> bool:
    """Whether a name may begin in the letters once they are pushed together, or in a word close by.

    Never no where there is a name; what has no letters to speak of, such as a file read as text, is passed
    over quickly.
    """
    starts, heads = lexicon.starts, lexicon.heads
    beside = words[max(0, first - _REACH) : first] + words[last + 1 : last + 1 + _REACH]
    if any(len(word) > 1 for word in starts.keys() & beside):
        return True
    letters = "".join(words[first : last + 1])
    for begin in range(len(letters) - 1):
        for end in range(begin + 2, len(letters) + 1):
            if letters[begin:end] in starts:
                return True
            if letters[begin:end] not in heads:
                break
    return False


def rejoined(lexicon: Lexicon, tokens: Tokens) -> Iterator[Edited]:
    """The places where a sign or a space cuts the word of a name in two: Gra.ce, Bis hop."""
    text = tokens.folded.original
    cuts: list[tuple[int, int, str]] = []
    for at in cut_words(lexicon, tokens.words):
        if _are_pieces(tokens.cased[at], tokens.cased[at + 1]) and _is_cut(tokens, at + 1):
            cuts.append((*tokens.folded.span(tokens.end(at), tokens.start(at + 1)), ""))
    if cuts:
        yield _edited(text, (cuts[0][0], cuts[-1][1]), cuts)


def _is_cut(tokens: Tokens, at: int) -> bool:
    """Whether a sign cuts the word before this one off, or a space that no two words have between them."""
    gap, pieces = tokens.gaps[at], tokens.words[at - 1 : at + 1]
    if not _CUTS_WORD.fullmatch(gap):
        return False
    return gap != " " or (FREQUENT.isdisjoint(pieces) and not ORDINARY_WORDS.issuperset(pieces))


def cut_words(lexicon: Lexicon, words: list[str]) -> Iterator[int]:
    """Where a word and the next are together one that a name begins with, and are not both frequent words."""
    for at in compress(range(len(words) - 1), map(lexicon.heads.__contains__, words)):
        if words[at] + words[at + 1] in lexicon.starts and not FREQUENT.issuperset(words[at : at + 2]):
            yield at


def may_have_cut_words(lexicon: Lexicon, words: frozenset[str]) -> bool:
    """Whether two of the words, wherever they stand, could be `cut_words`; quicker than to look for them."""
    heads, tails = lexicon.heads & words, lexicon.tails & words
    seldom_heads, seldom_tails = heads - FREQUENT, tails - FREQUENT
    if len(seldom_heads) * len(tails) + len(heads) * len(seldom_tails) > _MOST_PAIRS:
        return True
    pairs = chain(product(seldom_heads, tails), product(heads, seldom_tails))
    return not lexicon.starts.keys().isdisjoint(map("".join, pairs))


def _are_pieces(first: str, second: str) -> bool:
    """Whether they may be those of one word by their capitals."""
    return second.islower() or (first.isupper() and second.isupper())


def humped(tokens: Tokens) -> Iterator[Edited]:
    """The long words with a capital inside, such as EHCPHenryTudor, opened."""
    candidates = frozenset(humped_words(tokens.words, tokens.cased))
    for at in compress(range(len(tokens.words)), map(candidates.__contains__, tokens.cased)):
        yield opened(tokens.folded.original, tokens.folded.span(tokens.start(at), tokens.end(at)))


def humped_words(words: Iterable[str], cased: Iterable[str]) -> Iterator[str]:
    """Of words with their capitals the long ones with one inside; perhaps some more."""
    for word in compress(cased, map(ne, cased, words)):
        if len(word) > SHORT_JOINED and not (word.istitle() or word.isupper()):
            yield word


def parts_of(humped: str) -> list[str]:
    """Of a word with capitals inside, the words that it is made of."""
    return _HUMP.sub(" ", humped).split()


def _runs_of_letters(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """The first and last of single letters in a row with hardly anything between them."""
    most = 2 if tokens.folded.starts else 1  # æ folds to two letters
    short = [at for at, word in enumerate(tokens.words) if len(word) <= most]
    single = [
        at
        for run in _runs(short)
        if len(run) >= _FEWEST
        for at in run
        if len(tokens.words[at]) == 1 or len(tokens.quote(at)) == 1
    ]
    if not single:
        return
    first = last = single[0]
    for at in [*single[1:], -1]:
        if at == last + 1 and last - first < _MOST and _SETS_APART.fullmatch(tokens.gaps[at]):
            last = at
            continue
        if last - first + 1 >= _FEWEST:
            yield first, last
        first = last = at


def _runs(numbers: list[int]) -> Iterator[list[int]]:
    """The numbers, which ascend, in stretches without a gap."""
    for _, run in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        yield [number for _, number in run]


def opened(text: str, span: tuple[int, int]) -> Edited:
    """A stretch by itself, with a space before each capital that begins a word inside another."""
    humps = [hump.start() for hump in _HUMP.finditer(text, *span)]
    return _edited(text, span, [(at, at, " ") for at in humps], reach=0)


def _pushed_together(
    text: str, gaps: list[tuple[int, int]], at_line_end: str
) -> Iterator[tuple[int, int, str]]:
    """What to replace between single letters: any other gap than the usual one is one between words.

    At the end of a line it is not seen which of the two it was.
    """
    spaces = [_NO_SPACE.sub("", text[start:end]) for start, end in gaps]
    usual = Counter(spaces).most_common(1)[0][0]
    for (start, end), space in zip(gaps, spaces, strict=True):
        yield start, end, "" if space == usual else at_line_end if "\n" in space else " "


def _edited(
    text: str, span: tuple[int, int], edits: list[tuple[int, int, str]], reach: int = _REACH
) -> Edited:
    """The stretch round `span` with each (start, end, replacement) made; they are in order."""
    begin, stop = max(0, span[0] - reach), min(len(text), span[1] + reach)
    pieces, origins = [], []
    done = begin
    for start, end, replacement in edits:
        pieces.append(text[done:start])
        origins.append(done)
        if replacement:
            pieces.append(replacement)
            origins.append(start)
        done = end
    pieces.append(text[done:stop])
    origins.append(done)
    starts = tuple(accumulate(map(len, pieces[:-1]), initial=0))
    first = span[0] - begin
    grown = sum(map(len, pieces)) - (stop - begin)
    return Edited("".join(pieces), starts, tuple(origins), (first, first + span[1] - span[0] + grown))
