"""What is counted, for Prometheus: figures only, nothing personal.

What is not counted but read afresh at each look (how much waits, how old it is) is in `review/readings.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

from detectors.finding import DetectorId

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

# The values that labels have, so that each figure is there, at 0, before it first counts: what begins at 1
# has not grown in the eyes of Prometheus, and no alert rule would see the first fault.
ANSWERS = ("2xx", "4xx", "5xx")
DISPOSITIONS = ("deliver", "rewrite", "secure", "hold", "return")
FATES = ("sent", "waiting", "failed")
ROUTES = ("next-hop", "home", "secure-mail")
TAKEN = ("taken", "deferred", "refused")
ROOMS = (
    "certificate",
    "deadlines",
    "digests",
    "inspection",
    "outbox",
    "relay",
    "store",
    "tracing",
    "web",
    "workers",
)
REASONS = (
    "full",
    "too-many-connections",
    "too-many-new-connections",
    "too-many-failed-logins",
    "too-many-errors",
    "talks-out-of-turn",
    "too-slow",
    "no-tls-after-starttls",
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """One registry of its own, so that two gateways in one process (in tests) do not share figures."""

    registry: CollectorRegistry
    messages: Counter
    seconds: Histogram
    findings: Counter
    failed_detectors: Counter
    next_hops: Counter
    deliveries: Counter
    faults: Counter
    exceptions: Counter
    unchecked: Counter
    turned_away: Counter

    def as_text(self) -> bytes:
        return generate_latest(self.registry)


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the values that it may have."""

    name: str
    values: Iterable[str]


def make_metrics() -> Metrics:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)  # memory, processor time and start of the gateway's own process

    def counter(name: str, what: str, label: str, values: Iterable[str] = ()) -> Counter:
        made = Counter(f"schoolgate_{name}", what, (label,), registry=registry)
        for each in values:
            made.labels(each)
        return made

    return Metrics(
        registry=registry,
        messages=_counter_of_two(
            registry,
            "messages",
            "Messages judged, by disposition and class of our answer",
            Label("disposition", DISPOSITIONS),
            Label("answer", ANSWERS),
        ),
        seconds=Histogram(
            "schoolgate_message_seconds",
            "From the final dot to our answer",
            buckets=SECONDS,
            registry=registry,
        ),
        findings=counter("findings", "Messages in which a detector found something", "detector", DetectorId),
        failed_detectors=counter(
            "detector_failures", "Messages of which a detector could not say anything", "detector", DetectorId
        ),
        next_hops=_counter_of_two(
            registry,
            "next_hop_recipients",
            "Recipients for whom a next hop was asked to take mail, by the way out and its answer",
            Label("route", ROUTES),
            Label("fate", TAKEN),
        ),
        deliveries=counter("deliveries", "Outbox attempts, by what became of each recipient", "fate", FATES),
        exceptions=counter("exceptions", "Messages that an exception let pass a rule, by the rule", "rule"),
        turned_away=counter(
            "turned_away", "Clients of the relay that were sent away, by the reason", "why", REASONS
        ),
        unchecked=counter(
            "unchecked",
            "Messages that could not be checked and passed a rule all the same, by the rule",
            "rule",
        ),
        faults=counter("faults", "Faults on our side, by room", "room", ROOMS),
    )


def _counter_of_two(
    registry: CollectorRegistry, name: str, what: str, first: Label, second: Label
) -> Counter:
    """Each value of the one label with each of the other is there from the beginning."""
    made = Counter(f"schoolgate_{name}", what, (first.name, second.name), registry=registry)
    for one in first.values:
        for other in second.values:
            made.labels(one, other)
    return made
