"""Messages are shown by the workers too: what a message does to its reader, it does to nobody else."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from detectors.context import Directory, Facts, School
from detectors.roster import Pupil, Roster
from gateway.inspection.exhibit import CannotShowError, Piece, Wish
from gateway.inspection.frames import Setup, pack
from gateway.inspection.pool import SHOW_DIED, WorkerPool
from gateway.inspection.showing import NO_PAGE
from tests.gateway.inspection.workers import worker_pids
from tests.support.school import NAMED_TEXT, message

RAW = message(NAMED_TEXT).as_bytes()
NOBODY = Directory(frozenset(), frozenset(), frozenset())
SCHOOL = School("Oakfield Academy", ("oakfield.sch.uk",))
SETUP = Setup(
    (pack(Facts.of(SCHOOL, Roster((Pupil("1042", "Grace", "Bishop"),)), NOBODY)),),
    deadline_seconds=20,
    memory=1024**3,
)


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    made = WorkerPool(1, SETUP)
    await made.start()
    yield made
    await made.close()


async def test_a_worker_shows_and_lives_on(pool: WorkerPool) -> None:
    exhibit = await pool.show(0, RAW, Wish(Piece.TEXT))
    (body,) = [each for each in exhibit.texts if each.spans]
    assert [body.text[each.start : each.end] for each in body.spans] == ["Grace Bishop"]
    with pytest.raises(CannotShowError) as cannot:
        await pool.show(0, RAW, Wish(Piece.PAGE))
    assert cannot.value.reason == NO_PAGE

    (pid,) = worker_pids()
    os.kill(pid, signal.SIGSTOP)
    showing = asyncio.create_task(pool.show(0, RAW, Wish(Piece.TEXT)))
    await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(CannotShowError) as cannot:
        await showing
    assert cannot.value.reason == SHOW_DIED
    assert (await pool.show(0, RAW, Wish(Piece.TEXT))).texts == exhibit.texts
