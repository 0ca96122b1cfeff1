"""The watcher takes a changed list in when it is written, and keeps the old one when it cannot be right."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from gateway.roster.errors import RosterError
from gateway.roster.source import LoadedRoster, load_roster
from gateway.roster.watcher import RosterWatcher

HEADINGS = "id,forename,surname\n"


class Watched:
    """A pupil list on the disk with its watcher, and what the watcher said."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changes: list[LoadedRoster] = []
        self.refusals: list[str] = []
        self.taken_in = asyncio.Event()
        self.write(10)
        self.watcher = RosterWatcher([path], load_roster([path]), self._changed, self._refused, interval=0.01)

    async def _changed(self, loaded: LoadedRoster) -> None:
        self.changes.append(loaded)
        self.taken_in.set()

    async def _refused(self, error: RosterError) -> None:
        self.refusals.append(str(error))

    def write(self, pupils: int, surname: str = "Bishop") -> None:
        lines = (f"{number},Ann,{surname}\n" for number in range(pupils))
        self.path.write_text(HEADINGS + "".join(lines), encoding="utf-8")

    async def poll(self, times: int = 2) -> None:
        for _ in range(times):
            await self.watcher.poll()

    @property
    def pupils(self) -> int:
        return len(self.watcher.current.roster.pupils)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "pupils.csv")


async def test_a_changed_list_is_taken_in_once(watched: Watched) -> None:
    watched.write(12)
    await watched.poll(4)
    assert [len(each.roster.pupils) for each in watched.changes] == [12]
    assert watched.pupils == 12
    assert watched.refusals == []


async def test_an_unchanged_list_is_left_alone(watched: Watched) -> None:
    await watched.poll(3)
    assert (watched.changes, watched.refusals) == ([], [])


async def test_a_list_that_is_still_being_written_waits(watched: Watched) -> None:
    for pupils in (11, 12, 13):
        watched.write(pupils)
        await watched.poll(1)
    assert watched.changes == []
    await watched.poll(1)
    assert [len(each.roster.pupils) for each in watched.changes] == [13]


async def test_written_again_with_the_same_contents_is_no_change(watched: Watched) -> None:
    watched.path.unlink()
    watched.write(10)
    await watched.poll(3)
    assert (watched.changes, watched.refusals) == ([], [])


@pytest.mark.parametrize(
    ("pupils", "reason"), [(7, "would remove 3 of 10 pupils and is not taken in"), (0, "holds no pupil")]
)
async def test_a_list_that_lost_too_many_is_refused_once(watched: Watched, pupils: int, reason: str) -> None:
    watched.write(pupils)
    await watched.poll(5)
    (refusal,) = watched.refusals
    assert str(watched.path) in refusal
    assert reason in refusal
    assert watched.changes == []
    assert watched.pupils == 10


async def test_a_missing_list_is_refused_and_its_return_is_told(watched: Watched) -> None:
    watched.path.unlink()
    await watched.poll(3)
    assert len(watched.refusals) == 1
    watched.write(10)
    await watched.poll(3)
    assert [len(each.roster.pupils) for each in watched.changes] == [10]


async def test_runs_until_cancelled(watched: Watched) -> None:
    task = asyncio.create_task(watched.watcher.run())
    watched.write(11)
    async with asyncio.timeout(5):
        await watched.taken_in.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert watched.pupils == 11
