"""An inspection worker, seen from the gateway: its process, and the socket over which it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import dataclass, field

from gateway.inspection.confinement.confinement import Confinement
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


@dataclass(slots=True, eq=False)
class WorkerProcess:
    """One worker. `generation`: which facts it knows. `end`: done when it is gone.

    handle: a file descriptor that stands for the process, even when its number is somebody else's
    """

    pid: int
    handle: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    end: asyncio.Future[None]
    generation: int = 0
    confinement: Confinement = field(default=Confinement())

    @classmethod
    async def connected(cls, pid: int, handle: int, connection: socket.socket) -> WorkerProcess:
        """Of a process that has the other end of this socket."""
        reader, writer = await asyncio.open_connection(sock=connection)
        loop = asyncio.get_running_loop()
        worker = cls(pid, handle, reader, writer, loop.create_future())
        loop.add_reader(handle, worker._ended)
        return worker

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

    async def become_ready(self) -> None:
        """It says how it is confined. Raises WorkerDiedError."""
        kind, body = await self.receive()
        if kind is not Kind.READY:
            raise WorkerDiedError
        try:
            self.confinement = decode_confinement(body)
        except ValueError:
            raise WorkerDiedError from None

    def kill(self) -> None:
        """Ends it at once; `end` is when it is gone. The fork server ends whatever it has started."""
        self.writer.close()
        if not self.end.done():
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def _ended(self) -> None:
        asyncio.get_running_loop().remove_reader(self.handle)
        os.close(self.handle)
        self.end.set_result(None)
