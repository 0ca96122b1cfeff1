"""Worker pools for tests, and what there is to see of their processes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from detectors.context import Directory, Facts, School
from detectors.finding import DetectorId, Report
from detectors.roster import Pupil, Roster
from gateway.inspection.frames import Setup, pack
from gateway.inspection.pool import WorkerPool
from tests.support.process import workers_of
from tests.support.waiting import wait_until

NAMED = b"Subject: PE kit\r\nMessage-ID: <1@oakfield.sch.uk>\r\n\r\nGrace Bishop has forgotten it.\r\n"
_SCHOOL = School("Oakfield Academy", ("oakfield.sch.uk",))
_NOBODY = Directory(frozenset(), frozenset(), frozenset())


def facts(*pupils: Pupil) -> bytes:
    return pack(Facts.of(_SCHOOL, Roster(pupils), _NOBODY))


GRACE = facts(Pupil("1042", "Grace", "Bishop"))
SETUP = Setup((GRACE,), deadline_seconds=20, memory=1024**3)


@asynccontextmanager
async def running(setup: Setup = SETUP, size: int = 1) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(size, setup)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


def names(report: Report) -> list[str]:
    return [finding.text for finding in report.of(DetectorId.PUPIL_NAME)]


def worker_pids() -> list[int]:
    return workers_of(os.getpid())


def only_worker() -> int:
    """Of a pool of one, once a worker that it has replaced is gone."""
    return wait_until(lambda: pids[0] if len(pids := worker_pids()) == 1 else 0, "one worker to be left")
