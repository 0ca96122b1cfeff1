"""A next hop for the demo: it takes every message and writes it to a folder, where it can be opened."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._@+-]+")


class CaptureServer:
    """Listens on a free port of the loopback address and fills one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """The URL of the server."""
        self._folder.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self, hostname="capture.example", enable_SMTPUTF8=True, data_size_limit=None, loop=loop
            ),
            "127.0.0.1",
            0,
        )
        return f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._count += 1
        first = _NOT_IN_A_NAME.sub("_", envelope.rcpt_tos[0])[:60]
        content = envelope.original_content or b""
        await asyncio.to_thread((self._folder / f"{self._count:02}-to-{first}.eml").write_bytes, content)
        return "250 2.0.0 Ok: captured"
