"""A key is rotated on one of two machines: the other says what it lacks, and nothing gets lost meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.nodes import node
from tests.support.postgres import cluster, new_database
from tests.support.process import GatewayProcess
from tests.support.school import NAMED_TEXT, TEACHER, message
from tests.support.sink import Sink
from tests.support.waiting import wait_until


@pytest.fixture
def two(tmp_path: Path, sink: Sink) -> Iterator[tuple[GatewayProcess, GatewayProcess]]:
    name = new_database(cluster())
    first, second = (node(tmp_path / each, sink.url, cluster(), name) for each in ("first", "second"))
    yield first.start(60), second.start(60)
    assert (first.stop(), second.stop()) == (0, 0)
    cluster().as_administrator(f"DROP DATABASE {name} WITH (FORCE)")


def key_file(gateway: GatewayProcess) -> Path:
    return gateway.config.parent / "data" / "key"


def held(gateway: GatewayProcess, to: str) -> str:
    code, answer = gateway.send(TEACHER, [to], message(NAMED_TEXT, to=to).as_bytes())
    assert code == 250, answer
    return answer.split()[-1]


def test_a_key_is_rotated_on_one_of_them(two: tuple[GatewayProcess, GatewayProcess], sink: Sink) -> None:
    first, second = two
    before = held(second, "before@example.com")
    done = first.command("keys", "rotate")
    assert done.returncode == 1
    assert "the key in use is missing on " in done.stderr
    assert f"copy {key_file(first)} there now" in done.stderr
    assert "schoolgate keys rotate --resume" in done.stderr

    wait_until(lambda: second.get("/healthz")[0] == 503, "the second to say what it lacks")
    said = second.get("/healthz")[1]
    assert "which the key file here has not got, so nothing can be held and nothing leaves the outbox" in said
    assert str(key_file(second)) in said
    assert first.get("/healthz")[0] == 200

    case = held(first, "after@example.com")
    named = message(NAMED_TEXT, to="there@example.com").as_bytes()
    assert second.send(TEACHER, ["there@example.com"], named)[0] == 451, "it cannot go on with the record"
    assert second.send(TEACHER, ["clean@example.com"], message().as_bytes())[0] == 250
    assert first.command("quarantine", "release", case).returncode == 0
    assert first.command("quarantine", "release", before).returncode == 0
    for to in ("after@example.com", "before@example.com"):
        sink.wait_for(1, 90, lambda taken, to=to: to in taken.recipients)  # type: ignore[misc]

    shutil.copy(key_file(first), key_file(second))
    wait_until(lambda: second.get("/healthz")[0] == 200, "the second to have the key")
    held(second, "there@example.com")
    done = first.command("keys", "rotate", "--resume")
    assert done.returncode == 0, done.stderr
    assert first.command("audit", "verify").returncode == 0
    wait_until(first.is_idle, "nothing to be left")
    assert len(sink.to("after@example.com")) == len(sink.to("before@example.com")) == 1
