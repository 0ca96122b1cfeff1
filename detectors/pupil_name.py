"""Finds pupils' full names in everything that could be read of a message: text, tables and file names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from detectors.context import Facts
from detectors.finding import DetectorId, Finding, Location
from detectors.message import Reading
from detectors.names.index import NameIndex
from detectors.names.sense import NameHit

MOST_FINDINGS = 1000  # of one message; beyond it pupils count, not the places where they are named again


def find(reading: Reading, facts: Facts) -> Iterator[Finding]:
    """One finding for each name in each place, as first found there, with the surest sight of it.

    Of more than MOST_FINDINGS, those that name a pupil for the first time go before the rest.
    """
    first: dict[tuple[str, ...], Finding] = {}
    again: dict[tuple[Location, tuple[str, ...]], Finding] = {}
    for location, hits in _searches(reading, facts.names):
        for hit in hits:
            known = first.get(hit.pupils)
            if known is None:
                first[hit.pupils] = _finding(location, hit)
            elif known.location == location:
                first[hit.pupils] = _surer(known, hit)
            elif (location, hit.pupils) in again or len(again) < MOST_FINDINGS:
                known = again.get((location, hit.pupils)) or _finding(location, hit)
                again[location, hit.pupils] = _surer(known, hit)
    findings = [*first.values(), *again.values()]
    yield from findings[:MOST_FINDINGS]


def _searches(reading: Reading, names: NameIndex) -> Iterator[tuple[Location, Iterable[NameHit]]]:
    for text in reading.texts:
        search = names.find_in_name if text.location.part == "name" else names.find
        yield text.location, search(text.text)
    for table in reading.tables:
        yield table.location, names.find_in_rows(table.rows)


def _finding(location: Location, hit: NameHit) -> Finding:
    return Finding(DetectorId.PUPIL_NAME, location, hit.text, hit.confidence, hit.pupils)


def _surer(finding: Finding, hit: NameHit) -> Finding:
    return finding if finding.confidence >= hit.confidence else replace(finding, confidence=hit.confidence)
