"""Finds messages that are broken, or that mail programs may read in different ways."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import DetectorId, Finding
from detectors.matter import Matter


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each distinct defect of the message."""
    for defect in dict.fromkeys(matter.reading.message.defects):
        yield Finding(DetectorId.MALFORMED_MESSAGE, defect.location, detail=defect.what)
