"""Keeps the inspection workers: hands each message to an idle one, and replaces what dies or hangs."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from detectors.finding import Headline, Report
from detectors.mime.parse import parse
from detectors.outline import headline_of, uninspectable_report
from detectors.sending import NOBODY, Sending
from gateway.inspection.exhibit import CannotShowError, Exhibit, Wish
from gateway.inspection.frames import (
    HEAD,
    Kind,
    Order,
    Setup,
    decode_exhibit,
    decode_made,
    decode_report,
    encode_task,
    encode_wish,
)
from gateway.rewriting.change import CannotRewriteError, Step
from gateway.rewriting.task import Task

START_SECONDS = 30
HEADER_BYTES = 65536
MOST_REPORT_BYTES = 64 * 1024**2
TOO_SLOW = "The message takes longer to inspect than a single message may."
DIED = "The message could not be inspected: the program that reads it broke down."
PART_TOO_SLOW = "It takes too long to be read."
PART_KILLED = "The program that reads it broke down."
CHANGE_TOO_SLOW = "The message takes longer to be changed than a single message may."
CHANGE_DIED = "The message could not be changed: the program that changes it broke down."
SHOW_TOO_SLOW = "It takes too long to be read."
SHOW_DIED = "It could not be shown: the program that reads it broke down."
MOST_TRIES = 4  # of one message

_Answer = TypeVar("_Answer")


class WorkersUnavailableError(Exception):
    """No inspection worker can be started."""


class _WorkerDiedError(Exception):
    """The worker closed its socket, or gave no proper answer. `part`: what it was about to read, if known."""

    def __init__(self, part: str = "") -> None:
        super().__init__()
        self.part = part


class _TookTooLongError(_WorkerDiedError):
    """The worker was ended by us."""


@dataclass(slots=True)
class _Worker:
    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    generation: int

    async def receive(self) -> tuple[Kind, bytes]:
        """Raises _WorkerDiedError."""
        try:
            kind, length = HEAD.unpack(await self.reader.readexactly(HEAD.size))
            if length > MOST_REPORT_BYTES:
                raise _WorkerDiedError
            return Kind(kind), await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            raise _WorkerDiedError from None

    async def send(self, kind: Kind, *pieces: bytes) -> None:
        try:
            self.writer.writelines((HEAD.pack(kind.value, sum(map(len, pieces))), *pieces))
            await self.writer.drain()
        except ConnectionError:
            raise _WorkerDiedError from None

    async def end(self) -> None:
        self.kill()
        await self.process.wait()

    def kill(self) -> None:
        """Ends it at once; the event loop reaps it."""
        self.writer.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


class WorkerPool:
    """A fixed number of workers, one message at a time each."""

    def __init__(self, size: int, setup: Setup) -> None:
        self._size = size
        self._setup = setup
        self._pickled = pickle.dumps(setup)
        self._generation = 0
        self._spares: list[_Worker] = []  # know the newest facts, and wait for a stale worker's place
        self._idle: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()  # None: a place with no worker
        self._processes: set[asyncio.subprocess.Process] = set()  # not reaped yet, for all that we know

    async def start(self) -> None:
        """Raises WorkersUnavailableError."""
        for worker in await asyncio.gather(*(self._start_worker() for _ in range(self._size))):
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        for _ in range(self._size):
            worker = await self._idle.get()
            if worker is not None:
                await worker.end()
        for spare in self._spares:
            await spare.end()
        for process in self._processes:
            await process.wait()

    async def update(self, setup: Setup) -> None:
        """New facts. A fresh worker that knows them takes each one's place; no message waits for that.

        Raises WorkersUnavailableError; then those who are there go on with what they know.
        """
        self._setup = setup
        self._pickled = pickle.dumps(setup)
        self._generation += 1
        for _ in range(self._size):
            self._spares.append(await self._start_worker())
            idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
            for worker in idle:
                self._idle.put_nowait(self._renewed(worker))

    def _renewed(self, worker: _Worker | None) -> _Worker | None:
        """The worker, or a spare one in its place if it is stale or gone. Waits for nothing."""
        if worker is not None and worker.generation == self._generation:
            return worker
        while self._spares:
            spare = self._spares.pop()
            if spare.generation != self._generation:
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
            except _TookTooLongError as late:
                culprit, reason = late.part, TOO_SLOW
                died_of.append(culprit)  # no second chance
            except _WorkerDiedError as died:
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
            made, content = await self._ask(
                Kind.REWRITE, encode_task(school, task), raw, decode_made, last=Kind.LAST_REWRITTEN
            )
        except _WorkerDiedError as died:
            late = isinstance(died, _TookTooLongError)
            raise CannotRewriteError(CHANGE_TOO_SLOW if late else CHANGE_DIED) from None
        if made.refused:
            raise CannotRewriteError(made.refused)
        return Step(content, made.changes)

    async def show(self, school: int, raw: bytes, wish: Wish) -> Exhibit:
        """The piece of the message that is asked for. Raises CannotShowError, WorkersUnavailableError."""
        try:
            exhibit = await self._ask(
                Kind.SHOW, encode_wish(school, wish), raw, decode_exhibit, last=Kind.LAST_SHOWN
            )
        except _WorkerDiedError as died:
            late = isinstance(died, _TookTooLongError)
            raise CannotShowError(SHOW_TOO_SLOW if late else SHOW_DIED) from None
        if exhibit.refused:
            raise CannotShowError(exhibit.refused)
        return exhibit

    async def _inspect_once(self, order: Order, raw: bytes) -> Report:
        return await self._ask(Kind.MESSAGE, order.encode(), raw, decode_report, last=Kind.LAST_REPORT)

    async def _ask(
        self, kind: Kind, head: bytes, raw: bytes, decode: Callable[[bytes], _Answer], *, last: Kind
    ) -> _Answer:
        """What one worker answers. Raises _WorkerDiedError, _TookTooLongError and WorkersUnavailableError.

        last: the kind of answer after which the worker ends
        """
        worker = await self._idle.get()
        stays: _Worker | None = None
        part = ""
        try:
            worker = await self._current(worker)
            async with asyncio.timeout(self._setup.deadline_seconds):
                await worker.send(kind, head, raw)
                kind, body = await worker.receive()
                while kind is Kind.PART:
                    part = body.decode("utf-8", "surrogateescape")
                    kind, body = await worker.receive()
            answer = decode(body)
            stays = None if kind is last else worker
            return answer
        except TimeoutError:
            raise _TookTooLongError(part) from None
        except (ValueError, _WorkerDiedError):
            raise _WorkerDiedError(part) from None
        finally:
            # Cancelled, late or dead: what this worker says next is for nobody. Nothing is awaited
            # here, so that no second cancellation can lose the worker's place.
            if worker is not None and stays is None:
                worker.kill()
            self._idle.put_nowait(self._renewed(stays))

    async def _current(self, worker: _Worker | None) -> _Worker:
        """A living worker; `update` sees to it that it knows the newest facts."""
        if worker is not None:
            if worker.process.returncode is None:
                return worker
            worker.kill()
        return await self._start_worker()

    async def _start_worker(self) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "gateway.inspection.worker",
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,  # a native reader may print what it reads
            )
        self._processes = {each for each in self._processes if each.returncode is None} | {process}
        reader, writer = await asyncio.open_connection(sock=ours)
        worker = _Worker(process, reader, writer, self._generation)
        try:
            return await self._set_up(worker)
        except (_WorkerDiedError, TimeoutError):
            worker.kill()
            raise WorkersUnavailableError from None

    async def _set_up(self, worker: _Worker) -> _Worker:
        generation = self._generation
        async with asyncio.timeout(START_SECONDS):
            await worker.send(Kind.SETUP, self._pickled)
            kind, _ = await worker.receive()
        if kind is not Kind.READY:
            raise _WorkerDiedError
        worker.generation = generation
        return worker


def _headline(raw: bytes) -> Headline:
    return headline_of(parse(raw[:HEADER_BYTES].split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"))
