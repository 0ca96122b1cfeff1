"""Spans for a collector, by OpenTelemetry: gathered, and told by OTLP over HTTP from a thread of their own.

Its environment variables count where nothing is said here: OTEL_TRACES_SAMPLER (how many messages are
measured), OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_CERTIFICATE.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from gateway.tracing.collecting import TRACES_PATH
from gateway.tracing.tracer import Fact, Span, SpanName

SECONDS = 2.0  # for one batch, and for the last ones when the gateway ends
_KINDS = {
    SpanName.RECEIVE: trace.SpanKind.SERVER,
    SpanName.SEND: trace.SpanKind.CLIENT,
    SpanName.DELIVER: trace.SpanKind.CONSUMER,
}


class OtlpTracer:
    """Tells one collector; what it does not take is thrown away."""

    def __init__(self, endpoint: str, failed: Callable[[], None]) -> None:
        exporter = _Told(OTLPSpanExporter(endpoint + TRACES_PATH, timeout=SECONDS), failed)
        resource = Resource.create({SERVICE_NAME: "schoolgate"})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("schoolgate")

    @contextmanager
    def span(self, name: SpanName) -> Iterator[Span]:
        """An error is told by its class: its text may have an address in it."""
        with self._tracer.start_as_current_span(
            name,
            kind=_KINDS.get(name, trace.SpanKind.INTERNAL),
            record_exception=False,
            set_status_on_exception=False,
        ) as measured:
            try:
                yield _OtlpSpan(measured)
            except BaseException as error:
                measured.set_status(trace.StatusCode.ERROR, type(error).__name__)
                raise

    def end(self) -> None:
        """Tells what is left. The library would wait longer for a collector that is not there."""
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        ending.join(SECONDS)


class _OtlpSpan:
    def __init__(self, measured: trace.Span) -> None:
        self._measured = measured

    @property
    def trace(self) -> str:
        """Empty where this message is not among those that are measured."""
        context = self._measured.get_span_context()
        return trace.format_trace_id(context.trace_id) if self._measured.is_recording() else ""

    def note(self, fact: Fact, value: str | int | bool) -> None:
        self._measured.set_attribute(fact, value)


class _Told(SpanExporter):
    """Says once when its collector begins to take nothing."""

    def __init__(self, exporter: SpanExporter, failed: Callable[[], None]) -> None:
        self._exporter = exporter
        self._failed = failed
        self._failing = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        failing = result is not SpanExportResult.SUCCESS
        if failing and not self._failing:
            self._failed()
        self._failing = failing
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()
