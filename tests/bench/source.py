"""Where the load comes from: Postfix's smtp-source, or a load generator of our own where that is missing."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Protocol

from detectors.message import Envelope
from gateway.transport.client import Client
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.failure import NextHopError
from gateway.transport.timeouts import DEFAULT_TIMEOUTS
from tests.bench.mail import RECIPIENT, SENDER

SESSIONS = 20
HOST = "127.0.0.1"
EHLO_NAME = "mail.oakfield.sch.uk"
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the client wants one, and has no use for it here


class LoadError(Exception):
    """A message was not taken, so the figures would be worth nothing."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent: one message so many times, by SESSIONS at once.

    `kept`: many messages on each connection, instead of a new one for each. `numbered`: each to an
    address of its own, so that none is taken for another try of the one before. `sender`: in MAIL.
    """

    content: bytes
    count: int
    kept: bool = False
    numbered: bool = False
    sender: str = SENDER


class Source(Protocol):
    """Sends a load."""

    name: str

    def send(self, load: Load, port: int) -> float:
        """The seconds it took until every message was answered 250. Raises LoadError."""
        ...


class PostfixSource:
    """smtp-source: a C program, so that the load itself costs little. It does no pipelining."""

    name = "smtp-source"

    def __init__(self, program: str) -> None:
        self._program = program

    def send(self, load: Load, port: int) -> float:
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(load.content.replace(b"\r\n", b"\n"))  # it adds the CR itself
            words = [self._program, "-s", str(min(SESSIONS, load.count)), "-m", str(load.count)]
            words += ["-M", EHLO_NAME, "-f", load.sender, "-t", RECIPIENT, "-F", file.name]
            words += ["-d"] if load.kept else []
            words += ["-N"] if load.numbered else []
            started = perf_counter()
            done = subprocess.run(
                [*words, f"inet:{HOST}:{port}"], capture_output=True, text=True, check=False
            )
            seconds = perf_counter() - started
        if done.returncode:
            raise LoadError(f"smtp-source: {done.stderr.strip() or done.stdout.strip()}")
        return seconds


class OwnSource:
    """The gateway's own client, in this process: it pipelines, and takes a share of the processor."""

    name = "our own client"

    def send(self, load: Load, port: int) -> float:
        started = perf_counter()
        asyncio.run(self._send(load, port))
        return perf_counter() - started

    async def _send(self, load: Load, port: int) -> None:
        numbers = iter(range(load.count))  # shared: each session takes the next one
        sessions = min(SESSIONS, load.count)
        await asyncio.gather(*(self._session(load, port, numbers) for _ in range(sessions)))

    async def _session(self, load: Load, port: int, numbers: Iterator[int]) -> None:
        client: Client | None = None
        for number in numbers:
            client = client or await connect(port)
            recipient = f"{number}{RECIPIENT}" if load.numbered else RECIPIENT
            await send_one(client, load.content, recipient, load.sender)
            if not load.kept:
                await client.quit()
                client = None
        if client is not None:
            await client.quit()


async def connect(port: int) -> Client:
    """Raises LoadError."""
    try:
        return await Client.connect(
            Endpoint(Scheme.SMTP, HOST, port), tls=_NO_TLS, ehlo_name=EHLO_NAME, timeouts=DEFAULT_TIMEOUTS
        )
    except NextHopError as error:
        raise LoadError(f"no connection: {error}") from None


async def send_one(client: Client, content: bytes, recipient: str = RECIPIENT, sender: str = SENDER) -> None:
    """Raises LoadError."""
    try:
        outcome = await client.send(Envelope(sender, (recipient,)), content)
    except NextHopError as error:
        raise LoadError(f"connection lost: {error}") from None
    if outcome.final is None or not outcome.final.is_success:
        raise LoadError(f"answered {outcome.recipients[0].reply}")
