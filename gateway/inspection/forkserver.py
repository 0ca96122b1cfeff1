"""The fork server: it has loaded what inspection workers need and know, and forks one when it is asked to.

Run as `python -m gateway.inspection.forkserver FD`: a socket on which the gateway asks. It reads no message,
and is the parent of every worker: when one has ended, it ends what that one started.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import selectors
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.inspection.confinement import kernel
from gateway.inspection.confinement.confinement import be_ended_first
from gateway.inspection.confinement.itself import guard_itself
from gateway.inspection.frames import NOBODY_FORKED, PID, Asked, Setup, unpack
from gateway.inspection.worker import Knowledge, warm_up, work

_NAME = b"inspection"  # of a worker, for `ps` and `top`
_GARBAGE = 10_000  # objects that are made before those are looked through that may be garbage


@dataclass(slots=True)
class ForkServer:
    """`_workers`: process ids that are nobody else's, as their ends have not been collected yet."""

    control: socket.socket
    _knowledge: Knowledge | None = None
    _workers: set[int] = field(default_factory=set)

    def serve(self) -> tuple[socket.socket, Knowledge] | None:
        """In a worker: where it is asked, and what it knows. In the server: None, at the end."""
        with selectors.DefaultSelector() as ready, _told_of_ends() as ends:
            ready.register(self.control, selectors.EVENT_READ)
            ready.register(ends, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    if key.fileobj is ends:
                        ends.recv(4096)
                        self._collect()
                        continue
                    said, files, _, _ = socket.recv_fds(self.control, 1, 1, socket.MSG_CMSG_CLOEXEC)
                    if not said:
                        self._end_all()
                        return None
                    if Asked(said) is Asked.SETUP:
                        self._take_in(files[0])
                    elif (worker := self._fork(files[0])) is not None:
                        return worker

    def _take_in(self, file: int) -> None:
        """What workers must know from now on; what they had to know before goes."""
        with os.fdopen(file, "rb") as written:
            written.seek(0)
            setup: Setup = pickle.load(written)  # noqa: S301 - from our own parent, over a socket nobody else has
        self._knowledge = None
        gc.unfreeze()
        self._knowledge = Knowledge(setup, tuple(map(unpack, setup.facts)))
        warm_up(self._knowledge)
        gc.collect()
        gc.freeze()  # a worker that looks for garbage writes to none of the pages that all of them share
        gc.set_threshold(_GARBAGE)

    def _fork(self, file: int) -> tuple[socket.socket, Knowledge] | None:
        """In the worker, what it is and knows. The gateway gets a file descriptor that stands for it."""
        connection = socket.socket(fileno=file)
        knowledge = self._knowledge
        assert knowledge is not None, "the gateway says what a worker must know before it asks for one"  # noqa: S101
        try:
            pid = os.fork()
        except OSError:
            connection.close()
            self._say(NOBODY_FORKED)
            return None
        if not pid:
            self.control.close()
            return connection, knowledge
        connection.close()
        self._workers.add(pid)
        handle = os.pidfd_open(pid)
        self._say(pid, handle)
        os.close(handle)
        return None

    def _say(self, pid: int, *handles: int) -> None:
        with contextlib.suppress(ConnectionError):  # nobody asks any more
            socket.send_fds(self.control, [PID.pack(pid)], handles)

    def _collect(self) -> None:
        """As soon as a worker has gone, however it went, whatever it started goes too.

        None of it can leave the group (seccomp), whose number stays the worker's until it is collected.
        """
        for pid in tuple(self._workers):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                self._end(pid)

    def _end_all(self) -> None:
        for pid in tuple(self._workers):
            self._end(pid)

    def _end(self, pid: int) -> None:
        """A worker and its group; it may not have come so far as to lead one."""
        for kill in (os.kill, os.killpg):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self._workers.discard(pid)


@contextlib.contextmanager
def _told_of_ends() -> Iterator[socket.socket]:
    """A socket on which something can be read when a worker has ended."""
    read, write = socket.socketpair()
    with read, write:
        write.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # what has no handler writes nothing there
        signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
        try:
            yield read
        finally:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def main(control: int) -> None:
    """Serves the socket until it is closed. Returns in the server, and in each worker at its end."""
    be_ended_first()
    guard_itself()
    worker = ForkServer(socket.socket(fileno=control)).serve()
    if worker is not None:
        kernel.name(_NAME)
        work(*worker)


if __name__ == "__main__":
    main(int(sys.argv[1]))
