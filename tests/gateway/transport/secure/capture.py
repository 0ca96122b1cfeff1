"""Servers that keep what they are given, in the test's own event loop, with TLS where it is asked for."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as SmtpEnvelope

TEACHER = "a.teacher@oakfield.sch.uk"
MESSAGE = (
    b"Received: from pc-12\r\n"
    b"From: a.teacher@oakfield.sch.uk\r\n"
    b"Subject: Review\r\n"
    b"\r\n"
    b"About Grace Bishop.\r\n.\r\n"
)


@dataclass(slots=True)
class Capture:
    """What a server was given: the recipients and the bytes of each message."""

    url: str = ""
    refuses: Mapping[str, str] = field(default_factory=dict)  # replies to RCPT, by address
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: object, envelope: SmtpEnvelope, address: str, _options: object
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: SmtpEnvelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append((tuple(envelope.rcpt_tos), envelope.content))
        return "250 2.0.0 queued"


@asynccontextmanager
async def capture(
    tls: ssl.SSLContext | None = None, refuses: Mapping[str, str] | None = None
) -> AsyncIterator[Capture]:
    """With `tls` it speaks TLS from the first byte."""
    kept = Capture(refuses=refuses or {})
    make: Callable[[], SMTP] = lambda: SMTP(kept, hostname="secure.example")  # noqa: E731
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=tls)
    async with server:
        kept.url = f"{'smtps' if tls else 'smtp'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield kept
