"""The wire carries commands out and replies in, in step, and turns every fault into a NextHopError."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from ipaddress import ip_address
from typing import cast

from gateway.transport.failure import GARBLED, TIMED_OUT, TLS_FAILED, DisconnectedError, NextHopError
from gateway.transport.reply import MalformedReplyError, Reply, ReplyParser

_SERVICE_CLOSING = 421


class Wire(asyncio.Protocol):
    """One connection, used by one task at a time. A new one expects a greeting.

    Every reply must have been asked for: one out of turn would be taken for the answer to something
    else, so it breaks the wire, as do garbage, the end of the connection and a time that ran out.
    Replies that came in order before that can still be read.
    """

    _transport: asyncio.Transport  # from connection_made on; nobody is handed a wire before

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = ReplyParser()
        self._replies: deque[Reply] = deque()
        self._awaited = 1
        self._failure: NextHopError | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._congested = False

    @property
    def is_broken(self) -> bool:
        return self._failure is not None

    @property
    def has_reply(self) -> bool:
        return bool(self._replies)

    @property
    def tls_version(self) -> str:
        """Such as "TLSv1.3", or empty."""
        tls = self._transport.get_extra_info("ssl_object")
        return tls.version() or "" if tls else ""

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read along: TLS, or the other end is this machine."""
        peer = self._transport.get_extra_info("peername")
        return bool(self.tls_version) or (peer is not None and ip_address(peer[0]).is_loopback)

    def send(self, data: bytes | memoryview, *, replies: int = 1) -> None:
        """Writes at once; `replies` is how many answers the data asks for. Raises NextHopError."""
        self._check()
        self._awaited += replies
        self._transport.write(data)

    async def drain(self, within: float) -> None:
        """Returns when most of what was written has left, or when a reply came first. Raises NextHopError."""
        while not self._replies:
            self._check()
            if not self._congested:
                return
            await self._wait(within)

    async def reply(self, within: float) -> Reply:
        """The next reply, within so many seconds. Raises NextHopError, for a 421 too (RFC 5321 §3.8)."""
        while not self._replies:
            self._check()
            await self._wait(within)
        self._awaited -= 1
        reply = self._replies.popleft()
        if reply.code == _SERVICE_CLOSING:
            self.fail(DisconnectedError(reply, said=reply))
            self._replies.clear()
            raise DisconnectedError(reply, said=reply)
        return reply

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Continues in TLS. Raises OSError (of which ssl.SSLError is one), or NextHopError.

        What arrived in clear before may be forged, and would be read as if TLS had protected it
        (RFC 3207 §6): no honest server sends it, so there we stop.
        """
        self._check()
        if self._replies or self._parser.in_the_middle:
            raise NextHopError(TLS_FAILED)
        upgraded = await self._loop.start_tls(self._transport, self, context, server_hostname=host)
        if upgraded is None:  # the connection ended meanwhile
            raise NextHopError(TLS_FAILED)
        self._transport = upgraded

    def fail(self, failure: NextHopError) -> None:
        """Breaks the wire for good; the first reason stands."""
        if self._failure is None:
            self._failure = failure
        self._transport.abort()
        self._wake()

    def close(self) -> None:
        """Ends the connection at once."""
        self.fail(DisconnectedError())

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure

    async def _wait(self, within: float) -> None:
        """Sleeps until something happened; when nothing does in time, that breaks the wire."""
        self._waiter = self._loop.create_future()
        timer = self._loop.call_later(within, self.fail, NextHopError(TIMED_OUT))
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # asyncio calls these.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are no subclass
        # Nagle's algorithm and delayed acknowledgements together cost 40 ms a message.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        if self._failure is not None:
            return
        try:
            for reply in self._parser.feed(data):
                self._accept(reply)
        except MalformedReplyError:
            self.fail(NextHopError(GARBLED))
        self._wake()

    def connection_lost(self, _exc: Exception | None) -> None:
        self.fail(DisconnectedError())

    def pause_writing(self) -> None:
        self._congested = True

    def resume_writing(self) -> None:
        self._congested = False
        self._wake()

    def _accept(self, reply: Reply) -> None:
        if self._failure is not None:
            return
        if len(self._replies) < self._awaited:
            self._replies.append(reply)
        elif reply.code == _SERVICE_CLOSING:  # may come at any time
            self.fail(DisconnectedError(reply, said=reply))
        else:
            self.fail(NextHopError(GARBLED))
