"""Finds a message without a subject: none at all, or only what mail programs write there by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.words.subject_line import subject_of

_DETAIL = "Its subject line is empty."
# What programs write where nothing was typed, and dots or dashes in its place. One word is a subject.
_NOTHING = re.compile(
    r"[\W_]*+(?:no subject|none|untitled|kein betreff|sans objet|sin asunto|brak tematu|dim pwnc)?[\W_]*",
    re.IGNORECASE,
)


def find(matter: Matter) -> Iterator[Finding]:
    """At most one finding, of kind "missing"."""
    if _NOTHING.fullmatch(subject_of(matter.reading.message).words):
        yield Finding(DetectorId.NO_SUBJECT, Location(Place.SUBJECT), detail=_DETAIL, kind="missing")
