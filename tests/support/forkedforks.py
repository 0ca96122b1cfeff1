"""The fork server of a gateway that is itself a fork: forked from it, too, for nothing is to be loaded anew.

Not where something is to be loaded first (PYTHONPATH). What the real one has from being started with its
own command (an environment of few variables, no file open but its socket, a session of its own) is made
here by hand. The real one serves in `tests/gateway/inspection/`, and wherever the gateway is a program from
the disk.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from gateway.inspection import forks, forkserver
from gateway.inspection.confinement.needs import environment

as_it_is = forks.launch
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Forked:
    """As far as `forks` needs it, what `asyncio.subprocess.Process` is."""

    pid: int
    returncode: int | None = None

    async def wait(self) -> int:
        while self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)  # noqa: ASYNC222 - it does not wait
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
            else:
                await asyncio.sleep(0.005)
        return self.returncode

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


async def launch(theirs: socket.socket) -> Forked | asyncio.subprocess.Process:
    if "PYTHONPATH" in os.environ:
        return await as_it_is(theirs)
    pid = os.fork()
    if not pid:
        _become(theirs.detach())
    return Forked(pid)


def _become(control: int) -> NoReturn:
    try:
        signal.set_wakeup_fd(-1)
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        os.setsid()
        os.chdir("/")
        kept = environment()
        os.environ.clear()
        os.environ.update(kept)
        nothing = os.open(os.devnull, os.O_RDWR)
        # Not closed: objects of the gateway that go here one day would close whatever had their numbers then.
        for each in map(int, os.listdir("/proc/self/fd")):
            if each != control:
                with suppress(OSError):  # the folder's own
                    os.dup2(nothing, each, inheritable=each < 3)
        forkserver.main(control)
    finally:
        os._exit(0)


def put_in_place() -> None:
    """From now on gateways of this process, and of its forks, fork theirs."""
    assert forks.launch is not launch
    forks.launch = launch  # type: ignore[assignment]
