"""Forename and surname written as one word: a user name, an address, a file name, a hashtag."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from detectors.names.candidate import Candidate
from detectors.names.lexicon import SHORT_JOINED, Couple, Lexicon
from detectors.names.sense import Evidence, Form, Setting
from detectors.names.spelling import Manner
from detectors.names.tokens import Tokens

_SHORTEST_PART = 2
_SHORTEST_PART_IN_PROSE = 3
_LONGEST = 60
_SAY_SO = frozenset({"username", "login", "logon", "user", "account", "id", "handle"})
_IDENTIFIER = frozenset("@_./\\#0123456789")  # beside a word, they say that it is none of a sentence


def joined(lexicon: Lexicon, tokens: Tokens, setting: Setting) -> Iterator[Candidate]:
    """Every word that is the name of a pupil without the space."""
    names = frozenset(joined_words(lexicon, frozenset(tokens.words)))
    for at, word in enumerate(tokens.words):
        if word not in names:
            continue
        sure = setting is Setting.FILE_NAME or word > "~" or _is_identifier(tokens, at)
        if not sure and len(word) <= SHORT_JOINED:
            continue
        for couple in _couples(lexicon, word, _SHORTEST_PART if sure else _SHORTEST_PART_IN_PROSE):
            evidence = Evidence(
                couple.forename.manner,
                couple.surname.manner,
                couple.surname_first,
                setting=setting,
                special=Form.JOINED,
            )
            yield Candidate(at, at + 1, couple.pupils, evidence)


def joined_words(lexicon: Lexicon, words: frozenset[str]) -> Iterator[str]:
    """The words that are a full name without the space, whatever stands beside them."""
    begins, ends, starts = lexicon.begins, lexicon.ends, lexicon.starts
    yield from (lexicon.short_joined & words) - starts.keys()
    for word in words:
        if (
            len(word) > SHORT_JOINED
            and (word[:3] in begins or word[:2] in begins)
            and (word[-3:] in ends or word[-2:] in ends)
            and word not in starts
            and any(True for _ in _couples(lexicon, word, _SHORTEST_PART))
        ):
            yield word


def _couples(lexicon: Lexicon, word: str, shortest: int) -> Iterator[Couple]:
    """The forenames and surnames of pupils into which the word can be cut."""
    readings = lexicon.readings
    least = shortest if word.isascii() else 1
    if len(word) > _LONGEST:
        return
    for cut in range(least, len(word) - least + 1):
        first = readings.get(word[:cut])
        second = readings.get(word[cut:]) if first else None
        for couple in lexicon.couples(first, second) if first and second else ():
            if len(word) > SHORT_JOINED or Manner.HALF not in (couple.forename.manner, couple.surname.manner):
                yield couple


def _is_identifier(tokens: Tokens, at: int) -> bool:
    """Whether something beside the word says that it is none of a sentence."""
    if at and tokens.words[at - 1] in _SAY_SO:
        return True
    word = tokens.cased[at]
    if not (word.islower() or word.istitle() or word.isupper()):
        return True
    return _marks(tokens.gaps[at])[1] or _marks(tokens.gaps[at + 1])[0]


@lru_cache(maxsize=4096)
def _marks(gap: str) -> tuple[bool, bool]:
    """Whether the word before a gap, and the one after it, is part of an address, a path or a number."""
    before = gap[:1] in _IDENTIFIER and gap[:1] != "" and (gap[0] != "." or gap == ".")
    return before, gap[-1:] in _IDENTIFIER and gap[-1:] not in ("", ".")
