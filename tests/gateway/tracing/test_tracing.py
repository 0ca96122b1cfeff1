"""Where the time goes is told to a collector that is set up, and otherwise nothing is measured or loaded."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import gateway
from gateway.tracing import UNTRACED, CollectorError, Fact, SpanName, begin_collecting
from tests.support.collector import Collector
from tests.support.timing import quickest

GATEWAY = Path(gateway.__file__).parent


@pytest.fixture
def collector() -> Iterator[Collector]:
    running = Collector().start()
    yield running
    running.stop()


def fail() -> None:
    pytest.fail("the collector was there")


def test_without_an_endpoint_nothing_is_measured() -> None:
    collecting = begin_collecting("", fail)
    assert collecting.tracer is UNTRACED
    with collecting.tracer.span(SpanName.RECEIVE) as span:
        span.note(Fact.BYTES, 1)
        assert span.trace == ""
    collecting.end()


def test_without_an_endpoint_nothing_is_loaded() -> None:
    ask = "import gateway.tracing, sys; print([each for each in sys.modules if each.startswith('opentel')])"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
    naming = {file.name for file in GATEWAY.rglob("*.py") if "import opentelemetry" in _imports(file)}
    assert naming == {"otlp.py"}


def _imports(file: Path) -> str:
    return file.read_text(encoding="utf-8").replace("from opentelemetry", "import opentelemetry")


def test_measuring_nothing_costs_nothing() -> None:
    """Five spans and a dozen facts in 20 microseconds at the most, of a message's milliseconds."""

    def message() -> None:
        for _ in range(1000):
            with UNTRACED.span(SpanName.RECEIVE) as whole:
                for name in (SpanName.INSPECT, SpanName.DECIDE, SpanName.SEND, SpanName.COMMIT):
                    with UNTRACED.span(name) as span:
                        span.note(Fact.BYTES, 1)
                        span.note(Fact.ROUTE, "next-hop")
                for fact in (Fact.MESSAGE, Fact.SCHOOL, Fact.RECIPIENTS, Fact.ANSWER):
                    whole.note(fact, "x")

    assert quickest(message) < 0.020


def test_steps_are_parts_of_the_message(collector: Collector) -> None:
    collecting = begin_collecting(collector.endpoint, fail)
    with collecting.tracer.span(SpanName.RECEIVE) as whole:
        whole.note(Fact.BYTES, 2048)
        with collecting.tracer.span(SpanName.INSPECT) as part:
            assert part.trace == whole.trace
        trace = whole.trace
    collecting.end()
    (receive,), (inspect,) = collector.named("receive"), collector.named("inspect")
    assert receive.trace == inspect.trace == trace
    assert (receive.parent, inspect.parent) == ("", receive.id)
    assert receive.facts == {"schoolgate.bytes": 2048}
    assert receive.began <= inspect.began <= inspect.ended <= receive.ended
    assert collector.resources[0]["service.name"] == "schoolgate"


def test_an_error_is_told_by_its_class(collector: Collector) -> None:
    collecting = begin_collecting(collector.endpoint, fail)
    with pytest.raises(RuntimeError), collecting.tracer.span(SpanName.DECIDE):
        raise RuntimeError("Grace Bishop")
    collecting.end()
    (span,) = collector.spans
    assert (span.error, span.status, span.events) == (True, "RuntimeError", 0)
    assert b"Bishop" not in b"".join(collector.raw)


def test_a_message_that_is_not_measured_has_no_trace(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    collecting = begin_collecting(collector.endpoint, fail)
    with collecting.tracer.span(SpanName.RECEIVE) as span:
        assert span.trace == ""
    collecting.end()
    assert collector.spans == []


def test_a_collector_that_takes_nothing_is_told_of_once_and_waited_for_briefly(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1")
    collector.status, told = 404, []
    collecting = begin_collecting(collector.endpoint, lambda: told.append(1))
    for _ in range(3):
        with collecting.tracer.span(SpanName.RECEIVE):
            pass
    began = time.monotonic()
    collecting.end()
    assert time.monotonic() - began < 4
    assert (len(collector.raw), len(told)) == (3, 1)


def test_a_collector_that_is_not_there_does_not_hold_up_the_end() -> None:
    told: list[int] = []
    collecting = begin_collecting("http://127.0.0.1:9", lambda: told.append(1))
    with collecting.tracer.span(SpanName.RECEIVE):
        pass
    began = time.monotonic()
    collecting.end()
    assert time.monotonic() - began < 4


def test_without_the_extra_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gateway.tracing.otlp", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(CollectorError) as error:
        begin_collecting("http://127.0.0.1:4318", fail)
    assert str(error.value) == (
        "tracing.endpoint: OpenTelemetry is not installed; "
        'pip install "schoolgate[tracing]", or leave the endpoint out'
    )
