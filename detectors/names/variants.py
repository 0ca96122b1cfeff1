"""Every way in which one pupil's full name is written.

Every forename (legal, preferred) goes with every surname (legal, preferred, former), in both orders and
with the middle names of the roster between them. A forename alone, a surname alone and initials with a
surname are no full names and never appear here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, product

from detectors.names.fold import words_of
from detectors.roster import Pupil

Words = tuple[str, ...]

# What belongs to the word after it: "de la Cruz" is one surname, not three.
_ATTACHED = """
o d n mac mc fitz st saint san santa de del della la le las los da do dos di du van von der den ten ter
al el ul ud ur bin ibn binti abu abd abdul abdur abdel ap ab ni nic nig ui ua y e
"""
_PARTICLES = frozenset(_ATTACHED.split())
# What is also split off a surname that the roster writes as one word: MACDONALD, ONEILL, ALHASSAN.
_PREFIXES = ("mac", "mc", "fitz", "o", "d", "de", "del", "la", "le", "van", "von", "al", "el", "st", "ni")
_INNER_CAPITAL = re.compile(r"(?<=[^\W\d_])(?=[A-Z][a-z])")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa"}
)

# More than any real name needs; they keep a corrupt roster from growing without bound.
_MOST_WORDS = 8
_MOST_SPELLINGS = 24
_MOST_MIDDLE_NAMES = 3
_MOST_VARIANTS = 2000


@dataclass(frozen=True, slots=True)
class Variant:
    """Canonical `words`, of which the first `split` are one name and the others the other.

    `partial` means that only one half of a double name is there ("Smith" for "Smith-Jones").
    """

    words: Words
    split: int
    surname_first: bool = False
    partial: bool = False


def variants(pupil: Pupil) -> tuple[Variant, ...]:
    """All variants of a pupil's full name, none twice; empty for a pupil who has only one name."""
    found: dict[Words, Variant] = {}
    for variant in islice(_arranged(pupil), _MOST_VARIANTS):
        found.setdefault(variant.words, variant)
    return tuple(found.values())


def _arranged(pupil: Pupil) -> Iterator[Variant]:
    """The likeliest first: where one pupil's names read both ways, forename first is what is meant."""
    forenames = _united(map(_spellings, (pupil.forename, pupil.preferred_forename)))
    surnames = _united(
        map(_surname_spellings, (pupil.surname, pupil.preferred_surname, pupil.former_surname))
    )
    pairs = [
        (forename, surname, not (whole_forename and whole_surname))
        for forename, whole_forename in forenames.items()
        for surname, whole_surname in surnames.items()
    ]
    for forename, surname, partial in pairs:
        yield Variant(forename + surname, len(forename), partial=partial)
    for forename, surname, partial in pairs:
        yield Variant(surname + forename, len(surname), surname_first=True, partial=partial)
    middles = tuple(_middles(pupil))
    for forename, surname, partial in pairs:
        for middle in middles:
            given = forename + middle
            yield Variant(given + surname, len(given), partial=partial)


def _united(spellings: Iterable[dict[Words, bool]]) -> dict[Words, bool]:
    """Spellings with whether each is the whole name, whole ones first."""
    united: dict[Words, bool] = {}
    for words, whole in chain.from_iterable(each.items() for each in spellings):
        united[words] = united.get(words, False) or whole
    named = [(words, whole) for words, whole in united.items() if not _is_initial(words)]
    return dict(sorted(named, key=lambda entry: not entry[1]))


def _is_initial(words: Words) -> bool:
    """One Latin letter is an initial, and would make half the roster match; one Chinese one is a name."""
    letters = "".join(words)
    return len(letters) < 2 and letters.isascii()


def _spellings(name: str) -> dict[Words, bool]:
    """The spellings of one name: apart, joined, and each half of a double one (which is not whole)."""
    found: dict[Words, bool] = {}
    for text in _as_typed(name):
        words = words_of(text)
        if not 0 < len(words) <= _MOST_WORDS:
            continue
        units = tuple(_units(words))
        forms = tuple(tuple(_joinings(unit)) for unit in units)
        for form in islice(product(*forms), _MOST_SPELLINGS):
            found[tuple(chain.from_iterable(form))] = True
        found[("".join(words),)] = True
        if len(units) > 1:
            for half in chain.from_iterable(forms):
                found.setdefault(half, False)
    return found


def _surname_spellings(name: str) -> dict[Words, bool]:
    found = _spellings(name)
    written = words_of(name)
    for words, whole in tuple(found.items()):
        for prefix in _PREFIXES:
            if words[0] in written and words[0].startswith(prefix) and len(words[0]) - len(prefix) >= 3:
                found.setdefault((prefix, words[0][len(prefix) :], *words[1:]), whole)
    return found


def _as_typed(name: str) -> frozenset[str]:
    """The name, with its umlauts written out, and opened at inner capitals (McDonald → Mc Donald)."""
    return frozenset((name, name.translate(_UMLAUTS), _INNER_CAPITAL.sub(" ", name)))


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


def _middles(pupil: Pupil) -> Iterator[Words]:
    """What may stand between: middle names and their initials in order, or the other forename."""
    names = words_of(pupil.middle_names)[:_MOST_MIDDLE_NAMES]
    for chosen in product(*(("", name, name[0]) for name in names)):
        if any(chosen):
            yield tuple(filter(None, chosen))
    for forename in (pupil.forename, pupil.preferred_forename):
        words = words_of(forename)
        if pupil.preferred_forename and 0 < len(words) <= _MOST_WORDS:
            yield words
    # A roster may keep every given name in the forename column: "Mary Jane" is also "Mary J Bishop".
    rest = words_of(pupil.forename)[1 : 1 + _MOST_MIDDLE_NAMES]
    if rest:
        yield tuple(word[0] for word in rest)
