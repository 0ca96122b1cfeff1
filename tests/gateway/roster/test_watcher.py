"""The watcher has a list read again once it is written, and looks for what others took in."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date
from pathlib import Path

import pytest

from gateway.roster.source import Source, stamps_of
from gateway.roster.watcher import RosterWatcher
from tests.gateway.roster.lists import write_list


class Watched:
    """A pupil list on the disk with its watcher, and what its keeper was asked for."""

    def __init__(self, path: Path) -> None:
        self.path = write_list(path)
        self.readings = 0
        self.looks = 0
        self.works = True
        self.read = asyncio.Event()
        self.day = date(2026, 11, 2)
        sources = [Source(path)]
        self.watcher = RosterWatcher(sources, stamps_of(sources), self, lambda: self.day, interval=0.01)

    async def read_again(self) -> bool:
        self.readings += 1
        self.read.set()
        return self.works

    async def take_up(self) -> None:
        self.looks += 1

    async def poll(self, times: int = 2) -> None:
        for _ in range(times):
            await self.watcher.poll()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "pupils.csv")


async def test_a_changed_list_is_read_once(watched: Watched) -> None:
    write_list(watched.path, 9)
    await watched.poll(4)
    assert (watched.readings, watched.looks) == (1, 4)


async def test_an_unchanged_list_is_left_alone(watched: Watched) -> None:
    await watched.poll(3)
    assert (watched.readings, watched.looks) == (0, 3)


async def test_a_change_before_the_first_look_counts(tmp_path: Path) -> None:
    """The gateway takes its stamps before it reads, so what is written meanwhile is not lost."""
    watched = Watched(tmp_path / "pupils.csv")
    write_list(watched.path, 3)
    await watched.poll(2)
    assert watched.readings == 1


async def test_a_list_that_is_still_being_written_waits(watched: Watched) -> None:
    for pupils in (7, 8, 9):
        write_list(watched.path, pupils)
        await watched.poll(1)
    assert watched.readings == 0
    await watched.poll(1)
    assert watched.readings == 1


async def test_gone_and_back(watched: Watched) -> None:
    watched.path.unlink()
    await watched.poll(3)
    assert watched.readings == 1
    write_list(watched.path)
    await watched.poll(3)
    assert watched.readings == 2


async def test_a_new_day_is_a_reason_to_read(watched: Watched) -> None:
    watched.day = date(2026, 11, 3)
    await watched.poll(3)
    assert watched.readings == 1


async def test_what_could_not_be_done_is_done_again(watched: Watched) -> None:
    watched.works = False
    write_list(watched.path, 9)
    await watched.poll(3)
    assert watched.readings == 2
    watched.works = True
    await watched.poll(3)
    assert watched.readings == 3


async def test_runs_until_cancelled(watched: Watched) -> None:
    task = asyncio.create_task(watched.watcher.run())
    write_list(watched.path, 9)
    async with asyncio.timeout(5):
        await watched.read.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert watched.readings == 1


async def test_who_is_rung_looks_at_what_others_took_in_and_not_at_the_files(watched: Watched) -> None:
    """A file counts when two looks see the same, and the second must not come sooner than usual."""
    rings = iter([True, True, True])

    async def pause(_seconds: float) -> bool:
        return next(rings)

    source = [Source(watched.path)]
    watcher = RosterWatcher(source, stamps_of(source), watched, lambda: watched.day, pause=pause)
    write_list(watched.path, 9)
    with pytest.raises(RuntimeError):  # the rings are over
        await watcher.run()
    assert (watched.readings, watched.looks) == (0, 3)
