"""The database goes away between two steps of a start: the gateway says so and ends, and the next goes on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.cli.common import Exit
from gateway.review.accounts.first import FILE
from tests.support.brokenstart import CUT, REACHED
from tests.support.cutwire import Wire
from tests.support.nodes import node
from tests.support.postgres import cluster, new_database
from tests.support.process import GatewayProcess
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink
from tests.support.waiting import wait_until

SERVER = "gateway.store.postgresql.server"
# From the first question to the last, as they are asked at the first start of all.
STEPS = (
    (SERVER, "Postgresql.exists"),
    (SERVER, "Postgresql.must_be_durable"),
    ("gateway.store.connect", "must_not_be_later"),
    ("gateway.store.connect", "make_tables"),
    ("gateway.store.tables", "call_command"),
    ("gateway.store.connect", "begin_record"),
    (SERVER, "Postgresql.note_version"),
    ("gateway.store.connect", "index_old_cases"),
    ("gateway.running", "stay_at_work"),
    ("gateway.watching", "bring_up_to_date"),
    ("gateway.watching", "remembered_school"),
    ("gateway.inspection.earlier", "kept_locks"),
    ("gateway.inspection.excepted", "bring_into_force"),
    ("gateway.watching", "note_settings"),
    ("gateway.website", "first_links"),
)


@pytest.fixture
def world() -> Iterator[Sink]:
    running = Sink().start()
    yield running
    running.stop()


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire(cluster().port).start()
    yield made
    made.stop()


@pytest.fixture
def gateway(tmp_path: Path, world: Sink, wire: Wire) -> Iterator[GatewayProcess]:
    """Was never started."""
    database = new_database(cluster())
    made = node(tmp_path / "school", world.url, cluster(), database, port=wire.port)
    yield made
    cluster().as_administrator(f"DROP DATABASE {database} WITH (FORCE)")


def start_without(
    gateway: GatewayProcess, step: tuple[str, str], folder: Path, wire: Wire, *, commits: int = 0
) -> GatewayProcess:
    """The wire is cut when the gateway comes to the step, or with so many COMMITs after that; it ends."""
    broken = replace(gateway, aside=("tests.support.brokenstart", *step, str(folder)))
    with ThreadPoolExecutor(1) as starting:
        started = starting.submit(broken.start, 60)
        wait_until((folder / REACHED).exists, "the step to be reached")
        wire.cuts = commits
        if not commits:
            wire.cut()
        (folder / CUT).touch()
        error = started.exception()
    assert isinstance(error, AssertionError), "it is not ready"
    return broken


def log_of(gateway: GatewayProcess) -> list[str]:
    return gateway.log.read_text(encoding="utf-8").splitlines()


def works(gateway: GatewayProcess) -> None:
    """It keeps what it has to hold, and the lead has a way in."""
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT, to=PARENT).as_bytes())[0] == 250
    assert len(gateway.cases()) == 1
    assert gateway.command("audit", "verify").returncode == 0
    assert "/invitation/" in (gateway.config.parent / "data" / FILE).read_text(encoding="utf-8")


@pytest.mark.timeout(300)
def test_each_says_so_and_the_next_comes_a_step_further(
    gateway: GatewayProcess, tmp_path: Path, wire: Wire
) -> None:
    gateway.log.touch()
    for step in STEPS:
        folder, lines = tmp_path / step[1], len(log_of(gateway))
        folder.mkdir()
        broken = start_without(gateway, step, folder, wire)
        assert broken.wait_for_end(30) == Exit.WRONG, "and the service manager starts it again"
        *before, said = log_of(gateway)[lines:]
        assert said.startswith(f"schoolgate: postgresql://schoolgate@127.0.0.1:{wire.port}/"), (step, said)
        assert "the database cannot be reached, or does not let this user in; what the server says" in said
        assert all("-failed error=" in each for each in before), (step, before)
        wire.mend()
    gateway.start(60)
    try:
        works(gateway)
    finally:
        assert gateway.stop() == 0


def test_the_answer_to_the_commit_of_the_first_links_is_lost(
    gateway: GatewayProcess, tmp_path: Path, wire: Wire
) -> None:
    """Those of the next start work, and it does not wait a day for the ones that nobody has seen."""
    broken = start_without(gateway, ("gateway.website", "first_links"), tmp_path, wire, commits=1)
    assert broken.wait_for_end(30) == Exit.WRONG
    wire.mend()
    gateway.start(60)
    try:
        works(gateway)
    finally:
        assert gateway.stop() == 0
