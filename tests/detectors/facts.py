"""The least that a detector must be told."""

from __future__ import annotations

from detectors.context import Directory, Facts, School
from detectors.roster import Roster

FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster(()),
    Directory(frozenset(), frozenset(), frozenset()),
)
