"""Finds pupils' full names in everything that could be read of a message: text, tables and file names."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location
from detectors.matter import Matter
from detectors.names.sense import NameHit

MOST_FINDINGS = 1000  # of one message; beyond it pupils count, not the places where they are named again


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each name in each place: the surest sight of it.

    Of more than MOST_FINDINGS, those that name a pupil for the first time go before the rest. What is not
    shown counts where the pupil is named nowhere else.
    """
    first: dict[tuple[str, ...], Finding] = {}
    again: dict[tuple[Location, tuple[str, ...]], Finding] = {}
    for sighting in matter.sightings:
        location = sighting.location
        for hit in sighting.hits:
            known = first.get(hit.pupils)
            if known is None:
                first[hit.pupils] = _finding(location, hit)
            elif known.location == location:
                first[hit.pupils] = _surer(known, hit)
            elif (location, hit.pupils) in again or len(again) < MOST_FINDINGS:
                known = again.get((location, hit.pupils)) or _finding(location, hit)
                again[location, hit.pupils] = _surer(known, hit)
    for sighting in matter.unshown:
        for hit in sighting.hits:
            first.setdefault(hit.pupils, _finding(sighting.location, hit))
    findings = [*first.values(), *again.values()]
    yield from findings[:MOST_FINDINGS]


def _finding(location: Location, hit: NameHit) -> Finding:
    return Finding(
        DetectorId.PUPIL_NAME, location, hit.text, round(hit.confidence, 2), hit.pupils, matched=hit.form
    )


def _surer(finding: Finding, hit: NameHit) -> Finding:
    return finding if finding.confidence >= round(hit.confidence, 2) else _finding(finding.location, hit)
