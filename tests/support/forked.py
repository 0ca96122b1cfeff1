"""Asks a process that has loaded `schoolgate` for a fork that is a command, and holds it like any process."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent.parent
SOON = 60.0  # seconds in which the server has loaded and forked


@dataclass
class ForkedProcess:
    """As far as tests need it, what `subprocess.Popen` is."""

    pid: int
    answer: socket.socket
    returncode: int | None = None

    def poll(self) -> int | None:
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """The exit status; the negative number of the signal that ended it. Raises TimeoutExpired."""
        if self.returncode is None:
            self.answer.settimeout(timeout)
            try:
                said = self.answer.recv(16)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("schoolgate", timeout or 0) from None
            self.answer.close()
            self.returncode = int(said)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def fork_command(
    words: Sequence[str],
    streams: Sequence[IO[bytes] | IO[str] | int],
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    aside: Sequence[str] = (),
) -> ForkedProcess:
    """`schoolgate` with these words; `streams` are its standard input, output and error.

    aside: a module and words, with which its `prepare` is called in the fork before the command runs
    """
    request = {
        "words": list(words),
        "aside": list(aside),
        "environment": dict(os.environ if environment is None else environment),
        "folder": str(folder or Path.cwd()),
    }
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, tempfile.TemporaryFile() as written:  # a socket takes no message with thousands of arguments
        written.write(json.dumps(request).encode())
        written.flush()
        files = [theirs.fileno(), written.fileno()]
        files += [each if isinstance(each, int) else each.fileno() for each in streams]
        socket.send_fds(_server(), [b"?"], files)
    ours.settimeout(SOON)
    pid = ours.recv(16)
    assert pid, "schoolgate could not be loaded; standard error says why"
    return ForkedProcess(int(pid), ours)


@cache
def _server() -> socket.socket:
    """One for each process that runs tests, and gone with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        number = theirs.fileno()
        command = [sys.executable, "-m", "tests.support.forkserver", str(number)]
        server = subprocess.Popen(command, cwd=ROOT, pass_fds=[number], stdin=subprocess.DEVNULL)

    @atexit.register
    def end() -> None:
        ours.close()
        server.wait()

    return ours
