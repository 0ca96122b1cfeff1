"""The lexicon holds every name of one roster: how each is spelt, and which forename goes with which surname.

Spellings belong to names, not to pupils, so that a hundred pupils called Grace cost one; a pupil is a pair
of a forename's number and a surname's number. Whatever the roster's size, a word is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import product
from typing import NamedTuple

from detectors.names.families import is_forename, is_honorific
from detectors.names.fold import words_of
from detectors.names.slips import Slips
from detectors.names.spelling import Manner, Words, forename_spellings, surname_spellings
from detectors.roster import Pupil, Roster

_STEP = 1 << 32  # more than there are surnames
_MOST_BETWEEN = 6
SHORT_JOINED = 7  # letters of a full name without its space


class Role(IntEnum):
    """Which of somebody's two names it is."""

    FORENAME = 0
    SURNAME = 1


class Reading(NamedTuple):
    """One way to understand a spelling: as the name of this number."""

    name: int
    role: Role
    manner: Manner


class Couple(NamedTuple):
    """A forename and a surname that are those of the pupils of these numbers, and which stands first."""

    forename: Reading
    surname: Reading
    surname_first: bool
    pupils: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names of one roster. Never changes; pickles.

    `readings` has every spelling, its words joined by spaces; `starts` every word with which one begins,
    and the most words there may be, `surname_starts` those of surnames; `heads` and `tails` what may be left
    of such a word where something cuts it in two; `begins` and `ends` the first and last three letters of
    them all; `short_joined` the full names that make a short word without the space; `also_forenames` the
    surnames that other people have for a forename. `pairs` leads from two names to the number of the pupil
    who bears them, or, where there are several, to ~n of `namesakes`. `ids` and `between` (the words that may
    stand between forename and surname: middle names, other forenames) are those of each pupil.
    """

    starts: dict[str, int]
    surname_starts: frozenset[str]
    heads: frozenset[str]
    tails: frozenset[str]
    begins: frozenset[str]
    ends: frozenset[str]
    short_joined: frozenset[str]
    also_forenames: frozenset[str]
    readings: dict[str, tuple[Reading, ...]]
    pairs: dict[int, int]
    namesakes: tuple[tuple[int, ...], ...]
    ids: tuple[str, ...]
    between: tuple[Words, ...]
    forename_slips: Slips
    surname_slips: Slips
    without_full_name: int = 0

    def pupils(self, forename: int, surname: int) -> tuple[int, ...]:
        """The numbers of the pupils of these two names; usually none."""
        number = self.pairs.get(forename * _STEP + surname)
        if number is None:
            return ()
        return (number,) if number >= 0 else self.namesakes[~number]

    def near(self, role: Role, word: str) -> Iterator[tuple[Reading, ...]]:
        """The names of that role that `word` may be with one typing error, as they are read."""
        slips = self.forename_slips if role is Role.FORENAME else self.surname_slips
        for name in slips.near(word):
            readings = self.readings[name]
            yield tuple(each for each in readings if each.role is role and each.manner is Manner.WHOLE)

    def couple(self, first: Sequence[Reading], second: Sequence[Reading]) -> bool:
        """Whether the readings of two neighbours make any pupil's full name."""
        pairs = self.pairs
        for one in first:
            for other in second:
                if one[1] is not other[1]:
                    key = other[0] * _STEP + one[0] if one[1] is Role.SURNAME else one[0] * _STEP + other[0]
                    if key in pairs:
                        return True
        return False

    def couples(self, first: Sequence[Reading], second: Sequence[Reading]) -> Iterator[Couple]:
        """The readings of two neighbours that make a pupil's full name."""
        for one in first:
            for other in second:
                if one.role is other.role:
                    continue
                surname_first = one.role is Role.SURNAME
                forename, surname = (other, one) if surname_first else (one, other)
                pupils = self.pupils(forename.name, surname.name)
                if pupils:
                    yield Couple(forename, surname, surname_first, pupils)


def lexicon_of(roster: Roster) -> Lexicon:
    """Builds the lexicon; the time is that for the distinct names, and a little for each pupil."""
    return _Builder(roster).lexicon()


