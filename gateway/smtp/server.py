"""The relay's listeners."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

from gateway.smtp.handler import RelayHandler
from gateway.smtp.protocol import ProtocolSettings, RelayProtocol

BACKLOG = 512


class RelayServer:
    """Listens on one or more addresses; `stop` takes no new sessions and finishes those in hand."""

    def __init__(self, handler: RelayHandler, settings: ProtocolSettings) -> None:
        self._handler = handler
        self._settings = settings
        self._servers: list[asyncio.Server] = []

    async def listen(self, host: str, port: int) -> tuple[str, int]:
        """The address in fact listened on. Raises OSError."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: RelayProtocol(self._handler, self._settings, loop), host, port, backlog=BACKLOG
        )
        self._servers.append(server)
        bound = server.sockets[0].getsockname()
        return str(bound[0]), int(bound[1])

    @property
    def is_listening(self) -> bool:
        return bool(self._servers) and all(server.is_serving() for server in self._servers)

    async def stop(self, patience_seconds: float) -> None:
        for server in self._servers:
            server.close()
        await self._handler.drain(patience_seconds)


def tls_context(certificate: Path, private_key: Path) -> ssl.SSLContext:
    """For STARTTLS: TLS 1.2 and up. Raises OSError or ssl.SSLError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, private_key)
    return context
