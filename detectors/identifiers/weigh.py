"""How sure it is that a mark is a pupil's identifier, and whose: by label, by names near it, by roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from detectors.finding import Location
from detectors.identifiers import birth, nhs_number, upn
from detectors.identifiers.labels import Calling
from detectors.identifiers.mark import Kind, Mark
from detectors.names.sense import NameHit
from detectors.roster import Roster

_FEW = 3  # more pupils who were born on one day are no clue whose day it is


@dataclass(frozen=True, slots=True)
class Sight:
    """A mark where it stands.

    text: as it stands there
    called: what the words before it, or the head of its column, say it is
    near: the names near it, the nearest first
    at_one: whether no sentence ends between it and the nearest name
    in_row: it stands in a row of a table, which is one record
    """

    location: Location
    mark: Mark
    text: str
    called: Kind | Calling = Calling.NOTHING
    near: tuple[NameHit, ...] = ()
    at_one: bool = False
    in_row: bool = False

    @property
    def is_labelled(self) -> bool:
        return self.called is self.mark.kind

    @property
    def sureness_of_name(self) -> float:
        return self.near[0].confidence if self.near else 0.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure it is, from 0 to 1, and the ids of the pupils whose it may be."""

    confidence: float
    pupils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Whose on the roster the numbers and days in sight are, and when the message was written."""

    by_upn: Mapping[str, tuple[str, ...]]
    by_birth: Mapping[str, tuple[str, ...]]
    written: date | None

    @classmethod
    def of(cls, roster: Roster, sights: Iterable[Sight], written: date | None) -> Self:
        """In one pass over the roster, which is cheap enough to need no index that is kept."""
        values: dict[Kind, set[str]] = {Kind.UPN: set(), Kind.DATE_OF_BIRTH: set()}
        for sight in sights:
            values.get(sight.mark.kind, set()).add(sight.mark.value)
        upns, births = values[Kind.UPN], values[Kind.DATE_OF_BIRTH]
        by_upn: dict[str, tuple[str, ...]] = {}
        by_birth: dict[str, tuple[str, ...]] = {}
        for pupil in roster.pupils if upns or births else ():
            if upns and (number := upn.canonical(pupil.upn)) in upns:
                by_upn[number] = (*by_upn.get(number, ()), pupil.id)
            if (day := pupil.date_of_birth) in births:
                by_birth[day] = (*by_birth.get(day, ()), pupil.id)
        return cls(by_upn, by_birth, written)


def judge(sight: Sight, known: Known) -> Judgement | None:
    """None where it is not sure enough to be worth a word."""
    return _JUDGES[sight.mark.kind](sight, known)


def _upn(sight: Sight, known: Known) -> Judgement | None:
    """One on the roster needs nothing else. Of thirteen characters by chance one in 23 has its letter."""
    value = sight.mark.value
    if value in known.by_upn:
        return Judgement(0.99, known.by_upn[value])
    is_likely = upn.has_known_authority(value)
    if sight.is_labelled:
        return _of_nearest(sight, 0.95 if is_likely else 0.7)
    if sight.near:
        return _of_nearest(sight, 0.9 if is_likely else 0.6)
    return Judgement(0.8) if is_likely and _is_plain_upn(sight.text) else None


def _is_plain_upn(text: str) -> bool:
    return text.isalnum() and text.isupper()


def _uln(sight: Sight, _: Known) -> Judgement | None:
    return _number(sight, beside_name=0.6)


def _nhs_number(sight: Sight, _: Known) -> Judgement | None:
    if not sight.is_labelled and not nhs_number.is_issued(sight.mark.value):
        return None
    return _number(sight, beside_name=0.75 if sight.mark.grouped else 0.6)


def _national_insurance_number(sight: Sight, _: Known) -> Judgement | None:
    """It has no check, but hardly anything else looks like it; by itself only in the groups of the card."""
    if sight.called is Calling.NOTHING and sight.mark.grouped and not sight.near:
        return Judgement(0.8)
    return _number(sight, beside_name=0.8)


def _uci(sight: Sight, _: Known) -> Judgement | None:
    return _number(sight, beside_name=0.8)


def _number(sight: Sight, beside_name: float) -> Judgement | None:
    """One that chance makes too often to be believed without its label or a pupil's name."""
    if sight.is_labelled:
        return _of_nearest(sight, 0.95)
    if sight.called is not Calling.NOTHING or not sight.near:
        return None
    return _of_nearest(sight, beside_name * sight.sureness_of_name)


def _date_of_birth(sight: Sight, known: Known) -> Judgement | None:
    """That of a pupil who is named near it; or any pupil's, if it is said to be one."""
    theirs = known.by_birth.get(sight.mark.value, ())
    named = tuple(dict.fromkeys(each for hit in sight.near for each in hit.pupils if each in theirs))
    if named:
        return Judgement(0.98, named)
    if not sight.is_labelled or not birth.is_childs(sight.mark.value, known.written):
        return None
    if sight.near:
        return _of_nearest(sight, 0.9 * sight.sureness_of_name)
    return Judgement(0.6, theirs) if 0 < len(theirs) <= _FEW else None


def _home(sight: Sight, _: Known) -> Judgement | None:
    """A postcode or a telephone number, which is a pupil's only if it stands with a pupil's name."""
    if not sight.near or sight.called is Calling.OTHER:
        return None
    if sight.is_labelled:
        return _of_nearest(sight, 0.85 * sight.sureness_of_name)
    return _of_nearest(sight, 0.65 * sight.sureness_of_name) if sight.at_one else None


def _of_nearest(sight: Sight, confidence: float) -> Judgement:
    return Judgement(round(confidence, 2), sight.near[0].pupils if sight.near else ())


_JUDGES: dict[Kind, Callable[[Sight, Known], Judgement | None]] = {
    Kind.UPN: _upn,
    Kind.ULN: _uln,
    Kind.NHS_NUMBER: _nhs_number,
    Kind.NATIONAL_INSURANCE_NUMBER: _national_insurance_number,
    Kind.UCI: _uci,
    Kind.DATE_OF_BIRTH: _date_of_birth,
    Kind.POSTCODE: _home,
    Kind.PHONE: _home,
}
