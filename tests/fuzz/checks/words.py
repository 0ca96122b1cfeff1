"""Running text: every name that is found stands where it is said to stand."""

from __future__ import annotations

from detectors.names.fold import words_of
from tests.gateway.rewriting.names.school import FACTS


def check_names(raw: bytes) -> None:
    text = raw.decode("utf-8", "replace")
    for hit in FACTS.names.find(text):
        start, end = hit.span
        assert 0 <= start < end <= len(text)
        assert hit.pupils
        assert words_of(text[start:end]), "a name without a letter"
