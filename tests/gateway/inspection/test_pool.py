"""The worker pool: what a message does to its reader, it does to nobody else."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from detectors.finding import Completion, DetectorId
from detectors.roster import Pupil
from gateway.inspection.frames import Setup, decode_report, encode_report
from gateway.inspection.pool import DIED, PART_KILLED, PART_TOO_SLOW, TOO_SLOW, WorkerPool
from tests.gateway.inspection.workers import GRACE, NAMED, facts, names, only_worker, running, worker_pids

CLEAN = b"Subject: Trip\r\n\r\nThe coach leaves at nine.\r\n"


SETUP = Setup((GRACE, facts(Pupil("1", "Ada", "Stone"))), deadline_seconds=20, memory=1024**3)


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    made = WorkerPool(1, SETUP)
    await made.start()
    yield made
    await made.close()


def _memory_of(pid: int) -> int:
    """Bytes in memory."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (FileNotFoundError, ProcessLookupError):
        return 0


async def test_a_worker_reports_by_the_facts_of_the_school(pool: WorkerPool) -> None:
    assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
    assert names(await pool.inspect(1, NAMED)) == []
    clean = await pool.inspect(0, CLEAN)
    assert (clean.findings, clean.headline.subject) == ((), "Trip")
    assert {state for _, state in clean.completion} == {Completion.FINISHED}


async def test_a_report_survives_its_journey(pool: WorkerPool) -> None:
    report = await pool.inspect(0, NAMED)

    assert decode_report(encode_report(report)) == report


async def test_a_worker_that_is_killed_between_messages_is_replaced(pool: WorkerPool) -> None:
    pid = only_worker()
    os.kill(pid, signal.SIGKILL)

    assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
    assert worker_pids() != [pid]


async def test_a_worker_that_is_killed_once_at_work_costs_nothing_but_time(pool: WorkerPool) -> None:
    pid = only_worker()
    os.kill(pid, signal.SIGSTOP)
    inspection = asyncio.create_task(pool.inspect(0, NAMED))
    await asyncio.sleep(0.2)
    os.kill(pid, signal.SIGKILL)

    assert names(await inspection) == ["Grace Bishop"]


async def test_a_message_that_kills_its_reader_twice_is_uninspectable(pool: WorkerPool) -> None:
    large = NAMED + b"The coach leaves at nine.\r\n" * 4_000_000
    inspection = asyncio.create_task(pool.inspect(0, large))
    killed: set[int] = set()
    while not inspection.done():
        for pid in set(worker_pids()) - killed:
            if _memory_of(pid) > len(large):  # it has the message
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        await asyncio.sleep(0.01)
    report = await inspection

    assert len(killed) == 2

    assert [(each.detector, each.detail) for each in report.findings] == [(DetectorId.UNINSPECTABLE, DIED)]
    assert report.headline.subject == "PE kit"
    assert {state for _, state in report.completion} == {Completion.FAILED}
    assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]


async def test_a_message_that_takes_too_long_is_uninspectable_and_the_next_is_not(pool: WorkerPool) -> None:
    await pool.update(replace(SETUP, deadline_seconds=3))
    await pool.inspect(0, CLEAN)
    pid = only_worker()
    os.kill(pid, signal.SIGSTOP)
    report = await pool.inspect(0, NAMED)

    assert [each.detail for each in report.findings] == [TOO_SLOW]
    assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
    assert pid not in worker_pids()


async def test_a_worker_that_needs_too_much_memory_says_so() -> None:
    pool = WorkerPool(1, replace(SETUP, memory=256 * 1024**2))
    await pool.start()
    try:
        huge = b"Subject: PE kit\r\n\r\n" + b"Grace Bishop \r\n" * 4_000_000
        report = await pool.inspect(0, huge)
        assert [each.detector for each in report.findings] == [DetectorId.UNINSPECTABLE]
        assert {state for _, state in report.completion} == {Completion.FAILED}
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
    finally:
        await pool.close()


async def test_new_facts_count_from_the_next_message_on(pool: WorkerPool) -> None:
    assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
    await pool.update(replace(SETUP, facts=(facts(Pupil("2", "Ada", "Stone")), GRACE)))

    assert names(await pool.inspect(0, NAMED)) == []


async def test_no_message_waits_for_newfacts(pool: WorkerPool) -> None:
    ada = replace(SETUP, facts=(facts(Pupil("2", "Ada", "Stone")), GRACE))
    pid = only_worker()
    os.kill(pid, signal.SIGSTOP)
    busy = asyncio.create_task(pool.inspect(0, NAMED))
    await asyncio.sleep(0)
    await pool.update(ada)  # returns while the only worker is still at work on the old facts
    assert not busy.done()
    os.kill(pid, signal.SIGCONT)

    assert names(await busy) == ["Grace Bishop"]
    assert names(await pool.inspect(0, NAMED)) == []


async def test_a_cancelled_inspection_leaves_no_answer_behind(pool: WorkerPool) -> None:
    large = NAMED + b"The coach leaves at nine.\r\n" * 1_000_000
    inspection = asyncio.create_task(pool.inspect(0, large))
    await asyncio.sleep(0.05)
    inspection.cancel()
    with pytest.raises(asyncio.CancelledError):
        await inspection

    assert (await pool.inspect(0, CLEAN)).headline.subject == "Trip"


async def test_a_gateway_that_holds_much_does_not_wear_out_its_workers() -> None:
    much = b"x" * SETUP.memory  # what a process holds counts in its children's ru_maxrss
    async with running(SETUP) as pool:
        pid = only_worker()
        assert len(much) > SETUP.memory // 2

        await pool.inspect(0, CLEAN)
        await pool.inspect(0, CLEAN)
        assert worker_pids() == [pid]


async def test_no_worker_outlives_its_pool() -> None:
    pool = WorkerPool(2, SETUP)
    await pool.start()
    assert len(worker_pids()) == 2
    await pool.close()

    assert worker_pids() == []


# No file is known that crashes or hangs the readers of today, so one of them is made to do both.
BROKEN_READER = """
import os, time
from detectors.extract import readers
from detectors.extract.contents import Contents
def read_broken(part, budget):
    if part.content.endswith(b"abort"):
        os.abort()
    if part.content.endswith(b"hang"):
        time.sleep(600)
    if part.content.endswith(b"memory"):
        bytearray(2 * 1024**3)
    return Contents()
readers.READERS = {**readers.READERS, "application/x-compress": read_broken}
"""


def _with_files(*contents: bytes) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "PE kit"
    mail.set_content("Grace Bishop has forgotten it.")
    for number, content in enumerate(contents):
        mail.add_attachment(
            b"\x1f\x9d\x90" + content, maintype="application", subtype="x", filename=f"{number}.Z"
        )
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("content", "reason"), [(b"abort", PART_KILLED), (b"hang", PART_TOO_SLOW), (b"memory", "more memory")]
)
async def test_what_kills_or_stalls_its_reader_is_left_out_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN_READER)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", ""))))
    pool = WorkerPool(1, replace(SETUP, deadline_seconds=4))
    await pool.start()
    try:
        report = await pool.inspect(0, _with_files(b"fine", content, b"fine"))
        assert names(report) == ["Grace Bishop"]
        assert [each.path for each in report.attachments] == ["0.Z", "1.Z", "2.Z"]
        (unread,) = report.of(DetectorId.UNINSPECTABLE)
        assert unread.location.path == "1.Z"
        assert reason in unread.detail
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
    finally:
        await pool.close()
