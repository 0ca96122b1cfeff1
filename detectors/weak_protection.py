"""A lock that anyone can open protects nothing, but its sender meant to protect something."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location, Place, Protection
from detectors.matter import Matter


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each weakly protected file, nested ones too; the detail is the method in words."""
    for attachment in matter.reading.attachments:
        if attachment.protection is Protection.WEAK:
            location = Location(Place.ATTACHMENT, attachment.path)
            yield Finding(DetectorId.WEAK_PROTECTION, location, detail=attachment.method or "")
