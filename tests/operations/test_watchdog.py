"""The watchdog asks the parts before each beat: one that is late is named, one that hangs silences it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.inspection import pool as pool_module
from gateway.service.manager import find_manager
from gateway.service.notify import Notifier
from gateway.service.watchdog import Watchdog
from tests.gateway.inspection.workers import NAMED, SETUP, names, running, worker_pids
from tests.operations.manager import Manager

SECONDS = 0.3


class Part:
    """Answers while it is well."""

    def __init__(self) -> None:
        self.well = asyncio.Event()
        self.well.set()

    async def answer(self) -> None:
        await self.well.wait()


@asynccontextmanager
async def watching(manager: Manager, parts: dict[str, Part]) -> AsyncIterator[list[str]]:
    late: list[str] = []
    asked = {room: part.answer for room, part in parts.items()}
    beating = asyncio.create_task(Watchdog(Notifier(manager.address), SECONDS, asked, late.append).run())
    yield late
    beating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beating


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    address = str(tmp_path / "notify") if request.param == "path" else f"@schoolgate-test-{os.getpid()}"
    listening = Manager(address)
    yield listening
    listening.close()


async def test_one_part_that_hangs_is_enough(manager: Manager) -> None:
    parts = {"store": Part(), "inspection": Part()}
    async with watching(manager, parts) as late:
        await asyncio.to_thread(manager.wait_for, "WATCHDOG", 5)
        parts["store"].well.clear()
        await asyncio.sleep(SECONDS)
        assert await asyncio.to_thread(manager.hears_nothing, 2 * SECONDS)
        assert late == ["store"], "it is named once"
        parts["store"].well.set()
        await asyncio.to_thread(manager.wait_for, "WATCHDOG", 5)


async def test_a_manager_that_is_gone_does_not_matter(tmp_path: Path) -> None:
    Notifier(str(tmp_path / "nobody")).alive()
    Notifier().ready("Nobody asks.")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 60),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "7"}, 60),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "8"}, 0),
        ({}, 0),
    ],
)
def test_only_the_process_that_is_watched_says_so(said: dict[str, str], seconds: float) -> None:
    environment = {**said, "HOME": "/"}
    assert find_manager(environment, 7).watchdog_seconds == seconds
    assert environment == {"HOME": "/"}, "nothing of it is for our own children"


async def test_workers_answer_unless_all_of_them_are_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long each message takes: what counts is that one is taken or given back now and then."""
    async with running(SETUP) as pool:
        await asyncio.wait_for(pool.answer(), 1)
        (worker,) = worker_pids()
        os.kill(worker, signal.SIGSTOP)
        inspecting = asyncio.create_task(pool.inspect(0, NAMED))
        try:
            await asyncio.sleep(0.2)
            await asyncio.wait_for(pool.answer(), 1)  # it has only just begun
            monkeypatch.setattr(pool_module, "START_SECONDS", 0.1 - SETUP.deadline_seconds)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pool.answer(), 0.5)
        finally:
            os.kill(worker, signal.SIGCONT)
        assert names(await inspecting) == ["Grace Bishop"]
        await asyncio.wait_for(pool.answer(), 1)
