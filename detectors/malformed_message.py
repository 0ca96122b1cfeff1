"""Finds messages that are broken, or that mail programs may read in different ways."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.context import Facts
from detectors.finding import DetectorId, Finding
from detectors.message import Reading


def find(reading: Reading, facts: Facts) -> Iterator[Finding]:  # noqa: ARG001 (detectors are called alike)
    """One finding for each distinct defect of the message."""
    for defect in dict.fromkeys(reading.message.defects):
        yield Finding(DetectorId.MALFORMED_MESSAGE, defect.location, detail=defect.what)
