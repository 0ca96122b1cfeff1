"""Finds the numbers, days and codes by which a pupil is known: UPN, NHS number, date of birth, telephone …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from detectors.finding import DetectorId, Finding, Location
from detectors.identifiers.birth import written_on
from detectors.identifiers.mark import Kind
from detectors.identifiers.sights import sights
from detectors.identifiers.weigh import Judgement, Known, Sight, judge
from detectors.matter import Matter

MOST_FINDINGS = 1000  # of one message; beyond it pupils count, not their further identifiers
_AT_ONCE = 20_000  # sights that are compared with the roster in one pass

_DETAILS = {
    Kind.UPN: "It is a unique pupil number (UPN).",
    Kind.ULN: "It is a unique learner number (ULN).",
    Kind.NHS_NUMBER: "It is an NHS number.",
    Kind.NATIONAL_INSURANCE_NUMBER: "It is a National Insurance number.",
    Kind.UCI: "It is an exam candidate's identifier (UCI).",
    Kind.DATE_OF_BIRTH: "It is a pupil's date of birth.",
    Kind.POSTCODE: "It is a postcode beside a pupil's name.",
    Kind.PHONE: "It is a telephone number beside a pupil's name.",
}


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each identifier in each place: its surest sight, and all pupils whose it may be.

    Of more than MOST_FINDINGS, those that are the first of a pupil go before the rest.
    """
    gathered = _Gathered()
    written = written_on(matter.reading.message.header("Date"))
    everything = sights(matter)
    while some := list(islice(everything, _AT_ONCE)):
        known = Known.of(matter.facts.roster, some, written)
        for sight in some:
            judgement = judge(sight, known)
            if judgement is not None:
                gathered.add(sight, judgement)
    yield from gathered.findings()


_Key = tuple[Location, Kind, str]


class _Gathered:
    """The findings so far. What a row said of whose an identifier is, running text does not add to."""

    def __init__(self) -> None:
        self._first: dict[_Key, Finding] = {}
        self._again: dict[_Key, Finding] = {}
        self._pupils: set[str] = set()
        self._from_rows: set[_Key] = set()

    def add(self, sight: Sight, judgement: Judgement) -> None:
        key = sight.location, sight.mark.kind, sight.mark.value
        finding = _finding(sight, judgement)
        is_first = not self._pupils.issuperset(finding.pupils)
        self._pupils.update(finding.pupils)
        for known in (self._first, self._again):
            if key in known:
                whole = sight.in_row or key not in self._from_rows
                known[key] = _together(known[key], finding, whole=whole)
                return
        if is_first or len(self._again) < MOST_FINDINGS:
            (self._first if is_first else self._again)[key] = finding
            if sight.in_row and finding.pupils:
                self._from_rows.add(key)

    def findings(self) -> Iterator[Finding]:
        yield from islice((*self._first.values(), *self._again.values()), MOST_FINDINGS)


def _finding(sight: Sight, judgement: Judgement) -> Finding:
    kind = sight.mark.kind
    return Finding(
        DetectorId.IDENTIFIER,
        sight.location,
        sight.text,
        judgement.confidence,
        judgement.pupils,
        _DETAILS[kind],
        kind=kind.value,
    )


def _together(one: Finding, other: Finding, *, whole: bool) -> Finding:
    """The surer of two of the same identifier; with the pupils of both, if `whole`."""
    surer = max(one, other, key=lambda each: each.confidence)
    pupils = tuple(dict.fromkeys((*one.pupils, *other.pupils))) if whole else one.pupils
    return replace(surer, pupils=pupils)
