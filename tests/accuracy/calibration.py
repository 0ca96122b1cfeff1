"""Whether a confidence means what it says: of findings at 0.9, nine in ten are right.

Findings are counted as they would come up in a thousand messages that a school sends out. No such mail is
to be had, so the mixture is an assumption, and it is this:

- 820 are ordinary mail, as in the sets of real mail, searched for the pupils of a random roster;
- 30 hold one of the sentences that tempt, in which nobody is named in full;
- 150 name a pupil in full: 15 of them by a name that tempts as much, 135 in the forms and places of the
  matrix, each weighed by how often people write so (`Usage`) and by how often names stand there
  (`Carrier.share`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.accuracy.carriers import CARRIERS
from tests.accuracy.forms import FORMS
from tests.accuracy.matrix import carrier_title, form_title
from tests.accuracy.outcome import Outcome, Series
from tests.accuracy.written import Usage

MESSAGES = {Series.REAL: 820.0, Series.HAZARD: 30.0, Series.PUPIL: 15.0, Series.MATRIX: 135.0}
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

_USAGE = {form_title(form): form.usage for form in FORMS}
_SHARE = {carrier_title(carrier): carrier.share for carrier in CARRIERS}


@dataclass(frozen=True, slots=True)
class Band:
    """The findings whose confidence is `low` or more and under `high` (the last band: or equal).

    `findings` were seen; `weight` of them come up in a thousand messages, `expected` is their mean
    confidence, and `right` is the share of them that are.
    """

    low: float
    high: float
    findings: int
    weight: float
    expected: float
    right: float


def bands(outcomes: Iterable[Outcome]) -> tuple[Band, ...]:
    """Without those that are empty; none without real mail, for then the mixture is not the stated one."""
    every = list(outcomes)
    if not any(outcome.series is Series.REAL for outcome in every):
        return ()
    found = defaultdict(list)
    for outcome, weight in _weighed(every):
        for sighting in outcome.sightings:
            found[_band_of(sighting.confidence)].append((weight, sighting))
    made = []
    for at, rows in sorted(found.items()):
        total = sum(weight for weight, _ in rows)
        expected = sum(weight * sighting.confidence for weight, sighting in rows) / total
        right = sum(weight for weight, sighting in rows if sighting.right) / total
        made.append(Band(EDGES[at], EDGES[at + 1], len(rows), total, expected, right))
    return tuple(made)


def expected_error(measured: Sequence[Band]) -> float:
    """Expected calibration error: how far confidence and truth lie apart on average."""
    total = sum(band.weight for band in measured)
    return sum(band.weight * abs(band.expected - band.right) for band in measured) / total if total else 0.0


def _band_of(confidence: float) -> int:
    return max(at for at, edge in enumerate(EDGES[:-1]) if confidence >= edge)


def _weighed(outcomes: Sequence[Outcome]) -> Iterator[tuple[Outcome, float]]:
    """Each message with how many of a thousand it stands for."""
    counted = Counter(outcome.series for outcome in outcomes)
    in_usage: dict[Usage, float] = defaultdict(float)
    for outcome in outcomes:
        if outcome.series is Series.MATRIX:
            in_usage[_USAGE[outcome.row]] += _SHARE[outcome.column]
    for outcome in outcomes:
        messages = MESSAGES.get(outcome.series, 0.0)
        if outcome.series is Series.MATRIX:
            usage = _USAGE[outcome.row]
            yield outcome, messages * usage.value * _SHARE[outcome.column] / in_usage[usage]
        elif messages:
            yield outcome, messages / counted[outcome.series]
