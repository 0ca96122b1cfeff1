"""What is written in place of a pupil's name: the same all through a message, and never the same for two.

The name is the one by which the roster says that the pupil is called. Initials are two letters, one of each
name as the roster writes it: G.B. for Grace Bishop, A.S. for Anne-Marie Smith-Jones, P.V. for Piet van der
Berg, Z.O. for Zoë O'Neill. Where two would get the same they are lengthened, all alike and on one side only,
so that no name is written in full; where that does not part them they are numbered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from detectors.names.fold import fold, words_of
from detectors.roster import Pupil, Roster
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError

Pupils = frozenset[str]

_NO_INITIAL = "X"  # for a name that its first letter would give away whole
_LENGTHENED = {  # letters of the forename and of the surname
    ShortForm.INITIALS: ((2, 1), (1, 2), (3, 1), (1, 3)),
    ShortForm.FORENAME_AND_INITIAL: ((0, 2), (0, 3)),
}
_BESIDE_THE_NAME = re.compile(r"[(\[,/;\x00-\x1f]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_LIST_CHANGED = "The list of pupils has changed since the message was inspected."
_TWO_ALIKE = "Two pupils' names would become the same."


@dataclass(frozen=True, slots=True)
class Short:
    """What is written for a forename, for a surname, and for both together."""

    given: str
    family: str
    whole: str


@dataclass(frozen=True, slots=True)
class ShortForms:
    """The short forms of all pupils named in one message; a group is the pupils that a name may mean."""

    form: ShortForm
    roster: Mapping[str, Pupil]
    known: Mapping[Pupils, Short]

    @classmethod
    def of(cls, roster: Roster, named: Iterable[tuple[str, ...]], form: ShortForm) -> ShortForms:
        """The order in which they are named makes no difference.

        Raises CannotRewriteError where one is not on the roster any more.
        """
        pupils = {pupil.id: pupil for pupil in roster.pupils}
        groups = sorted({frozenset(each) for each in named if each}, key=sorted)
        apart = [group for group in groups if not any(other < group for other in groups)]
        forms = cls(form, pupils, {})
        found: dict[Pupils, Short] = {}
        for clash in forms._clashes(apart):
            found |= forms._parted(clash, roster)
        return cls(form, pupils, found)

    def of_pupils(self, pupils: Iterable[str]) -> str:
        """Raises CannotRewriteError where there is none that is theirs alone."""
        return self.short(pupils).whole

    def short(self, pupils: Iterable[str], written: str = "") -> Short:
        """The same in its parts. Of several forenames the one is kept that stands in `written`.

        A name that may mean several who are told apart elsewhere stays as open as it was: G.B./G.C.
        """
        group = frozenset(pupils)
        meant = [self.known[group]] if group in self.known else self._overlapping(group)
        if not meant:
            meant = [self._short(group)]
            if meant[0] in self.known.values():
                raise CannotRewriteError(_TWO_ALIKE)
        if self.form is ShortForm.FORENAME_AND_INITIAL and written:
            kept = _kept(self._pupil(group), written)
            meant = [_together(kept, each.family, self.form) for each in meant]
        return _either(meant)

    def _overlapping(self, group: Pupils) -> list[Short]:
        return [short for other, short in self.known.items() if other & group]

    def _pupil(self, group: Pupils) -> Pupil:
        try:
            return self.roster[min(group)]
        except KeyError:
            raise CannotRewriteError(_LIST_CHANGED) from None

    def _short(self, group: Pupils, letters: tuple[int, int] = (1, 1), number: int = 0) -> Short:
        """With so many letters of forename and surname; of the forename none stands for all."""
        pupil = self._pupil(group)
        family = f"{_letters(_surname(pupil), letters[1])}."
        if number:
            family += f" ({number})"
        if self.form is ShortForm.FORENAME_AND_INITIAL:
            return _together(_forenames(pupil)[0], family, self.form)
        return _together(f"{_letters(_forenames(pupil)[0], letters[0])}.", family, self.form)

    def _clashes(self, groups: Iterable[Pupils]) -> list[list[Pupils]]:
        """The groups put together with all whose short form might be the same."""
        by_key: dict[str, list[Pupils]] = {}
        for group in groups:
            keys = list(self._keys(group))
            together = {id(each): each for each in (by_key.get(key) for key in keys) if each is not None}
            merged = [each for clash in together.values() for each in clash] + [group]
            reached = {key for each in merged for key in self._keys(each)}
            by_key |= dict.fromkeys(reached, merged)
        return list({id(clash): clash for clash in by_key.values()}.values())

    def _keys(self, group: Pupils) -> Iterator[str]:
        pupil = self._pupil(group)
        if self.form is ShortForm.INITIALS:
            yield fold(self._short(group).whole).text
            return
        family = _letters(_surname(pupil), 1)
        for forename in _forenames(pupil):
            for prefix in _prefixes(forename):
                yield fold(f"{prefix} {family}.").text

    def _parted(self, clash: list[Pupils], roster: Roster) -> dict[Pupils, Short]:
        """The short forms of those who would have the same, made different."""
        if len(clash) == 1:
            return {clash[0]: self._short(clash[0])}
        words = _words_on(roster)
        for letters in _LENGTHENED[self.form]:
            shorts = {group: self._short(group, letters) for group in clash}
            distinct = {_parting(short, self.form) for short in shorts.values()}
            if len(distinct) == len(clash) and all(self._may(group, letters, words) for group in clash):
                return shorts
        return {group: self._short(group, number=at) for at, group in enumerate(sorted(clash, key=sorted), 1)}

    def _may(self, group: Pupils, letters: tuple[int, int], words: frozenset[str]) -> bool:
        """Whether so many letters are neither a whole name nor anybody else's."""
        pupil = self._pupil(group)
        for name, many in zip((_forenames(pupil)[0], _surname(pupil)), letters, strict=True):
            shown = _letters(name, many)
            if many > 1 and (len(_all_letters(name)) <= many or fold(shown).text in words):
                return False
        return True


