"""Every way in which one name, a forename or a surname, is written.

A spelling is a sequence of canonical words: O'Neill is (o, neill) and (oneill). Initials are none: with a
surname they are the form that schools ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import chain, islice, product

from detectors.names.families import called, other_spellings
from detectors.names.fold import words_of

Words = tuple[str, ...]


class Manner(IntEnum):
    """How a spelling stands for the name, the surest first."""

    WHOLE = 0
    FAMILY = 1  # another spelling of the same name: Mohammed for Muhammad
    SHORT = 2  # what such a person is called: Liz for Elizabeth
    HALF = 3  # one half of a double name: Smith for Smith-Jones


# What belongs to the word after it: "de la Cruz" is one surname, not three.
_ATTACHED = """
o d n mac mc fitz st saint san santa de del della la le las los da do dos di du van von der den ten ter
al el ul ud ur bin ibn binti abu abd abdul abdur abdel ap ab ferch verch ni nic nig ui ua y e
"""
_PARTICLES = frozenset(_ATTACHED.split())
# What is also split off a surname that the roster writes as one word: MACDONALD, ONEILL, ALHASSAN.
_PREFIXES = (
    *("mac", "mc", "fitz", "o", "d", "de", "del", "la", "le", "van", "von", "al", "el", "st", "ni", "nic"),
    *("ap", "ab", "abu", "ud", "ur", "da", "dos", "du", "di"),
)
_JOINED_GIVEN = ("abdul", "abdur", "abdel", "abu", "ur", "ud", "al", "jean", "mary", "anna")
_INNER_CAPITAL = re.compile(r"(?<=[^\W\d_])(?=[A-Z][a-z])")
_UMLAUTS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "å": "aa",
        "ø": "oe",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Å": "Aa",
        "Ø": "Oe",
    }
)
# Mueller is Müller, whose umlaut folds away.
_WRITTEN_OUT = re.compile(r"([ao])e|(?<!q)(u)e|(a)a")

# More than any real name needs; they keep a corrupt roster from growing without bound.
_MOST_WORDS = 8
_MOST_SPELLINGS = 24
_LONGEST_WORD = 60
_SHORTEST_REST = 3  # letters after a prefix that is split off


def forename_spellings(name: str) -> dict[Words, Manner]:
    """The spellings of a forename, each with the surest way to read it; empty where there is none."""
    found = _spellings(name)
    for words, manner in tuple(found.items()):
        for other in other_spellings("".join(words), forename=True):
            _add(found, (other,), max(manner, Manner.FAMILY))
        if len(words) == 1:
            for other in called(words[0]):
                _add(found, (other,), max(manner, Manner.SHORT))
    _open(found, _JOINED_GIVEN)
    return found


def surname_spellings(name: str) -> dict[Words, Manner]:
    """The same of a surname, with prefixes split off that the roster may have joined."""
    found = _spellings(name)
    for words, manner in tuple(found.items()):
        for other in other_spellings("".join(words), forename=False):
            _add(found, (other,), max(manner, Manner.FAMILY))
    _open(found, _PREFIXES)
    return found


def _spellings(name: str) -> dict[Words, Manner]:
    """The spellings of one name: apart, joined, and each half of a double one."""
    found: dict[Words, Manner] = {}
    for text in _as_typed(name):
        words = words_of(text)
        if not 0 < len(words) <= _MOST_WORDS or max(map(len, words)) > _LONGEST_WORD:
            continue
        units = tuple(_units(words))
        forms = tuple(tuple(_joinings(unit)) for unit in units)
        for form in islice(product(*forms), _MOST_SPELLINGS):
            _add(found, tuple(chain.from_iterable(form)), Manner.WHOLE)
        _add(found, ("".join(words),), Manner.WHOLE)
        if len(units) > 1:
            for half in chain.from_iterable(forms):
                _add(found, half, Manner.HALF)
    for words, manner in tuple(found.items()):
        narrow = tuple(_WRITTEN_OUT.sub(r"\1\2\3", word) if len(word) > 4 else word for word in words)
        _add(found, narrow, max(manner, Manner.FAMILY))
    return found


def _open(found: dict[Words, Manner], prefixes: tuple[str, ...]) -> None:
    """Adds each spelling with a prefix split off: Mac Donald, Abdur Rahman."""
    for words, manner in tuple(found.items()):
        for prefix in prefixes:
            if words[0].startswith(prefix) and len(words[0]) - len(prefix) >= _SHORTEST_REST:
                _add(found, (prefix, words[0][len(prefix) :], *words[1:]), manner)


def _add(found: dict[Words, Manner], words: Words, manner: Manner) -> None:
    if not _is_initial(words) and manner < found.get(words, len(Manner)):
        found[words] = manner


def _is_initial(words: Words) -> bool:
    """One Latin letter is an initial, and would make half the roster match; one Chinese one is a name."""
    letters = "".join(words)
    return len(letters) < 2 and letters.isascii()


def _as_typed(name: str) -> tuple[str, ...]:
    """The name, with its umlauts written out, opened at inner capitals (McDonald → Mc Donald), in capitals.

    Capitals make a difference only to letters that look like another's capital.
    """
    return tuple(dict.fromkeys((name, name.translate(_UMLAUTS), _INNER_CAPITAL.sub(" ", name), name.upper())))


def _units(words: Words) -> Iterator[Words]:
    """Groups of words that are one name: the words of "van der Berg", each half of "Smith-Jones"."""
    unit: list[str] = []
    for word in words:
        unit.append(word)
        if word not in _PARTICLES:
            yield tuple(unit)
            unit = []
    if unit:
        yield tuple(unit)


def _joinings(unit: Words) -> Iterator[Words]:
    """Every way of joining neighbours: (de, la, cruz), (dela, cruz), (de, lacruz), (delacruz)."""
    for gaps in product((" ", ""), repeat=len(unit) - 1):
        written = unit[0] + "".join(gap + word for gap, word in zip(gaps, unit[1:], strict=True))
        yield tuple(written.split())
