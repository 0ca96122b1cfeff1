"""Begins to tell a collector of traces, where one is set up; only then is OpenTelemetry loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.errors import SetupError
from gateway.tracing.tracer import UNTRACED, Tracer

TRACES_PATH = "/v1/traces"  # behind an endpoint: the OTLP specification, "OTLP/HTTP Request"
MISSING = (
    "tracing.endpoint: OpenTelemetry is not installed; "
    'pip install "schoolgate[tracing]", or leave the endpoint out'
)


class CollectorError(SetupError):
    """One sentence for the administrator about the collector of traces."""


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Collecting:
    """A tracer, and what ends it: blocks for up to two seconds while the last spans are told."""

    tracer: Tracer = UNTRACED
    end: Callable[[], None] = _nothing


def begin_collecting(endpoint: str, failed: Callable[[], None]) -> Collecting:
    """With no endpoint, nothing is measured. Raises CollectorError.

    failed: told, from a thread of its own, when the collector begins to take nothing; mail never waits for it
    """
    if not endpoint:
        return Collecting()
    try:
        from gateway.tracing.otlp import OtlpTracer  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise CollectorError(MISSING) from None
    tracer = OtlpTracer(endpoint, failed)
    return Collecting(tracer, tracer.end)
