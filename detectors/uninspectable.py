"""What could not be read is never called clean."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import DetectorId, Finding
from detectors.matter import Matter


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each thing that could not be read, with the reason."""
    for unread in matter.reading.unread:
        yield Finding(DetectorId.UNINSPECTABLE, unread.location, detail=unread.reason)
