"""Tells which pupil of a new list is which of the old one, whatever has changed about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from detectors.names.fold import words_of
from detectors.roster import Pupil

Key = Callable[[Pupil], Hashable | None]  # None: cannot be told by this


@dataclass(frozen=True, slots=True)
class Matched:
    """The pupils that both lists have, as (old, new), those of the old list only, and of the new one only."""

    both: tuple[tuple[Pupil, Pupil], ...]
    gone: tuple[Pupil, ...]
    fresh: tuple[Pupil, ...]


def match(old: Sequence[Pupil], new: Sequence[Pupil]) -> Matched:
    """A pupil is the same by id, by UPN, or by all names and date of birth.

    The surest evidence is used up first: a list that is renumbered at each export gives ids to other
    pupils, and those are told by the rest. An id alone counts only for whom nothing speaks against it.
    """
    both: list[tuple[Pupil, Pupil]] = []
    gone, fresh = list(old), list(new)
    for key in (_id_and_names, _id_and_upn, _upn, _names_and_birth):
        pairs, gone, fresh = _round(gone, fresh, key)
        both += pairs
    pairs, gone, fresh = _round(gone, fresh, _id)
    for before, after in pairs:
        if _may_be_one(before, after):
            both.append((before, after))
        else:
            gone.append(before)
            fresh.append(after)
    return Matched(tuple(both), tuple(gone), tuple(fresh))


def names_of(pupil: Pupil) -> tuple[str, ...]:
    """Every name of a pupil, as it is spelt."""
    preferred = (pupil.preferred_forename, pupil.preferred_surname)
    former = (pupil.former_forename, pupil.former_surname)
    return (pupil.forename, pupil.surname, pupil.middle_names, *preferred, *former)


def _round(
    old: Sequence[Pupil], new: Sequence[Pupil], key: Key
) -> tuple[list[tuple[Pupil, Pupil]], list[Pupil], list[Pupil]]:
    """Pairs by one kind of evidence, one for one; then who of either list is left, in their order."""
    if not old or not new:
        return [], list(old), list(new)
    waiting: defaultdict[Hashable, list[Pupil]] = defaultdict(list)
    for pupil in reversed(new):
        if (evidence := key(pupil)) is not None:
            waiting[evidence].append(pupil)
    pairs, gone = [], []
    for pupil in old:
        candidates = waiting.get(evidence) if (evidence := key(pupil)) is not None else None
        if candidates:
            pairs.append((pupil, candidates.pop()))
        else:
            gone.append(pupil)
    taken = {id(after) for _, after in pairs}
    return pairs, gone, [pupil for pupil in new if id(pupil) not in taken]


def _id_and_names(pupil: Pupil) -> Hashable:
    return pupil.id, pupil.forename, pupil.surname, pupil.date_of_birth


def _id_and_upn(pupil: Pupil) -> Hashable | None:
    return (pupil.id, pupil.upn) if pupil.upn else None


def _upn(pupil: Pupil) -> Hashable | None:
    return pupil.upn.upper() or None


def _names_and_birth(pupil: Pupil) -> Hashable | None:
    words = tuple(words_of(" ".join((pupil.forename, pupil.middle_names, pupil.surname))))
    return (words, pupil.date_of_birth) if words else None


def _id(pupil: Pupil) -> Hashable:
    return pupil.id


def _may_be_one(before: Pupil, after: Pupil) -> bool:
    """Whether two with one id can be one child: born on one day, or with a name in common."""
    if before.date_of_birth and before.date_of_birth == after.date_of_birth:
        return True
    return bool(set(_words(before)) & set(_words(after)))


def _words(pupil: Pupil) -> Iterator[str]:
    for name in names_of(pupil):
        yield from words_of(name)
