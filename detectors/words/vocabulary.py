"""A vocabulary is the words that tell something of a pupil which must not leave with the pupil's name.

Looking for them costs a look at each word of a text: only where one begins as a term does is the term's
pattern tried. Patterns are made when they are first needed, so a vocabulary is small and quick to send.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

BESIDE = 60  # characters within which the words that a term needs, or must not have, are looked for
_START = 4  # letters of a term's first word by which it is looked up
_MOST_PATTERNS = 8192

_WORD_START = re.compile(rf"(?<![^\W_])[^\W_]{{1,{_START}}}")
_JOINT = r"(?:[^\S\x1f]|[-_>\u2010-\u2015])"  # what may stand between two words; \x1f ends a table's cell
_APOSTROPHE = "['\u2018\u2019]?"
_ENDING = rf"(?:{_APOSTROPHE}s)?"
_HISSING_ENDING = rf"(?:{_APOSTROPHE}s|es)?"
_HISSES = ("s", "x", "z", "ch", "sh")


class Category(StrEnum):
    """What kind of thing a word tells, as policies write it."""

    CHILD_PROTECTION = "child-protection"
    LOOKED_AFTER = "looked-after"
    SEND = "send"  # special educational needs and disabilities
    HEALTH = "health"
    POVERTY = "poverty"
    PREVENT = "prevent"
    BEHAVIOUR = "behaviour"
    ATTENDANCE_FAMILY = "attendance-family"
    PROTECTED_CHARACTERISTICS = "protected-characteristics"
    EXAMS = "exams"
    STAFF = "staff"
    OWN = "own"  # whatever else a school adds


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase, and what must hold where it stands.

    words: as written; the last one also with s, es or 's, and "*" stands for any ending of a word
    capitals: only with capital and small letters as in `words`
    close: only in the very sentence or row that names a pupil, being an ordinary word elsewhere
    near, unless: written like `words`; one must, or none may, stand within BESIDE characters
    """

    words: str
    category: Category
    capitals: bool = False
    close: bool = False
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def clarity(self) -> float:
        """How sure it is, from 0 to 1, that the word is used in this sense."""
        if self.close:
            return 0.7
        return 0.85 if self.capitals or self.near else 0.95


@dataclass(frozen=True, slots=True)
class Mention:
    """A term where it stands in a text."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """All terms of a school."""

    terms: tuple[Term, ...] = ()

    def __reduce__(self) -> tuple[Callable[..., Vocabulary], tuple[tuple[Term, ...]]]:
        """Pickles without what `_by_start` keeps."""
        return Vocabulary, (self.terms,)

    def mentions(
        self, text: str, start: int = 0, end: int | None = None, *, context: str = "", label: bool = False
    ) -> Iterator[Mention]:
        """The terms that begin in a part of a text; of one category the longest at each place.

        context: words that stand elsewhere and count as near, such as a table's headings
        label: the text is the heading of a column, where a term that stands alone needs no others near it
        """
        by_start, end = self._by_start, len(text) if end is None else end
        for word in _WORD_START.finditer(text, start, end + _START):
            terms = by_start.get(word[0].lower())
            if terms and word.start() < end:
                yield from _beginning_at(word.start(), terms, text, context, label=label)

    @cached_property
    def _by_start(self) -> Mapping[str, tuple[Term, ...]]:
        """The terms by the beginning of their first word, the longest first."""
        found: dict[str, list[Term]] = {}
        for term in sorted(self.terms, key=lambda term: -len(term.words)):
            for key in _starts_of(term.words):
                found.setdefault(key, []).append(term)
        return {key: tuple(terms) for key, terms in found.items()}


def _beginning_at(
    start: int, terms: tuple[Term, ...], text: str, context: str, *, label: bool
) -> Iterator[Mention]:
    seen: set[Category] = set()
    for term in terms:
        if term.category in seen:
            continue
        match = _pattern(term.words, capitals=term.capitals).match(text, start)
        if match and _is_meant(term, match, context, label=label):
            seen.add(term.category)
            yield Mention(term, start, match.end())


def _is_meant(term: Term, match: re.Match[str], context: str, *, label: bool) -> bool:
    start, end = match.span()
    before, after = max(0, start - BESIDE), end + BESIDE

    def beside(words: str) -> bool:
        pattern = _pattern(words)
        return bool(
            pattern.search(match.string, before, start)
            or pattern.search(match.string, end, after)
            or (context and pattern.search(context))
        )

    if any(map(beside, term.unless)):
        return False
    alone = label and match.string.strip() == match[0]
    return alone or not term.near or any(map(beside, term.near))


def _starts_of(words: str) -> set[str]:
    """The beginnings, in small letters, of the words with which a term may begin in a text."""
    together = words.lower().replace("-", "").replace("'", "")
    first = [match[0] for text in (words.lower(), together) if (match := _WORD_START.match(text))]
    return {each[:_START] for word in first for each in (word, word + "s")}


@lru_cache(maxsize=_MOST_PATTERNS)
def _pattern(words: str, *, capitals: bool = False) -> re.Pattern[str]:
    """Whole words only; a hyphen may be left out, and a space be a hyphen or the end of a line."""
    pieces = [_piece(piece) for piece in re.split(r"(\s+|-)", words)]
    ending = _HISSING_ENDING if words.endswith(_HISSES) else _ENDING
    if words.endswith("*"):
        ending = ""
    whole = rf"(?<![^\W_]){''.join(pieces)}{ending}(?![^\W_])"
    return re.compile(whole, re.NOFLAG if capitals else re.IGNORECASE)


def _piece(piece: str) -> str:
    if piece.isspace():
        return _JOINT + "{1,4}"
    if piece == "-":
        return _JOINT + "{0,3}"
    return re.escape(piece).replace("'", _APOSTROPHE).replace(r"\*", r"[^\W_]*")
