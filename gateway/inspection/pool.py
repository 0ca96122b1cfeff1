"""Keeps the inspection workers: hands each message to an idle one, and replaces what dies or hangs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from detectors.finding import Headline, Report
from detectors.mime.parse import parse
from detectors.outline import headline_of, uninspectable_report
from detectors.sending import NOBODY, Sending
from gateway.inspection.confinement.confinement import Confinement, Fence
from gateway.inspection.exhibit import CannotShowError, Exhibit, Wish
from gateway.inspection.forks import CannotForkError
from gateway.inspection.frames import (
    Kind,
    Order,
    Setup,
    decode_exhibit,
    decode_made,
    decode_report,
    encode_task,
    encode_wish,
)
from gateway.inspection.lastingforks import LastingForks
from gateway.inspection.workerprocess import (
    START_SECONDS,
    TookTooLongError,
    WorkerDiedError,
    WorkerProcess,
)
from gateway.rewriting.change import CannotRewriteError, Step
from gateway.rewriting.task import Task

HEADER_BYTES = 65536
TOO_SLOW = "The message takes longer to inspect than a single message may."
DIED = "The message could not be inspected: the program that reads it broke down."
PART_TOO_SLOW = "It takes too long to be read."
PART_KILLED = "The program that reads it broke down."
CHANGE_TOO_SLOW = "The message takes longer to be changed than a single message may."
CHANGE_DIED = "The message could not be changed: the program that changes it broke down."
SHOW_TOO_SLOW = "It takes too long to be read."
SHOW_DIED = "It could not be shown: the program that reads it broke down."
MOST_TRIES = 4  # of one message
# What is answered to what is asked: by a worker that stays, and by one that ends.
_ANSWERS: Mapping[Kind, tuple[Kind, Kind]] = MappingProxyType(
    {
        Kind.MESSAGE: (Kind.REPORT, Kind.LAST_REPORT),
        Kind.REWRITE: (Kind.REWRITTEN, Kind.LAST_REWRITTEN),
        Kind.SHOW: (Kind.SHOWN, Kind.LAST_SHOWN),
    }
)

_Answer = TypeVar("_Answer")


class WorkersUnavailableError(Exception):
    """No inspection worker can be started."""


class NotConfinedError(WorkersUnavailableError):
    """The system does not offer what a worker must be confined by. `missing`: of that."""

    def __init__(self, missing: tuple[Fence, ...]) -> None:
        super().__init__()
        self.missing = missing


class WorkerPool:
    """A fixed number of workers, one message at a time each."""

    def __init__(self, size: int, setup: Setup) -> None:
        self._size = size
        self._setup = setup
        self._forks = LastingForks(setup)
        self._spares: list[WorkerProcess] = []  # know the newest facts, and wait for a stale worker's place
        # None: a place with no worker.
        self._idle: asyncio.LifoQueue[WorkerProcess | None] = asyncio.LifoQueue()
        self._moved_at = time.monotonic()  # when a worker was last taken or given back
        self._ends: set[asyncio.Future[None]] = set()  # of the workers that were not gone when we last looked
        self.confinement = Confinement()  # of the worker that was started last
        self.died, self.late = 0, 0  # how often, since the start, a worker broke down or was given up

    async def start(self) -> None:
        """Raises WorkersUnavailableError."""
        try:
            for worker in await asyncio.gather(*(self._start_worker() for _ in range(self._size))):
                self._idle.put_nowait(worker)
        except WorkersUnavailableError:
            await self._forks.close()
            raise

    async def close(self) -> None:
        for _ in range(self._size):
            worker = await self._idle.get()
            if worker is not None:
                worker.kill()
        for spare in self._spares:
            spare.kill()
        for end in self._ends:
            await end
        await self._forks.close()

    @property
    def size(self) -> int:
        return self._size

    @property
    def busy(self) -> int:
        """How many workers have something in hand."""
        return self._size - self._idle.qsize()

    async def answer(self) -> None:
        """Returns when a message that came now would get its turn; not while every worker is stuck.

        However much there is to do: within its deadline each of them is done with a message, or replaced.
        """
        longest = self._setup.deadline_seconds + START_SECONDS
        while self._idle.empty() and time.monotonic() - self._moved_at > longest:  # noqa: ASYNC110 - as rare
            await asyncio.sleep(1)

    async def update(self, setup: Setup) -> None:
        """New facts. A fresh worker that knows them takes each one's place; no message waits for that.

        Raises WorkersUnavailableError; then those who are there go on with what they know.
        """
        self._setup = setup
        self._forks.set_up(setup)
        for _ in range(self._size):
            self._spares.append(await self._start_worker())
            idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
            for worker in idle:
                self._idle.put_nowait(self._renewed(worker))

    def _renewed(self, worker: WorkerProcess | None) -> WorkerProcess | None:
        """The worker, or a spare one in its place if it is stale or gone. Waits for nothing."""
        if worker is not None and worker.generation == self._forks.generation:
            return worker
        while self._spares:
            spare = self._spares.pop()
            if spare.generation != self._forks.generation:
                spare.kill()
                continue
            if worker is not None:
                worker.kill()
            return spare
        return worker

    async def inspect(
        self, school: int, raw: bytes, sending: Sending = NOBODY, *, leave_private: bool = False
    ) -> Report:
        """The report on a message. A part that kills or stalls its reader is left out, and said to be unread.

        A worker may have died of something else, so whatever it was reading gets a second chance; time is
        up for good. A message of which too little can be left out is uninspectable. Raises
        WorkersUnavailableError.
        """
        order = Order(school, sending, leave_private=leave_private)
        died_of: list[str] = []
        reason = DIED
        for _ in range(MOST_TRIES):
            try:
                return await self._inspect_once(order, raw)
            except TookTooLongError as late:
                culprit, reason = late.part, TOO_SLOW
                died_of.append(culprit)  # no second chance
            except WorkerDiedError as died:
                culprit, reason = died.part, DIED
            died_of.append(culprit)
            if died_of.count(culprit) > 1:
                if not culprit:
                    break
                said = PART_TOO_SLOW if reason is TOO_SLOW else PART_KILLED
                order = replace(order, skipped={**order.skipped, culprit: said})
        return uninspectable_report(_headline(raw), reason)

    async def rewrite(self, school: int, raw: bytes, task: Task) -> Step:
        """The message as the task asks for it. Raises CannotRewriteError, WorkersUnavailableError."""
        try:
            made, content = await self._ask(Kind.REWRITE, encode_task(school, task), raw, decode_made)
        except WorkerDiedError as died:
            late = isinstance(died, TookTooLongError)
            raise CannotRewriteError(CHANGE_TOO_SLOW if late else CHANGE_DIED) from None
        if made.refused:
            raise CannotRewriteError(made.refused)
        return Step(content, made.changes)

    async def show(self, school: int, raw: bytes, wish: Wish) -> Exhibit:
        """The piece of the message that is asked for. Raises CannotShowError, WorkersUnavailableError."""
        try:
            exhibit = await self._ask(Kind.SHOW, encode_wish(school, wish), raw, decode_exhibit)
        except WorkerDiedError as died:
            late = isinstance(died, TookTooLongError)
            raise CannotShowError(SHOW_TOO_SLOW if late else SHOW_DIED) from None
        if exhibit.refused:
            raise CannotShowError(exhibit.refused)
        return exhibit

    async def _inspect_once(self, order: Order, raw: bytes) -> Report:
        return await self._ask(Kind.MESSAGE, order.encode(), raw, decode_report)

    async def _ask(self, kind: Kind, head: bytes, raw: bytes, decode: Callable[[bytes], _Answer]) -> _Answer:
        """What one worker answers. Raises WorkerDiedError, TookTooLongError and WorkersUnavailableError."""
        worker = await self._idle.get()
        self._moved_at = time.monotonic()
        stays: WorkerProcess | None = None
        part = ""
        try:
            worker = await self._current(worker)
            async with asyncio.timeout(self._setup.deadline_seconds):
                await worker.send(kind, head, raw)
                said, body = await worker.receive()
                while said is Kind.PART:
                    part = body.decode("utf-8", "surrogateescape")
                    said, body = await worker.receive()
            stayed, ended = _ANSWERS[kind]
            if said not in (stayed, ended):
                raise WorkerDiedError
            answer = decode(body)
            stays = worker if said is stayed else None
            return answer
        except TimeoutError:
            self.late += 1
            raise TookTooLongError(part) from None
        except (ValueError, WorkerDiedError):
            self.died += 1
            raise WorkerDiedError(part) from None
        finally:
            # Cancelled, late or dead: what this worker says next is for nobody. Nothing is awaited
            # here, so that no second cancellation can lose the worker's place.
            if worker is not None and stays is None:
                worker.kill()
            self._idle.put_nowait(self._renewed(stays))
            self._moved_at = time.monotonic()

    async def _current(self, worker: WorkerProcess | None) -> WorkerProcess:
        """A living worker; `update` sees to it that it knows the newest facts."""
        if worker is not None:
            if not worker.end.done():
                return worker
            self.died += 1
            worker.kill()
        return await self._start_worker()

    async def _start_worker(self) -> WorkerProcess:
        """Raises WorkersUnavailableError."""
        try:
            async with asyncio.timeout(START_SECONDS):
                worker = await self._forks.fork()
        except TimeoutError:
            self._forks.kill()
            raise WorkersUnavailableError from None
        except (CannotForkError, OSError):
            raise WorkersUnavailableError from None
        self._ends = {each for each in self._ends if not each.done()} | {worker.end}
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker.become_ready()
        except (WorkerDiedError, TimeoutError):
            worker.kill()
            raise WorkersUnavailableError from None
        if self._setup.must_be_confined and not worker.confinement.is_sufficient:
            worker.kill()
            raise NotConfinedError(worker.confinement.missing)
        self.confinement = worker.confinement
        return worker


def _headline(raw: bytes) -> Headline:
    return headline_of(parse(raw[:HEADER_BYTES].split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"))