def _together(given: str, family: str, form: ShortForm) -> Short:
    between = " " if form is ShortForm.FORENAME_AND_INITIAL else ""
    return Short(given, family, f"{given}{between}{family}")


def _either(shorts: list[Short]) -> Short:
    return Short(
        "/".join(dict.fromkeys(short.given for short in shorts)),
        "/".join(dict.fromkeys(short.family for short in shorts)),
        "/".join(dict.fromkeys(short.whole for short in shorts)),
    )


def _parting(short: Short, form: ShortForm) -> str:
    """What tells one from another: where forenames are kept, any of which may stand there, the surname."""
    return fold(short.family if form is ShortForm.FORENAME_AND_INITIAL else short.whole).text


def _forenames(pupil: Pupil) -> tuple[str, ...]:
    """All that the pupil may be called, the usual one first."""
    names = (pupil.preferred_forename, pupil.forename, pupil.former_forename)
    return tuple(dict.fromkeys(filter(None, map(_bare, names)))) or (_NO_INITIAL,)


def _surname(pupil: Pupil) -> str:
    names = (pupil.preferred_surname, pupil.surname, pupil.former_surname)
    return next(filter(None, map(_bare, names)), "")


def _bare(name: str) -> str:
    """The name without what a list notes beside it, as in "Grace (8K)"."""
    bare = _BESIDE_THE_NAME.split(unicodedata.normalize("NFC", name), maxsplit=1)[0]
    return _SPACES.sub(" ", bare).strip()


def _kept(pupil: Pupil, written: str) -> str:
    """The forename, or as much of it as stands in `written`; the usual one where none does."""
    words = f" {' '.join(words_of(written))} "
    forenames = _forenames(pupil)
    for forename in forenames:
        for prefix in _prefixes(forename):
            if f" {' '.join(words_of(prefix))} " in words:
                return prefix
    return forenames[0]


def _prefixes(forename: str) -> Iterator[str]:
    """The forename, then its words but the last, and so on: Mary Jane, Mary."""
    ends = [word.end() for word in _WORD.finditer(forename)]
    yield forename
    yield from (forename[:end] for end in reversed(ends[:-1]))


def _letters(name: str, many: int) -> str:
    """The first letters of a name, the first of them a capital."""
    letters = _all_letters(name)
    if not letters or (len(letters) == 1 and not letters[0].isascii()):
        return _NO_INITIAL
    first = letters[0].upper()
    return (first if len(first) == len(letters[0]) else letters[0]) + "".join(letters[1:many]).lower()


def _all_letters(name: str) -> list[str]:
    """Each with the marks that belong to it."""
    letters: list[str] = []
    for character in unicodedata.normalize("NFC", name):
        if character.isalpha():
            letters.append(character)
        elif letters and unicodedata.category(character) in {"Mn", "Mc"}:
            letters[-1] += character
    return letters


def _words_on(roster: Roster) -> frozenset[str]:
    """Every word that is part of a name on the roster, folded."""
    return frozenset(
        word
        for pupil in roster.pupils
        for name in (*_forenames(pupil), pupil.surname, pupil.preferred_surname, pupil.former_surname)
        for word in words_of(name)
    )
