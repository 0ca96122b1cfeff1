"""Every label has fixed words for values, and each is there before it first counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from prometheus_client import Counter

import gateway.events
from detectors.finding import DetectorId
from gateway.actions.plan import DeliveryFate, Route
from gateway.metrics import Metrics, make_metrics
from gateway.policy.verdict import Disposition
from gateway.smtp.doorkeeper import Turned
from gateway.transport.outcome import Fate

EVENTS = Path(gateway.events.__file__).read_text(encoding="utf-8")
ROOMS_OF_EVENTS = set(re.findall(r'faults\.labels\("(\w+)"\)', EVENTS))
WATCHED = {"store", "inspection"}  # the parts of which `not-answering` tells


def counted(counter: Counter, label: str) -> set[str]:
    """The values of a label, all of them at 0."""
    (family,) = counter.collect()
    samples = [sample for sample in family.samples if sample.name.endswith("_total")]
    assert {sample.value for sample in samples} == {0.0}
    return {sample.labels[label] for sample in samples}


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return make_metrics()


@pytest.mark.parametrize(
    ("name", "label", "words"),
    [
        ("messages", "disposition", map(str, Disposition)),
        ("messages", "answer", ("2xx", "4xx", "5xx")),
        ("findings", "detector", DetectorId),
        ("failed_detectors", "detector", DetectorId),
        ("next_hops", "route", Route),
        ("next_hops", "fate", (each.value for each in Fate)),
        ("deliveries", "fate", DeliveryFate),
        ("faults", "room", ROOMS_OF_EVENTS | WATCHED),
        ("turned_away", "why", (each.value for each in Turned)),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_every_word_there_is_stands_there(
    metrics: Metrics, name: str, label: str, words: Iterable[str]
) -> None:
    assert counted(getattr(metrics, name), label) == set(words)


def test_delays_up_to_a_minute_are_told_apart(metrics: Metrics) -> None:
    (family,) = metrics.seconds.collect()
    limits = [sample.labels["le"] for sample in family.samples if sample.name.endswith("_bucket")]
    assert limits[0] == "0.005"
    assert limits[-2:] == ["60.0", "+Inf"]
