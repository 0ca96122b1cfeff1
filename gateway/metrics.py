"""What is counted, for Prometheus: figures only, nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Metrics:
    """One registry of its own, so that two gateways in one process (in tests) do not share figures."""

    registry: CollectorRegistry
    messages: Counter
    seconds: Histogram
    deliveries: Counter
    faults: Counter
    exceptions: Counter
    unchecked: Counter
    turned_away: Counter
    open_cases: Gauge
    waiting: Gauge
    pupils: Gauge

    def as_text(self) -> bytes:
        return generate_latest(self.registry)


def make_metrics() -> Metrics:
    registry = CollectorRegistry()
    return Metrics(
        registry=registry,
        messages=Counter(
            "schoolgate_messages",
            "Messages judged, by disposition and class of our answer",
            ("disposition", "answer"),
            registry=registry,
        ),
        seconds=Histogram(
            "schoolgate_message_seconds",
            "From the final dot to our answer",
            buckets=SECONDS,
            registry=registry,
        ),
        deliveries=Counter(
            "schoolgate_deliveries",
            "Outbox attempts, by what became of each recipient",
            ("fate",),
            registry=registry,
        ),
        exceptions=Counter(
            "schoolgate_exceptions",
            "Messages that an exception let pass a rule, by the rule",
            ("rule",),
            registry=registry,
        ),
        turned_away=Counter(
            "schoolgate_turned_away",
            "Clients of the relay that were sent away, by the reason",
            ("why",),
            registry=registry,
        ),
        unchecked=Counter(
            "schoolgate_unchecked",
            "Messages that could not be checked and passed a rule all the same, by the rule",
            ("rule",),
            registry=registry,
        ),
        faults=Counter("schoolgate_faults", "Faults on our side, by room", ("room",), registry=registry),
        open_cases=Gauge("schoolgate_open_cases", "Held messages that wait for a ruling", registry=registry),
        waiting=Gauge(
            "schoolgate_outbox_deliveries", "Deliveries that wait in the outbox", registry=registry
        ),
        pupils=Gauge("schoolgate_pupils", "Pupils on the rosters in force", registry=registry),
    )
