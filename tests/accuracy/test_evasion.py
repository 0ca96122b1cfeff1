"""Nothing that was published to slip past gateways passes as clean, and nearly all of it is read."""

from pathlib import Path

from tests.accuracy.evasion import EvasionFigures, EvasionSet, lines, measure


def test_no_sample_passes_as_clean(corpora: Path) -> None:
    figures = measure(corpora)
    found = {each.name: each for each in figures.by_set}
    assert figures.passed_as_clean == 0
    assert (found["hidden files"].samples, found["hidden names"].samples) == (372, 176)
    assert found["hidden files"].exact >= 362
    assert found["hidden names"].exact >= 172
    assert found["TNEF files"].samples == 21


def test_the_lines_add_up() -> None:
    figures = EvasionFigures((EvasionSet("one", 10, 7, 2), EvasionSet("two", 5, 5, 0)))
    assert lines(figures) == [
        "one: 7 of 10 read exactly, 2 others flagged, 1 passed as clean",
        "two: 5 of 5 read exactly, 0 others flagged, 0 passed as clean",
        "all: 12 of 15 read exactly, 2 others flagged, 1 passed as clean",
    ]
