"""Where the load ends, and is counted: Postfix's smtp-sink, or the test suite's own sink."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.support.sink import Sink

BACKLOG = "512"
PATIENCE_SECONDS = 30


class Target(Protocol):
    """Takes everything and counts it."""

    name: str
    port: int

    def count(self) -> int:
        """How many messages it has taken since it was started."""
        ...


class PostfixTarget:
    """smtp-sink, which writes its running count to standard output."""

    name = "smtp-sink"

    def __init__(self, output: Path, port: int) -> None:
        self._output = output
        self.port = port

    def count(self) -> int:
        counts = re.findall(rb"mesg=(\d+)", self._output.read_bytes()[-200:])
        return int(counts[-1]) if counts else 0


class OwnTarget:
    """The sink of the tests: Python, in a thread of this process."""

    name = "our own sink"

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._forgotten = 0
        self.port = sink.port

    def count(self) -> int:
        self._forgotten += len(self._sink.taken)
        self._sink.taken.clear()  # nobody reads them, and they are large
        return self._forgotten


@contextmanager
def postfix_target(program: str) -> Iterator[PostfixTarget]:
    with tempfile.NamedTemporaryFile() as output:
        port = _free_port()
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
        process = subprocess.Popen([program, "-c", *as_nobody, f"127.0.0.1:{port}", BACKLOG], stdout=output)
        try:
            _wait_for_listener(port)
            yield PostfixTarget(Path(output.name), port)
        finally:
            process.kill()
            process.wait()


@contextmanager
def own_target() -> Iterator[OwnTarget]:
    sink = Sink().start()
    try:
        yield OwnTarget(sink)
    finally:
        sink.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_listener(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
