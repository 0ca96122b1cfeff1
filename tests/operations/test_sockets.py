"""Sockets that were there before the gateway: port 25 without a right, nobody refused between two starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.service import sockets
from gateway.service.sockets import GivenSocketError, address_of, given_sockets
from tests.operations import handover
from tests.operations.manager import SocketHolder
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.system import needs, needs_root

PORT_25 = ("127.0.0.25", 25)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[SocketHolder]:
    """Port 25 for mail, and a port for the web side."""
    needs_root("what binds port 25")
    with socket.create_server(PORT_25) as smtp, socket.create_server(("127.0.0.1", 0)) as review:
        holding = SocketHolder(tmp_path / "holder", (("smtp", smtp), ("review", review)))
        yield holding
        holding.close()


def first_line(client: socket.socket) -> bytes:
    client.settimeout(30)
    return client.makefile("rb").readline()


def test_nobody_is_refused_before_and_between_its_starts(
    tmp_path: Path, sink: Sink, holder: SocketHolder
) -> None:
    setpriv = needs(handover.NO_RIGHTS[0], "util-linux")
    bind = f"import socket; socket.create_server({(PORT_25[0], 26)!r})"
    refused = subprocess.run(
        [setpriv, *handover.NO_RIGHTS[1:], sys.executable, "-c", bind], capture_output=True, check=False
    )
    assert b"PermissionError" in refused.stderr, "without rights nobody binds a port below 1024"

    config = write_school(tmp_path, sink.url)
    early = socket.create_connection(PORT_25)
    program = [sys.executable, handover.__file__, str(holder.path), *COMMAND]
    gateway = GatewayProcess(config, program=program).start()
    assert (gateway.port, first_line(early)[:4]) == (25, b"220 ")
    assert gateway.get("/healthz")[0] == 200
    early.close()
    assert gateway.stop() == 0

    between = [socket.create_connection(PORT_25) for _ in range(20)]
    again = GatewayProcess(config, aside=(handover.__name__, str(holder.path))).start()
    assert [first_line(each)[:4] for each in between] == [b"220 "] * 20
    for each in between:
        each.close()
    with socket.create_connection(PORT_25) as client:
        lines = client.makefile("rwb")
        assert lines.readline().startswith(b"220 ")
        for said, answer in dialogue(message().as_bytes()):
            lines.write(said)
            lines.flush()
            assert lines.readline().startswith(answer)
    assert again.stop() == 0
    assert [taken.recipients for taken in sink.taken] == [(PARENT,)]


def dialogue(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    yield b"HELO mail.oakfield.sch.uk\r\n", b"250 "
    yield f"MAIL FROM:<{TEACHER}>\r\n".encode(), b"250 "
    yield f"RCPT TO:<{PARENT}>\r\n".encode(), b"250 "
    yield b"DATA\r\n", b"354 "
    yield content + b"\r\n.\r\n", b"250 "


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A listening socket where the first that is given would be."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.set_inheritable(True)
    monkeypatch.setattr(sockets, "FIRST", listening.fileno())
    yield listening
    listening.detach()


def environment(name: str, pid: int = 0, count: int = 1) -> dict[str, str]:
    return {"LISTEN_PID": str(pid or os.getpid()), "LISTEN_FDS": str(count), "LISTEN_FDNAMES": name}


def test_takes_what_has_its_name_and_keeps_it_from_workers(given: socket.socket) -> None:
    address = given.getsockname()
    found = given_sockets(environment("smtp"), os.getpid())
    assert str(address_of(found.smtp[0])) == f"{address[0]}:{address[1]}"
    assert found.review is None
    assert not os.get_inheritable(given.fileno())
    found.smtp[0].close()


def test_what_was_given_to_another_process_is_not_ours(given: socket.socket) -> None:
    assert given_sockets(environment("smtp", pid=1), os.getpid()).smtp == ()
    assert given_sockets({}, os.getpid()).smtp == ()


def test_a_name_that_means_nothing_is_said(given: socket.socket) -> None:
    with pytest.raises(GivenSocketError, match=r'given as "schoolgate\.socket"; .* smtp or review'):
        given_sockets(environment("schoolgate.socket"), os.getpid())


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        (socket.AF_INET, socket.SOCK_DGRAM),
        (socket.AF_INET, socket.SOCK_STREAM),
        (socket.AF_UNIX, socket.SOCK_STREAM),
    ],
    ids=["datagrams", "not listening", "of this machine only"],
)
def test_what_takes_no_connections_is_said(family: int, kind: int, monkeypatch: pytest.MonkeyPatch) -> None:
    other = socket.socket(family, kind)
    monkeypatch.setattr(sockets, "FIRST", other.fileno())
    with pytest.raises(GivenSocketError, match="no listening TCP socket"):
        given_sockets(environment("smtp"), os.getpid())
    other.detach()
