"""The numbers: shares of messages that were judged rightly, holds of strangers' mail, calibration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from tests.accuracy.calibration import bands, expected_error
from tests.accuracy.outcome import Outcome, Series


class Group(StrEnum):
    RECALL = "recall"
    FORMS = "recall by form"
    CARRIERS = "recall by carrier"
    HAZARDS = "hazards left alone, by category"
    PUPILS = "pupils found nevertheless, by category"
    STRANGERS = "holds per thousand messages of strangers"
    CALIBRATION = "calibration"


# How far a figure may fall before it has fallen. One miss in a category is more than any of these.
TOLERANCE = {
    Group.RECALL: 0.002,
    Group.FORMS: 0.01,
    Group.CARRIERS: 0.01,
    Group.HAZARDS: 0.01,
    Group.PUPILS: 0.01,
    Group.STRANGERS: 0.3,
    Group.CALIBRATION: 0.02,
}

LESS_IS_BETTER = frozenset({"expected error"})

STRANGERS = {"ordinary mail": Series.REAL, "news, full of names": Series.NEWS}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that is compared with what is committed. `of` is how many messages or findings it is of."""

    group: Group
    name: str
    value: float
    of: int

    @property
    def less_is_better(self) -> bool:
        return self.group is Group.STRANGERS or self.name in LESS_IS_BETTER


def figures(outcomes: Iterable[Outcome]) -> tuple[Figure, ...]:
    """All that can be said of what was measured; nothing of a series that was not."""
    every = list(outcomes)
    series: dict[Series, list[Outcome]] = defaultdict(list)
    for outcome in every:
        series[outcome.series].append(outcome)
    matrix, hazards = series[Series.MATRIX], series[Series.HAZARD]
    return (
        *_shares(Group.RECALL, matrix, lambda _: "invented pupils"),
        *_shares(Group.RECALL, series[Series.DRAWN], lambda _: "pupils drawn at random"),
        *_shares(Group.FORMS, matrix, lambda outcome: outcome.row),
        *_shares(Group.CARRIERS, matrix, lambda outcome: outcome.column),
        *_shares(Group.HAZARDS, hazards, lambda outcome: outcome.row),
        *_shares(Group.PUPILS, series[Series.PUPIL], lambda outcome: outcome.row),
        *(figure for name, which in STRANGERS.items() for figure in _holds(name, series[which])),
        *_calibration(every),
    )


def interval(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval of a share, at 95 %."""
    if not count:
        return 0.0, 1.0
    middle = share + z * z / (2 * count)
    reach = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _shares(group: Group, outcomes: list[Outcome], name: Callable[[Outcome], str]) -> list[Figure]:
    named: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        named[name(outcome)].append(outcome)
    return [
        Figure(group, name, sum(each.good for each in cell) / len(cell), len(cell))
        for name, cell in named.items()
    ]


def _holds(name: str, outcomes: list[Outcome]) -> list[Figure]:
    if not outcomes:
        return []
    held = sum(outcome.held or outcome.crashed for outcome in outcomes)
    return [Figure(Group.STRANGERS, name, held / len(outcomes) * 1000, len(outcomes))]


def _calibration(outcomes: list[Outcome]) -> list[Figure]:
    measured = bands(outcomes)
    if not measured:
        return []
    findings = sum(band.findings for band in measured)
    return [
        Figure(Group.CALIBRATION, "expected error", expected_error(measured), findings),
        *(
            Figure(Group.CALIBRATION, f"right at {band.low} and above", band.right, band.findings)
            for band in measured
            if band.low >= 0.9
        ),
    ]
