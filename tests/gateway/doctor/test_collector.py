"""Whether a collector of traces takes what it would be told."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from gateway.doctor.collector import look_at_collector
from gateway.look import Grade, Look
from tests.gateway.doctor.conftest import MakeSettings
from tests.support.collector import Collector


@pytest.fixture
def collector() -> Iterator[Collector]:
    running = Collector().start()
    yield running
    running.stop()


async def looks(make_settings: MakeSettings, endpoint: str) -> list[Look]:
    return [look async for look in look_at_collector(make_settings(tracing=f'endpoint = "{endpoint}"'))]


async def test_none_is_set_up(make_settings: MakeSettings) -> None:
    assert [look async for look in look_at_collector(make_settings())] == []


async def test_one_that_takes_traces(make_settings: MakeSettings, collector: Collector) -> None:
    (look,) = await looks(make_settings, collector.endpoint)
    assert (look.id, look.grade) == ("tracing", Grade.GOOD)
    assert (collector.raw, collector.spans) == ([b""], [])


async def test_another_kind_of_server(make_settings: MakeSettings, collector: Collector) -> None:
    collector.status = 404
    (look,) = await looks(make_settings, collector.endpoint)
    assert look.grade is Grade.WARNING
    assert f"the collector at {collector.endpoint} answers 404 instead of taking traces" in look.sentence


async def test_nobody_there(make_settings: MakeSettings) -> None:
    (look,) = await looks(make_settings, "http://127.0.0.1:9/")
    assert look.grade is Grade.WARNING
    assert "the collector at http://127.0.0.1:9 does not answer" in look.sentence


async def test_without_the_extra(make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gateway.tracing.otlp", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    (look,) = await looks(make_settings, "http://127.0.0.1:4318")
    assert look.grade is Grade.FAULT
    assert 'pip install "schoolgate[tracing]"' in look.sentence
