"""The least that a detector must be told."""

from __future__ import annotations

from detectors.context import Directory, Facts, Roster, School
from detectors.names.index import NameIndex

ROSTER = Roster(())
FACTS = Facts(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    ROSTER,
    Directory(frozenset(), frozenset(), frozenset()),
    NameIndex.of(ROSTER),
)
