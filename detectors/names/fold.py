"""Canonical text: however a name was typed, it folds to the same letters, and we can find the way back.

Case, accents, apostrophes, dashes, odd spaces, full-width letters, letters of other alphabets that look
like Latin ones and invisible characters fold away; line breaks, punctuation and digits stay, since they
say whether two words belong together.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from detectors.names.lookalikes import LOOKALIKES

# Over a short ASCII island (the space between two words) a piece goes on, for speed; its length is
# bounded, so that finding a place inside one is quick.
_FOREIGN = re.compile(r"[^\x00-\x7f](?:[\x00-\x7f]{0,3}[^\x00-\x7f]){0,127}")
_FEW = 100  # different characters beyond ASCII
_ASCII = bytes(range(0x80))
_ASCII_WORD = re.compile(r"[a-z]+")
_WORD = re.compile(r"[^\W\d_]+")

_APOSTROPHES = "`´ʹʻʼʽˈ‘’‛′‵՚׳ߴߵꞋꞌ＇\u1fbd\u1fbf\u1ffd"
_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
_LETTERS |= {"ħ": "h", "ŧ": "t", "ŋ": "ng", "ĸ": "k", "ſ": "s", "−": "-", "˗": "-", "⁃": "-"}
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"  # letters by category, but nothing is seen of them
_SPECIAL = _LETTERS | dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_BLANK_LETTERS, "") | {"\u2800": " "}


@dataclass(frozen=True, slots=True)
class Folded:
    """Canonical `text` of an `original`; offsets count characters.

    `cased` is `text` with the capitals that the original has. `starts` are the offsets in `text` of the
    pieces that are more than plain ASCII, `pieces` their spans in `original`; between them one character of
    `text` is one of `original`.
    """

    text: str
    cased: str
    original: str
    starts: tuple[int, ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()
    _ends: dict[int, list[int]] = field(default_factory=dict, compare=False, repr=False)  # of those asked for

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `original` that became `text[start:end]`, with the accents that belong to it."""
        if start >= end:
            at = self._character_at(start)[0]
            return at, at
        last = self._character_at(end - 1)[1]
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return self._character_at(start)[0], last

    def quote(self, start: int, end: int) -> str:
        """`text[start:end]` as it stands in the original."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def _character_at(self, offset: int) -> tuple[int, int]:
        """The span of the one character of `original` that became `text[offset]`."""
        nearest = bisect_right(self.starts, offset) - 1
        if nearest < 0:
            return offset, offset + 1
        (piece_start, piece_end), ends = self.pieces[nearest], self._ends_in(nearest)
        at = bisect_right(ends, offset)
        place = piece_start + at if at < len(ends) else piece_end + offset - ends[-1]
        return place, place + 1

    def _ends_in(self, piece: int) -> list[int]:
        """Where in `text` ends what became of each character of a piece."""
        if piece not in self._ends:
            lengths = map(len, map(_fold_character, self.original[slice(*self.pieces[piece])]))
            self._ends[piece] = list(accumulate(lengths, initial=self.starts[piece]))[1:]
        return self._ends[piece]


def fold(text: str) -> Folded:
    """Folding what is folded changes nothing; no text makes it raise."""
    if text.isascii():
        cased = text.replace("`", "'")
        return Folded(cased.lower(), cased, text)
    plain = text
    for character in _few_foreign(text):
        folded = _fold_cased(character)
        if len(folded) == 1 and folded.isascii():  # nothing moves, so there is no way back to keep
            plain = plain.replace(character, folded)
    if plain.isascii():
        cased = plain.replace("`", "'")
        return Folded(cased.lower(), cased, text)
    return _by_pieces(plain, text)


def foreign_in(text: str) -> frozenset[str]:
    """The different characters beyond ASCII."""
    octets = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)  # so that only these are looked at
    return frozenset(octets.decode("utf-8", "surrogatepass"))


def _few_foreign(text: str) -> Iterable[str]:
    """The different characters beyond ASCII; none where to go through the text is quicker."""
    foreign = foreign_in(text)
    return foreign if len(foreign) <= _FEW else ()


def _by_pieces(text: str, original: str) -> Folded:
    """Of two that differ, character by character, only where folding moves nothing."""
    canonical: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int]] = []
    done = length = 0
    for piece in _FOREIGN.finditer(text):
        start, end = piece.span()
        before, folded = text[done:start], "".join(map(_fold_cased, piece[0]))
        length += len(before)
        starts.append(length)
        pieces.append((start, end))
        canonical += (before, folded)
        length += len(folded)
        done = end
    canonical.append(text[done:])
    cased = "".join(canonical).replace("`", "'")
    # Beyond ASCII nothing is left that has a lower case of another length.
    return Folded(cased.lower(), cased, original, tuple(starts), tuple(pieces))


def words_in(canonical: str) -> Iterator[re.Match[str]]:
    """Every run of letters of a canonical text. Digits, apostrophes and hyphens end a word."""
    return (_ASCII_WORD if canonical.isascii() else _WORD).finditer(canonical)


def words_of(name: str) -> tuple[str, ...]:
    """The canonical words of a name: O'Neill is two, `o` and `neill`."""
    return tuple(_WORD.findall(fold(name).text))


@lru_cache(maxsize=1 << 16)
def _fold_cased(character: str) -> str:
    folded = _fold_character(character)
    return folded.upper() if character.isupper() and folded.isascii() else folded


@lru_cache(maxsize=1 << 16)
def _fold_character(character: str) -> str:
    """One character by itself, so that folding never depends on where a text was cut."""
    if character in _SPECIAL:
        return _SPECIAL[character]
    plain = LOOKALIKES.get(character) or unicodedata.normalize("NFKD", character)
    seen = "".join(LOOKALIKES.get(each, each) for each in plain)
    small = unicodedata.normalize("NFKD", seen.casefold())
    # Again: of some letters only the small one looks like a Latin one.
    return "".join(map(_fold_decomposed, "".join(LOOKALIKES.get(each, each) for each in small).casefold()))


def _fold_decomposed(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    match unicodedata.category(character):
        case "Pd":
            return "-"
        case "Zs":
            return " "
        case "Zl" | "Zp":
            return "\n"
        case "Cf" | "Mn" | "Mc" | "Me" | "Co":  # invisible, a mark on a letter, no character at all
            return ""
        case _:
            return "\n" if character == "\x85" else character.lower()
