"""An inspection worker, seen from the gateway: its process, and the socket over which it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass, field

from gateway.inspection.confinement.confinement import Confinement
from gateway.inspection.confinement.needs import environment
from gateway.inspection.frames import HEAD, Kind, decode_confinement

START_SECONDS = 30
MOST_BYTES = 64 * 1024**2  # of an answer
MOST_PATH_BYTES = 1024**2  # of the path of what is about to be read


class WorkerDiedError(Exception):
    """The worker closed its socket, or gave no proper answer. `part`: what it was about to read, if known."""

    def __init__(self, part: str = "") -> None:
        super().__init__()
        self.part = part


class TookTooLongError(WorkerDiedError):
    """The worker was ended by us."""


@dataclass(slots=True)
class WorkerProcess:
    """One worker. `generation`: which facts it knows. `end`: it is gone, with all that it started."""

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    end: asyncio.Task[None]
    generation: int = 0
    confinement: Confinement = field(default=Confinement())

    async def receive(self) -> tuple[Kind, bytes]:
        """Raises WorkerDiedError."""
        try:
            code, length = HEAD.unpack(await self.reader.readexactly(HEAD.size))
            kind = Kind(code)
            if length > (MOST_PATH_BYTES if kind is Kind.PART else MOST_BYTES):
                raise WorkerDiedError
            return kind, await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            raise WorkerDiedError from None

    async def send(self, kind: Kind, *pieces: bytes) -> None:
        try:
            self.writer.writelines((HEAD.pack(kind.value, sum(map(len, pieces))), *pieces))
            await self.writer.drain()
        except ConnectionError:
            raise WorkerDiedError from None

    async def set_up(self, pickled: bytes) -> None:
        """Tells it what it must know; it answers how it is confined. Raises WorkerDiedError."""
        await self.send(Kind.SETUP, pickled)
        kind, body = await self.receive()
        if kind is not Kind.READY:
            raise WorkerDiedError
        try:
            self.confinement = decode_confinement(body)
        except ValueError:
            raise WorkerDiedError from None

    def kill(self) -> None:
        """Ends it at once; `end` is when it is gone."""
        self.writer.close()
        if self.process.returncode is None:
            _kill_group(self.process.pid)
            with contextlib.suppress(ProcessLookupError):
                # It may not have come so far as to lead a group. Not by its own `kill`, which looks first
                # whether it has ended, and so takes the news of that from the event loop.
                os.kill(self.process.pid, signal.SIGKILL)


async def start_process() -> WorkerProcess:
    """A worker that waits to be set up. It is given one socket, and nothing else that is open here."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.inspection.worker",
            str(theirs.fileno()),
            pass_fds=[theirs.fileno()],
            env=environment(),
            cwd="/",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,  # a native reader may print what it reads
        )
    reader, writer = await asyncio.open_connection(sock=ours)
    return WorkerProcess(process, reader, writer, asyncio.create_task(_end_of(process)))


async def _end_of(process: asyncio.subprocess.Process) -> None:
    """As soon as it has gone, however it went, whatever it started goes too.

    None of it can leave the group (seccomp), whose number is not given away while somebody is in it.
    """
    await process.wait()
    _kill_group(process.pid)


def _kill_group(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)
