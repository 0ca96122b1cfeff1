"""What the service manager is told: ready, alive as long as every part is, reading again, and the end."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.manager import Manager
from tests.support.process import GatewayProcess
from tests.support.school import write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

WATCHDOG_SECONDS = 1.5


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", str(int(WATCHDOG_SECONDS * 1_000_000)))


def test_from_ready_to_stopping(manager: Manager, gateway: GatewayProcess) -> None:
    ready = manager.wait_for("READY")
    assert ready["STATUS"] == (
        f"Takes mail on 127.0.0.1:{gateway.port}; the review page is on {gateway.review}."
    )
    assert manager.hears_nothing(1), "no watchdog was asked for"
    os.kill(gateway.pid, signal.SIGHUP)
    before = time.monotonic_ns() // 1000
    assert int(manager.wait_for("RELOADING")["MONOTONIC_USEC"]) == pytest.approx(before, abs=5_000_000)
    assert manager.wait_for("READY") == ready
    assert gateway.get("/healthz")[0] == 200
    os.kill(gateway.pid, signal.SIGTERM)
    assert manager.wait_for("STOPPING")["STATUS"]
    assert gateway.wait_for_end(30) == 0


@pytest.mark.usefixtures("watched")
def test_says_that_it_is_alive_until_it_stands_still(manager: Manager, gateway: GatewayProcess) -> None:
    manager.wait_for("READY")
    for _ in range(3):
        manager.wait_for("WATCHDOG", WATCHDOG_SECONDS)
    os.kill(gateway.pid, signal.SIGSTOP)
    try:
        assert manager.hears_nothing(2 * WATCHDOG_SECONDS)
    finally:
        os.kill(gateway.pid, signal.SIGCONT)
    manager.wait_for("WATCHDOG")


@pytest.mark.usefixtures("watched")
def test_a_store_thread_that_hangs_silences_it(manager: Manager, tmp_path: Path, sink: Sink) -> None:
    marker = tmp_path / "hang"
    aside = ("tests.operations.faults", "hung-store", str(marker))
    gateway = GatewayProcess(write_school(tmp_path, sink.url), aside=aside).start()
    try:
        manager.wait_for("WATCHDOG")
        marker.touch()
        wait_until(lambda: "not-answering room=store" in gateway.log.read_text(), "it to be late")
        assert manager.hears_nothing(2 * WATCHDOG_SECONDS)
        assert gateway.get("/metrics")[0] == 200, "the event loop itself is alive"
        marker.unlink()
        manager.wait_for("WATCHDOG")
    finally:
        marker.unlink(missing_ok=True)
        gateway.stop()


def test_a_part_that_breaks_down_is_a_failure(tmp_path: Path, sink: Sink, manager: Manager) -> None:
    """Exit status 1, so that whoever watches starts it again; 0 would be the end that was wanted."""
    aside = ("tests.operations.faults", "broken-task")
    gateway = GatewayProcess(write_school(tmp_path, sink.url), aside=aside).start()
    assert gateway.wait_for_end(30) == 1
    said = gateway.log.read_text()
    assert "CRITICAL task-ended room=rules error=RuntimeError" in said
    assert said.endswith("schoolgate: a part of the gateway broke down, so it ended; start it again\n")
    assert "Traceback" not in said
    manager.wait_for("STOPPING")


def test_what_goes_to_the_journal_says_how_grave_it_is(
    tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch, start_gateway: Callable[..., GatewayProcess]
) -> None:
    gateway = GatewayProcess(write_school(tmp_path, sink.url))
    gateway.log.touch()
    there = gateway.log.stat()
    monkeypatch.setenv("JOURNAL_STREAM", f"{there.st_dev}:{there.st_ino}")
    gateway.start().stop()
    said = gateway.log.read_text().splitlines()
    assert any(re.fullmatch(r"<6>started smtp=\S+ review=\S+", line) for line in said), said
    assert any(line.startswith("<4>nobody-yet ") for line in said), said
    assert all(re.match(r"<[2-7]>[a-z]", line) for line in said), said

    elsewhere = start_gateway(sink.url)
    elsewhere.stop()
    assert re.search(r"^2\d{3}-\d\d-\d\d \S+ INFO started ", elsewhere.log.read_text(), re.MULTILINE)
