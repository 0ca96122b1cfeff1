"""Tests for detectors.extract.containers.gaps."""

from __future__ import annotations

import pytest

from detectors.extract.containers.gaps import has_gaps

CONTENT = b"head\0\0\0file\0\0Grace\0"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 4), (7, 11), (13, 18)], False),
        ([(13, 18), (0, 11)], False),
        ([(0, 18), (2, 3)], False),
        ([(0, 99)], False),
        ([(0, 4), (7, 11)], True),
        ([(0, 4), (8, 18)], True),
        ([], True),
    ],
)
def test_only_zeros_may_stand_between(spans: list[tuple[int, int]], expected: bool) -> None:
    assert has_gaps(CONTENT, spans) is expected
