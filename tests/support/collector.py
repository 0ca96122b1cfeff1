"""A collector of traces: takes OTLP over HTTP with OpenTelemetry's own types, and keeps what it was told."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

Value = str | int | bool


@dataclass(frozen=True)
class Told:
    """One span. Times in nanoseconds."""

    name: str
    trace: str
    id: str
    parent: str
    kind: str
    began: int
    ended: int
    facts: dict[str, Value]
    status: str
    error: bool
    events: int


@dataclass
class Collector:
    """Answers `status` to everybody; `raw` is each request as it came."""

    status: int = 200
    spans: list[Told] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    resources: list[dict[str, Value]] = field(default_factory=list)

    def start(self) -> Collector:
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector._take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(collector.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def named(self, name: str) -> list[Told]:
        return [span for span in self.spans if span.name == name]

    def _take(self, path: str, body: bytes) -> None:
        self.raw.append(body)
        if path != "/v1/traces" or self.status != 200:
            return
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resources.append({each.key: each.value.string_value for each in group.resource.attributes})
            for scope in group.scope_spans:
                self.spans += map(_told, scope.spans)


def _told(span: Span) -> Told:
    facts: dict[str, Value] = {}
    for each in span.attributes:
        facts[each.key] = getattr(each.value, str(each.value.WhichOneof("value")))
    return Told(
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        Span.SpanKind.Name(span.kind),
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        facts,
        span.status.message,
        span.status.code == 2,
        len(span.events),
    )
