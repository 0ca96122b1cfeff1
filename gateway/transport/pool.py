"""The pool keeps connections to one next hop, so that most messages need no new one."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Protocol

from detectors.message import Envelope
from gateway.transport.client import Client
from gateway.transport.content import put_on_top
from gateway.transport.endpoint import Endpoint
from gateway.transport.extensions import Extensions
from gateway.transport.failure import BUSY, SHUT, DisconnectedError, NextHopError
from gateway.transport.outcome import Outcome
from gateway.transport.reply import Reply
from gateway.transport.timeouts import DEFAULT_TIMEOUTS, Timeouts
from gateway.transport.tls import make_tls_context

READY = Reply(250, ("2.0.0 Ready for mail",))


class Transport(Protocol):
    """A mechanism by which a message leaves."""

    async def send(self, envelope: Envelope, message: bytes) -> Outcome:
        """What became of the message for each recipient; faults of the other side are outcomes too."""
        ...


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """`connections` open at once, of which one is dropped after `messages`, or `idle` seconds unused.

    A message waits `patience` seconds for a connection when all are in use.
    """

    connections: int = 20
    messages: int = 100
    idle: float = 30
    patience: float = 60


DEFAULT_LIMITS = PoolLimits()


@dataclass(frozen=True, slots=True)
class Probe:
    """What a look at the next hop found. `said` is its own reply where that explains the failure."""

    is_ready: bool
    reply: Reply
    said: Reply | None = None
    tls_version: str = ""
    is_private: bool = False  # nobody on the way can read along
    extensions: Extensions = field(default_factory=Extensions)


@dataclass(frozen=True, slots=True)
class _Idle:
    client: Client
    since: float  # by the clock of the event loop


class SmtpTransport:
    """Sends to one endpoint by SMTP. Belongs to one event loop.

    on_top: header fields, with their line ends, for every message that goes this way

    Raises ValueError when `ehlo_name` is not a name or the endpoint's certificate files cannot be used.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        ehlo_name: str,
        limits: PoolLimits = DEFAULT_LIMITS,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        on_top: bytes = b"",
    ) -> None:
        if not re.fullmatch(r"[A-Za-z0-9._:\[\]-]+", ehlo_name):
            raise ValueError(f"{ehlo_name!r} is not a host name that EHLO can carry")
        self._endpoint = endpoint
        self._tls = make_tls_context(endpoint)
        self._ehlo_name = ehlo_name
        self._limits = limits
        self._timeouts = timeouts
        self._on_top = on_top
        self._slots = asyncio.Semaphore(limits.connections)
        self._idle: list[_Idle] = []  # the one used last at the end
        self._sweeper: asyncio.Task[None] | None = None
        self._is_closed = False

    async def send(self, envelope: Envelope, message: bytes) -> Outcome:
        """What became of the message; nothing that the next hop does raises."""
        if self._is_closed:
            return Outcome.alike(envelope.recipients, SHUT)
        try:
            await self._take_slot()
        except TimeoutError:
            return Outcome.alike(envelope.recipients, BUSY)
        try:
            return await self._send(envelope, put_on_top(self._on_top, message) if self._on_top else message)
        except NextHopError as fault:
            host = self._endpoint.host if fault.in_its_own_words else ""
            return Outcome.alike(envelope.recipients, fault.reply, host)
        finally:
            self._slots.release()

    async def _take_slot(self) -> None:
        """Raises TimeoutError."""
        if not self._slots.locked():
            await self._slots.acquire()  # does not wait
            return
        async with asyncio.timeout(self._limits.patience):
            await self._slots.acquire()

    async def probe(self) -> Probe:
        """Connects, says EHLO, secures the connection, signs in, and leaves."""
        try:
            client = await self._connect()
        except NextHopError as fault:
            return Probe(is_ready=False, reply=fault.reply, said=fault.said)
        probe = Probe(
            is_ready=True,
            reply=READY,
            tls_version=client.tls_version,
            is_private=client.is_private,
            extensions=client.extensions,
        )
        await client.quit()
        return probe

    async def close(self) -> None:
        """Takes leave of the next hop. Messages under way finish; later ones are deferred."""
        self._is_closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        idle, self._idle = self._idle, []
        await asyncio.gather(*(each.client.quit() for each in idle))

    async def _send(self, envelope: Envelope, message: bytes) -> Outcome:
        """Raises NextHopError when a new connection fails before the message was offered."""
        client = await self._reuse()
        if client is not None:
            try:
                return await self._send_by(client, envelope, message)
            except DisconnectedError:
                pass  # it had gone away while idle, as servers do
        return await self._send_by(await self._connect(), envelope, message)

    async def _send_by(self, client: Client, envelope: Envelope, message: bytes) -> Outcome:
        outcome = await client.send(envelope, message)
        self._keep(client)
        return outcome

    async def _connect(self) -> Client:
        return await Client.connect(
            self._endpoint, tls=self._tls, ehlo_name=self._ehlo_name, timeouts=self._timeouts
        )

    async def _reuse(self) -> Client | None:
        """The idle connection used last, None when there is none left that is good.

        A spent one is left here and not after its last message, whose outcome would have to wait for it.
        """
        while self._idle:
            client = self._idle.pop().client
            if client.sent < self._limits.messages and not client.is_broken:
                return client
            await client.quit()
        return None

    def _keep(self, client: Client) -> None:
        if client.is_broken:
            return
        if self._is_closed:
            client.close()
            return
        self._idle.append(_Idle(client, asyncio.get_running_loop().time()))
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.create_task(self._sweep())

    async def _sweep(self) -> None:
        """Leaves connections that have been idle too long, as long as there are any."""
        clock = asyncio.get_running_loop().time
        while self._idle:
            rest = self._idle[0].since + self._limits.idle - clock()
            if rest > 0:
                await asyncio.sleep(rest)
            else:
                await self._idle.pop(0).client.quit()
