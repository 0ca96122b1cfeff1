"""Fixtures for scenarios: a sink as the world, and the gateway in front of it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.databases import ON_BOTH, Kind
from tests.support.process import GatewayProcess
from tests.support.school import write_school
from tests.support.sink import Sink

LONGEST_NAME = 30  # bytes of a test's parameter that go into its name
CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"


HERE = Path(__file__).parent
SLOW = ("soak", "crash", "scenarios", "bench", "pages")  # folders that wait for servers, browsers and clocks


# How long things take is measured where that is the point: a machine with much to do breaks no property.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# `doctor` asks no DNS server about the invented schools, unless a test names one.
os.environ["SCHOOLGATE_DNS"] = "none"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow folders come first: else one processor works alone on the last of them, for minutes."""
    items.sort(key=lambda item: item.path.relative_to(HERE).parts[0] not in SLOW)


def pytest_collection_finish() -> None:
    """Sixteen thousand tests are many objects, none of them garbage: nobody looks through them again."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files are no names: an archive made a second later has another date in it, and so would the test."""
    return argname if isinstance(val, bytes) and len(val) > LONGEST_NAME else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The same tests for both databases, where that is the point."""
    chosen = any("database" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "database" in metafunc.fixturenames and metafunc.module.__name__ in ON_BOTH and not chosen:
        metafunc.parametrize("database", tuple(Kind), indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Kind:
    """Where the database of a test is."""
    kind: Kind = getattr(request, "param", Kind.SQLITE)
    return kind


@pytest.fixture
def sink() -> Iterator[Sink]:
    running = Sink().start()
    yield running
    running.hang_in_data = False
    running.stop()


@pytest.fixture
def gateway(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    """The gateway with the starter policy; everything it sends lands in the sink."""
    running = GatewayProcess(write_school(tmp_path, sink.url)).start()
    yield running
    running.stop()


@pytest.fixture
def start_gateway(tmp_path: Path) -> Iterator[Callable[..., GatewayProcess]]:
    """Starts gateways with settings of the test's own; each is stopped at the end.

    `program`: as in GatewayProcess
    """
    running: list[GatewayProcess] = []

    def start(next_hop: str, program: Sequence[str] = (), **extra: str) -> GatewayProcess:
        directory = tmp_path / f"school-{len(running)}"
        directory.mkdir()
        running.append(GatewayProcess(write_school(directory, next_hop, **extra), program).start())
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def corpora() -> Path:
    """The folder of real mail and files, which is not part of the project."""
    if not CORPORA.is_dir():
        pytest.skip("the folder of corpora is not there")
    return CORPORA
