"""A school whose gateway is killed, and started again by whoever watches over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.books import Books
from tests.crash.launcher import doomed, doomed_fork
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import write_school
from tests.support.school_server import SchoolServer
from tests.support.sink import Sink
from tests.support.waiting import wait_until

KILLED = -9


@dataclass
class Trial:
    """What a test of a crash works with. The sink is the world, secure mail and the school's mailboxes."""

    gateway: GatewayProcess
    server: SchoolServer
    sink: Sink
    books: Books
    marker: Path

    def die_and_rise(self) -> None:
        """Waits for the kill, then starts the gateway again."""
        assert self.gateway.wait_for_end(60) == KILLED, self.gateway.log.read_text()
        self.gateway.start()

    def settle(self) -> None:
        """Until the school's server and the outbox have nothing left to send."""
        self.server.wait_until_done()
        wait_until(self.books.outbox_is_empty, "the outbox to be empty", 60)

    def log(self) -> str:
        return self.gateway.log.read_text()


@pytest.fixture
def start_trial(tmp_path: Path, sink: Sink) -> Iterator[Callable[..., Trial]]:
    """Starts a gateway that dies `times` times at the arrow; without one, an ordinary gateway, from the disk.

    aside: what is done first in a process that has loaded it and becomes the gateway (`forked.fork_command`);
    loaded: a gateway that dies is such a process, too
    """
    with ExitStack() as stack:

        def start(
            arrow: str = "",
            times: int = 1,
            workers: int = 1,
            connections: int = 1,
            aside: Sequence[str] = (),
            *,
            loaded: bool = True,
        ) -> Trial:
            marker = tmp_path / "killed"
            config = write_school(
                tmp_path,
                sink.url,
                secure_mail=f'next_hop = "{sink.url}"',
                outbox="first_retry_seconds = 0.2",
                workers=workers,
            )
            if arrow and loaded:
                aside = doomed_fork(arrow, marker, times)
            program = doomed(arrow, marker, times) if arrow else COMMAND
            gateway = GatewayProcess(config, () if aside else program, aside).start()
            stack.callback(gateway.stop)
            server = SchoolServer(gateway, connections).start()
            stack.callback(server.stop)
            books = Books(tmp_path / "data", sink)
            stack.callback(books.close)
            return Trial(gateway, server, sink, books, marker)

        yield start
