"""Tests for detectors.uninspectable."""

from __future__ import annotations

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.uninspectable import find
from tests.detectors.extract.files import attachment, body, read_parts
from tests.detectors.facts import FACTS


def test_each_thing_that_could_not_be_read_is_a_finding_with_its_reason() -> None:
    reading = read_parts(attachment(b"\x1f\x9d\x90\x00", "a.txt.Z"), attachment(b"words", "b.txt"))
    reason = "This kind of file cannot be opened (application/x-compress)."
    location = Location(Place.ATTACHMENT, "a.txt.Z")
    assert list(find(Matter(reading, FACTS))) == [Finding(DetectorId.UNINSPECTABLE, location, detail=reason)]


def test_nothing_is_said_of_a_message_that_was_read() -> None:
    assert list(find(Matter(read_parts(body(b"Dear parents")), FACTS))) == []
