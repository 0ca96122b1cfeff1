"""Clients that break off within a handshake of TLS: places come back, and the gateway ends in good order."""

from __future__ import annotations

import itertools
import socket
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dialogues.player import Connection
from tests.support.certificates import write_certificate
from tests.support.process import GatewayProcess
from tests.support.school import write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

PLACES = 5  # for strangers: a quarter of all
RELAY = (
    f'clients = ["127.0.0.1"]\nidle_timeout_seconds = 1\nmax_connections = {4 * PLACES}\n'
    'certificate = "server.pem"\nprivate_key = "server.key"'
)


@pytest.fixture
def gateway(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    write_certificate(tmp_path)
    gateway = GatewayProcess(write_school(tmp_path, sink.url, relay=RELAY)).start()
    yield gateway
    gateway.stop()


@pytest.fixture
def strangers() -> Iterator[str]:
    """Addresses, each of which is new."""
    return (f"127.1.{number // 250}.{1 + number % 250}" for number in itertools.count())


def begin_tls(gateway: GatewayProcess, source: str) -> Connection:
    """A connection in the middle of its handshake."""
    connection = Connection(gateway.port, source)
    assert connection.reply().startswith("220")
    for command in ("EHLO client.example", "STARTTLS"):
        connection.send(command.encode() + b"\r\n")
        assert connection.reply().startswith("2")
    return connection


def say_nothing(_connection: Connection) -> None:
    """Until the gateway has had enough."""


def talk_plainly(connection: Connection) -> None:
    connection.send(b"EHLO client.example\r\n" * 10)


def close(connection: Connection) -> None:
    connection.close()


def reset(connection: Connection) -> None:
    """Not by FIN, but by RST."""
    connection._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def finds_a_place(gateway: GatewayProcess, source: str) -> bool:
    connection = Connection(gateway.port, source)
    answer = connection.reply()
    connection.close()
    return answer.startswith("220")


@pytest.mark.parametrize("break_off", [say_nothing, talk_plainly, close, reset])
def test_within_the_handshake_of_tls(
    gateway: GatewayProcess, strangers: Iterator[str], break_off: Callable[[Connection], None]
) -> None:
    """It is the client that broke it off: no fault of ours is counted or logged."""
    connections = [begin_tls(gateway, next(strangers)) for _ in range(PLACES)]
    assert not finds_a_place(gateway, next(strangers))
    for connection in connections:
        break_off(connection)
    wait_until(lambda: finds_a_place(gateway, next(strangers)), "a place for a stranger", 10)
    for connection in connections:
        connection.close()
    assert gateway.stop() == 0
    assert "ERROR" not in gateway.log.read_text()
    assert "Traceback" not in gateway.log.read_text()


def test_while_the_gateway_ends(gateway: GatewayProcess, strangers: Iterator[str]) -> None:
    handshakes = [begin_tls(gateway, next(strangers)) for _ in range(PLACES)]
    reset(handshakes[0])
    began = time.monotonic()
    assert gateway.stop() == 0
    assert time.monotonic() - began < 10
    assert "Traceback" not in gateway.log.read_text()
    for connection in handshakes:
        connection.close()
