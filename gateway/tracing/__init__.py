"""What each message's time went into: told to a collector of traces where one is set up, else to nobody."""

from gateway.tracing.collecting import TRACES_PATH, Collecting, CollectorError, begin_collecting
from gateway.tracing.tracer import UNTRACED, Fact, Span, SpanName, Tracer

__all__ = [
    "TRACES_PATH",
    "UNTRACED",
    "Collecting",
    "CollectorError",
    "Fact",
    "Span",
    "SpanName",
    "Tracer",
    "begin_collecting",
]
