"""What could not be read is never called clean."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.context import Facts
from detectors.finding import DetectorId, Finding
from detectors.message import Reading


def find(reading: Reading, facts: Facts) -> Iterator[Finding]:
    """One finding for each thing that could not be read, with the reason."""
    del facts
    for unread in reading.unread:
        yield Finding(DetectorId.UNINSPECTABLE, unread.location, detail=unread.reason)