class _Builder:
    """Numbers the names and pairs them, pupil by pupil."""

    def __init__(self, roster: Roster) -> None:
        self._numbers: dict[tuple[Role, str], int] = {}
        self._readings: dict[str, tuple[Reading, ...]] = {}
        self._starts: dict[str, int] = {}
        self._surname_starts: set[str] = set()
        self._pairs: dict[int, list[int]] = {}
        self._shared: dict[Words, Words] = {}  # equal tuples once, for memory
        self._ids: list[str] = []
        self._between: list[Words] = []
        self._whole: dict[Role, set[str]] = {role: set() for role in Role}
        self._without = sum(not self._take_in(pupil) for pupil in roster.pupils)

    def lexicon(self) -> Lexicon:
        pairs: dict[int, int] = {}
        namesakes: list[tuple[int, ...]] = []
        for key, numbers in self._pairs.items():
            pairs[key] = numbers[0]
            if len(numbers) > 1:
                pairs[key] = ~len(namesakes)
                namesakes.append(tuple(numbers))
        return Lexicon(
            self._starts,
            frozenset(self._surname_starts),
            frozenset(word[:end] for word in self._starts for end in range(1, len(word))),
            frozenset(word[start:] for word in self._starts for start in range(1, len(word))),
            frozenset(word[:3] for word in self._starts),
            frozenset(key.rpartition(" ")[2][-3:] for key in self._readings),
            frozenset(self._short_joined()),
            frozenset(each for each in self._whole[Role.SURNAME] if self._is_forename(each)),
            self._readings,
            pairs,
            tuple(namesakes),
            tuple(self._ids),
            tuple(self._between),
            Slips.of(self._whole[Role.FORENAME]),
            Slips.of(self._whole[Role.SURNAME]),
            self._without,
        )

    def _short_joined(self) -> Iterator[str]:
        spelt: dict[int, list[str]] = {}
        for key, readings in self._readings.items():
            if len(key) < SHORT_JOINED and " " not in key:
                for reading in readings:
                    spelt.setdefault(reading.name, []).append(key)
        for pair in self._pairs:
            for forename, surname in product(spelt.get(pair // _STEP, ()), spelt.get(pair % _STEP, ())):
                if len(forename) + len(surname) <= SHORT_JOINED or forename > "~":
                    yield forename + surname
                    yield surname + forename

    def _is_forename(self, surname: str) -> bool:
        return surname in self._whole[Role.FORENAME] or is_forename(surname)

    def _take_in(self, pupil: Pupil) -> bool:
        """Whether the pupil has a full name by which to be found."""
        forenames = self._named(Role.FORENAME, _forenames(pupil))
        surnames = self._named(Role.SURNAME, (pupil.surname, pupil.preferred_surname, pupil.former_surname))
        if not (forenames and surnames):
            return False
        number = len(self._ids)
        self._ids.append(pupil.id)
        between = _between(pupil)
        self._between.append(self._shared.setdefault(between, between))
        for forename in forenames:
            for surname in surnames:
                self._pairs.setdefault(forename * _STEP + surname, []).append(number)
        return True

    def _named(self, role: Role, names: Sequence[str]) -> tuple[int, ...]:
        """The numbers of these names, each once; of one that cannot be written, none."""
        numbers = (self._number(role, name) for name in names if name)
        return tuple(dict.fromkeys(number for number in numbers if number is not None))

    def _number(self, role: Role, name: str) -> int | None:
        known = self._numbers.get((role, name))
        if known is not None:
            return known if known >= 0 else None
        spellings = (forename_spellings if role is Role.FORENAME else surname_spellings)(name)
        number = self._numbers[role, name] = len(self._numbers) if spellings else -1
        for words, manner in spellings.items():
            self._spell(words, Reading(number, role, manner))
        return number if spellings else None

    def _spell(self, words: Words, reading: Reading) -> None:
        key = " ".join(words)
        self._readings[key] = (*self._readings.get(key, ()), reading)
        self._starts[words[0]] = max(self._starts.get(words[0], 0), len(words))
        if reading.role is Role.SURNAME:
            self._surname_starts.add(words[0])
        if len(words) == 1 and reading.manner is Manner.WHOLE:
            self._whole[reading.role].add(key)


def _forenames(pupil: Pupil) -> tuple[str, ...]:
    names = (pupil.forename, pupil.preferred_forename, pupil.former_forename)
    first = words_of(pupil.forename)
    if pupil.middle_names and len(first) == 1 and is_honorific(first[0]):
        # Muhammad Ali Khan is Ali Khan to everybody.
        return (*names, f"{pupil.forename} {pupil.middle_names.split()[0]}")
    return names


def _between(pupil: Pupil) -> Words:
    """The words of all given names, in the order in which they would be written, each once."""
    names = (pupil.middle_names, pupil.forename, pupil.preferred_forename, pupil.former_forename)
    words = (word for name in names for word in words_of(name)[:_MOST_BETWEEN])
    return tuple(dict.fromkeys(words))
