"""The fork server, seen from the gateway: told what workers must know, it has one ready in no time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from collections import deque
from dataclasses import dataclass, field

from gateway.inspection.confinement.needs import environment
from gateway.inspection.frames import PID, Asked
from gateway.inspection.workerprocess import WorkerProcess

END_SECONDS = 10


class CannotForkError(Exception):
    """The fork server is gone, or the system has no room for one process more."""


class ForksEndedError(CannotForkError):
    """It is gone: another one has to be started."""


@dataclass(slots=True, eq=False)
class Forks:
    """`_awaited`: who has asked for a worker, in the order in which they are answered."""

    process: asyncio.subprocess.Process
    control: socket.socket
    _awaited: deque[asyncio.Future[tuple[int, int]]] = field(default_factory=deque)

    @classmethod
    async def start(cls) -> Forks:
        """It is given one socket, and nothing else that is open here."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        with theirs:
            forks = cls(await launch(theirs), ours)
        asyncio.get_running_loop().add_reader(ours, forks._hear)
        return forks

    @property
    def are_over(self) -> bool:
        return self.control.fileno() < 0

    def set_up(self, pickled: bytes) -> None:
        """What the workers must know that are asked for from now on. Raises CannotForkError."""
        file = os.memfd_create("setup")
        try:
            with os.fdopen(os.dup(file), "wb") as written:
                written.write(pickled)
            self._ask(Asked.SETUP, file)
        finally:
            os.close(file)

    async def fork(self) -> WorkerProcess:
        """A worker that will say how it is confined. Raises CannotForkError."""
        ours, theirs = socket.socketpair()
        awaited: asyncio.Future[tuple[int, int]] = asyncio.get_running_loop().create_future()
        try:
            with theirs:
                self._ask(Asked.FORK, theirs.fileno())
            self._awaited.append(awaited)
            pid, handle = await awaited
        except BaseException:
            ours.close()  # of which a worker takes notice that is forked all the same
            raise
        return await WorkerProcess.connected(pid, handle, ours)

    def kill(self) -> None:
        """Ends it at once, and so the workers."""
        self._over()
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()

    async def close(self) -> None:
        """It ends by itself, after the workers and all that they have started."""
        self._over()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await self.process.wait()
        self.kill()
        await self.process.wait()

    def _ask(self, what: Asked, file: int) -> None:
        try:
            socket.send_fds(self.control, [what.value], [file])
        except ConnectionError:
            self._over()
            raise ForksEndedError from None
        except OSError:
            raise CannotForkError from None

    def _hear(self) -> None:
        """A process id, and a file descriptor that stands for that process, whatever becomes of it."""
        try:
            said, handles, _, _ = socket.recv_fds(self.control, PID.size, 1, socket.MSG_CMSG_CLOEXEC)
        except BlockingIOError:
            return
        except ConnectionError:
            said, handles = b"", []
        if not said:
            self._over()
            return
        awaited = self._awaited.popleft()
        if awaited.done():
            for handle in handles:
                os.close(handle)
        elif not handles:
            awaited.set_exception(CannotForkError())
        else:
            awaited.set_result((*PID.unpack(said), handles[0]))

    def _over(self) -> None:
        if self.are_over:
            return
        asyncio.get_running_loop().remove_reader(self.control)
        self.control.close()
        for awaited in self._awaited:
            if not awaited.done():
                awaited.set_exception(ForksEndedError())


async def launch(theirs: socket.socket) -> asyncio.subprocess.Process:
    """Loads the fork server. A session of its own: Ctrl-C is for the gateway, which lets workers finish."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway.inspection.forkserver",
        str(theirs.fileno()),
        pass_fds=[theirs.fileno()],
        env=environment(),
        cwd="/",
        start_new_session=True,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,  # a native reader may print what it reads
    )
