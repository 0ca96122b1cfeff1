"""A way out that is counted and measured: how many recipients its next hop took, and how long that took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from detectors.message import Envelope
from gateway.metrics import Metrics
from gateway.tracing import Fact, SpanName, Tracer
from gateway.transport.outcome import Fate, Outcome
from gateway.transport.pool import Transport

RouteName = TypeVar("RouteName", bound=str)


def observe(
    transports: Mapping[RouteName, Transport], metrics: Metrics, tracer: Tracer
) -> dict[RouteName, Transport]:
    """The same ways out, by the same names."""
    return {
        route: ObservedTransport(transport, route, metrics, tracer) for route, transport in transports.items()
    }


class ObservedTransport:
    """Sends by another transport. `route`: the name of this way out."""

    def __init__(self, transport: Transport, route: str, metrics: Metrics, tracer: Tracer) -> None:
        self._transport = transport
        self._route = route
        self._metrics = metrics
        self._tracer = tracer

    async def send(self, envelope: Envelope, message: bytes) -> Outcome:
        """What became of the message for each recipient."""
        with self._tracer.span(SpanName.SEND) as span:
            outcome = await self._transport.send(envelope, message)
            fates = Counter(each.fate for each in outcome.recipients)
            for fate, count in fates.items():
                self._metrics.next_hops.labels(self._route, fate.value).inc(count)
            span.note(Fact.ROUTE, self._route)
            span.note(Fact.BYTES, len(message))
            span.note(Fact.RECIPIENTS, len(outcome.recipients))
            span.note(Fact.REFUSED, len(outcome.recipients) - fates[Fate.TAKEN])
        return outcome
