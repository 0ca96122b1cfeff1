"""A connection whose client has gone can still be ended, in the event loop that the gateway runs in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any, cast

import pytest
import uvloop

from gateway.smtp.access import Access
from gateway.smtp.connection import Connection, ProtocolSettings
from gateway.smtp.doorkeeper import Doorkeeper, Places
from gateway.smtp.handler import RelayHandler
from gateway.smtp.server import RelayServer

UNUSED = cast(Any, None)
ACCESS = Access((), {"oakfield.sch.uk": "Oakfield Academy"})
SETTINGS = ProtocolSettings("gate.oakfield.sch.uk", 1000, 60, 60, None, logins=False)


class Opened(RelayHandler):
    """Remembers the connection."""

    connection: Connection

    def opened(self, connection: Connection, now: float) -> None:
        super().opened(connection, now)
        self.connection = connection


@pytest.fixture
def loop() -> Iterator[uvloop.Loop]:
    loop = uvloop.new_event_loop()
    yield loop
    loop.close()


def test_while_it_has_yet_to_hear_that_the_client_is_gone(loop: uvloop.Loop) -> None:
    """As within a handshake of TLS, when another protocol hears it first."""
    door = Doorkeeper(ACCESS, Places(200, 100, 30))
    handler = Opened(UNUSED, ACCESS, None, UNUSED, max_recipients=100, doorkeeper=door)
    server = RelayServer(handler, SETTINGS)

    async def scenario() -> None:
        where = await server.listen("127.0.0.1", 0)
        with socket.socket() as client:
            client.setblocking(False)
            await loop.sock_connect(client, where)
            await loop.sock_recv(client, 4)
        connection = handler.connection
        connection.transport.set_protocol(asyncio.Protocol())
        connection.transport.abort()
        await asyncio.sleep(0.05)
        connection.hang_up("421 4.3.2 Service closing")
        connection.connection_lost(None)
        await server.stop(10)

    loop.run_until_complete(scenario())
    assert handler.connection.transport is None
