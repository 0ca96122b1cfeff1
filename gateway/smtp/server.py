"""The relay's listeners."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import replace
from pathlib import Path

from gateway.smtp.connection import ProtocolSettings
from gateway.smtp.handler import RelayHandler
from gateway.smtp.protocol import RelayProtocol
from gateway.transport.tls import harden

BACKLOG = 512


class RelayServer:
    """Listens on one or more addresses; `stop` takes no new sessions and finishes those in hand."""

    def __init__(self, handler: RelayHandler, settings: ProtocolSettings) -> None:
        self._handler = handler
        self._settings = settings
        self._servers: list[asyncio.Server] = []
        self._pattern: RelayProtocol | None = None  # of the connections that begin from now on

    async def listen(self, host: str, port: int) -> tuple[str, int]:
        """The address in fact listened on. Raises OSError."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._make_protocol, host, port, backlog=BACKLOG)
        self._servers.append(server)
        bound = server.sockets[0].getsockname()
        return str(bound[0]), int(bound[1])

    async def listen_on(self, bound: socket.socket) -> None:
        """The same on a socket that somebody else has bound, who keeps it open."""
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_server(self._make_protocol, sock=bound, backlog=BACKLOG))

    def _make_protocol(self) -> RelayProtocol:
        if self._pattern is None:
            self._pattern = RelayProtocol(self._handler, self._settings, asyncio.get_running_loop())
        return self._pattern.another()

    def use_tls(self, context: ssl.SSLContext) -> None:
        """For the connections that begin from now on."""
        self._settings = replace(self._settings, tls=context)
        self._pattern = None

    @property
    def is_listening(self) -> bool:
        return bool(self._servers) and all(server.is_serving() for server in self._servers)

    async def stop(self, patience_seconds: float) -> None:
        for server in self._servers:
            server.close()
        await self._handler.drain(patience_seconds)


def tls_context(certificate: Path, private_key: Path) -> ssl.SSLContext:
    """For STARTTLS. Raises OSError or ssl.SSLError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    harden(context)
    context.load_cert_chain(certificate, private_key)
    return context
