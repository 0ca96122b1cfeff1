"""The fork server: what becomes of it costs no message, and what it leaves behind is nothing."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from detectors.roster import Pupil
from gateway.inspection import pool as pools
from gateway.inspection.forks import Forks
from gateway.inspection.frames import Asked
from gateway.inspection.pool import WorkersUnavailableError
from tests.gateway.inspection.workers import (
    GRACE,
    NAMED,
    SETUP,
    facts,
    names,
    only_worker,
    running,
    worker_pids,
)
from tests.support.process import children_of, is_alive
from tests.support.waiting import wait_until

NO_FORK = """
import os
def full():
    raise BlockingIOError("as where there are too many processes")
os.fork = full
"""
PAGE = os.sysconf("SC_PAGE_SIZE")
MB = 1024**2


def fork_server() -> int:
    (pid,) = [each for each in children_of(os.getpid()) if is_fork_server(each)]
    return pid


def is_fork_server(pid: int) -> bool:
    try:
        return b"gateway.inspection.forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def own_memory(pid: int) -> int:
    """Bytes in memory that are no file's."""
    resident, shared = Path(f"/proc/{pid}/statm").read_text().split()[1:3]
    return (int(resident) - int(shared)) * PAGE


async def test_its_death_takes_its_workers_and_no_message() -> None:
    async with running() as pool:
        first, worker = fork_server(), only_worker()
        os.kill(worker, signal.SIGSTOP)
        inspection = asyncio.create_task(pool.inspect(0, NAMED))
        await asyncio.sleep(0.1)
        os.kill(first, signal.SIGKILL)
        assert names(await inspection) == ["Grace Bishop"]
        assert not is_alive(worker)
        assert fork_server() != first
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]


async def test_the_next_one_knows_what_is_to_be_known_by_then() -> None:
    async with running() as pool:
        await pool.update(replace(SETUP, facts=(facts(Pupil("2", "Ada", "Stone")),)))
        os.kill(fork_server(), signal.SIGKILL)
        assert names(await pool.inspect(0, NAMED)) == []
        assert names(await pool.inspect(0, NAMED.replace(b"Grace Bishop", b"Ada Stone"))) == ["Ada Stone"]


async def test_that_it_ends_as_it_is_asked_costs_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop has had no time to hear of its end."""
    async with running() as pool:
        first, ask = fork_server(), Forks._ask

        def end_and_ask(forks: Forks, what: Asked, file: int) -> None:
            monkeypatch.undo()
            os.kill(first, signal.SIGKILL)
            wait_until(lambda: not is_alive(first), "its end")
            ask(forks, what, file)

        worker = only_worker()
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: not is_alive(worker), "the worker's end")
        await asyncio.sleep(0.1)
        monkeypatch.setattr(Forks, "_ask", end_and_ask)
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
        assert fork_server() != first


async def test_one_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as pool:
        monkeypatch.setattr(pools, "START_SECONDS", 0.5)
        hanging = fork_server()
        os.kill(hanging, signal.SIGSTOP)
        os.kill(only_worker(), signal.SIGKILL)
        with pytest.raises(WorkersUnavailableError):
            await pool.inspect(0, NAMED)
        monkeypatch.undo()
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
        assert not is_alive(hanging)


async def test_where_there_is_no_room_for_a_process_nothing_starts_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_FORK)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(WorkersUnavailableError):
        async with running(size=3):
            pass
    assert not any(map(is_fork_server, children_of(os.getpid())))


async def test_none_begins_for_whoever_asked_before_the_end_and_is_answered_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pool that is closed while it takes in a new list: asked for a worker, the fork server just ends."""
    asked = asyncio.Event()

    def forget(forks: Forks, what: Asked, file: int) -> None:
        asked.set()

    async with running() as pool:
        monkeypatch.setattr(Forks, "_ask", forget)
        updating = asyncio.create_task(pool.update(SETUP))
        await asked.wait()
        monkeypatch.undo()
        await asyncio.sleep(0)
    with pytest.raises(WorkersUnavailableError):
        await updating
    assert not any(map(is_fork_server, children_of(os.getpid())))


async def test_workers_without_room_for_a_message_do_not_start() -> None:
    with pytest.raises(WorkersUnavailableError):
        async with running(replace(SETUP, memory=64 * MB)):
            pass
    assert not any(map(is_fork_server, children_of(os.getpid())))


async def test_new_lists_take_the_place_of_the_old() -> None:
    """A list of 2,000 takes up some ten MB, and comes twenty times."""
    many = [
        replace(
            SETUP, facts=(facts(*(Pupil(f"{each}", f"Ada{each}", f"Stone{turn}") for each in range(2000))),)
        )
        for turn in range(2)
    ]
    async with running() as pool:
        for each in many:
            await pool.update(each)
        before = own_memory(fork_server())
        for turn in range(20):
            await pool.update(many[turn % 2])
        assert own_memory(fork_server()) - before < 10 * MB
        await pool.update(replace(SETUP, facts=(GRACE,)))
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]


async def test_a_worker_is_alive_in_no_time() -> None:
    """Seconds of processor: what was loaded once is not loaded again."""
    async with running() as pool:
        server = fork_server()
        before = processor_seconds(server)
        for _ in range(20):
            os.kill(only_worker(), signal.SIGKILL)
            assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
        wait_until(lambda: len(worker_pids()) == 1, "the others to be gone")
        assert (processor_seconds(server) - before) / 20 < 0.1


def processor_seconds(pid: int) -> float:
    """Its own, and that of children which are gone (proc(5), stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
