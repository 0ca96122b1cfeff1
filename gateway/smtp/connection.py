"""One connection to the relay as it lives: how it begins, how long it may take, and how it is ended."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import Protocol, Self, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from gateway.smtp import replies
from gateway.smtp.conduct import CLIENT, STRANGER, Conduct
from gateway.smtp.doorkeeper import Turned, Visitor
from gateway.smtp.inbox import Inbox
from gateway.smtp.patience import Patience

MOST_COMMAND_LINE = 2048  # octets; RFC 5321 §4.5.3.1.4 has 512, and parameters of extensions come to it
MOST_LOGIN_LINE = 12_288  # octets of an answer to a challenge (RFC 4954 §4)
GOODBYE_SECONDS = 5.0  # in which a client that was sent away can fetch our last words


@dataclass(frozen=True, slots=True)
class ProtocolSettings:
    """What the dialogue needs to know."""

    hostname: str
    max_message_size: int
    idle_timeout_seconds: float
    slow_message_seconds: float
    tls: ssl.SSLContext | None
    logins: bool


class Relay(Protocol):
    """What the connections of one relay have in common."""

    closing: bool

    def look_at(self, client: str, now: float) -> Visitor:
        """Who it is that connects from there."""

    def opened(self, connection: Connection, now: float) -> None: ...

    def closed(self, connection: Connection) -> None: ...

    def turned_away(self, visitor: Visitor, why: Turned, now: float) -> None:
        """Somebody was sent away."""

    def failed(self, error: Exception) -> None:
        """Something of ours broke in the middle of a dialogue."""

    async def take(self, server: Connection, content: bytes) -> str:
        """The answer to the final dot."""


class _SameForAll(dict[str, int]):
    """The limit of every command. A defaultdict would keep each word that a client ever sends as one."""

    def __missing__(self, _command: str) -> int:
        return MOST_COMMAND_LINE


_NOT_READ = cast(asyncio.StreamReader, None)  # aiosmtpd's class has one, and asyncio's can do without


class Connection(SMTP):
    """aiosmtpd's connection, where it must not be as it is; the commands are `RelayProtocol`'s.

    What comes in goes to an inbox and not to a stream reader, which hands it on in more steps. No idle timer
    while we work on a message (it would cancel us, and the work would go on). Whoever is too
    slow, asks for too much or talks out of turn is sent away.
    """

    # What aiosmtpd calls optional is there from the connection's first moment on.
    session: Session
    envelope: Envelope
    transport: asyncio.Transport
    _timeout_handle: asyncio.TimerHandle | None
    _handler_coroutine: asyncio.Task[None] | None

    visitor: Visitor
    _conduct: Conduct
    _patience: Patience

    command_size_limit = MOST_COMMAND_LINE
    command_size_limits = _SameForAll()

    def __init__(self, handler: Relay, settings: ProtocolSettings, loop: asyncio.AbstractEventLoop):
        super().__init__(
            handler,
            data_size_limit=settings.max_message_size,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident="Schoolgate ESMTP",
            tls_context=settings.tls,
            timeout=settings.idle_timeout_seconds,
            loop=loop,
        )
        self._relay = handler
        self._settings = settings
        self._goodbye: asyncio.TimerHandle | None = None
        self.addresses: tuple[str, ...] = ()  # as which whoever has signed in may send; empty: the school's
        self.at_work = False  # on a message, after its final dot
        self._is_lost = False
        self._is_full = False
        self.inbox = Inbox(loop)

    def another(self) -> Self:
        """A new connection like this one, which nobody has connected to.

        aiosmtpd looks for its commands and hooks by name, anew for each connection; they stay what they are.
        """
        new = object.__new__(type(self))
        vars(new).update(vars(self))
        asyncio.StreamReaderProtocol.__init__(new, _NOT_READ, loop=self.loop)
        new.inbox = Inbox(self.loop)
        return new

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        now = self.loop.time()
        peer = transport.get_extra_info("peername")
        self.visitor = self._relay.look_at(str(peer[0]) if peer else "", now)
        may_send = self.visitor.may_send
        settings = self._settings
        self._patience = Patience(
            settings.idle_timeout_seconds, settings.slow_message_seconds, now, now, may_send
        )
        self._conduct = Conduct(CLIENT if may_send else STRANGER)
        super().connection_made(transport)
        self._relay.opened(self, now)

    def connection_lost(self, error: Exception | None) -> None:
        if self._is_lost:
            return
        self._is_lost = True
        if self._goodbye is not None:
            self._goodbye.cancel()
        super().connection_lost(error)
        self._relay.closed(self)

    def data_received(self, data: bytes) -> None:
        self._patience.bytes_came(len(data), self.loop.time())
        self.inbox.take_in(data)
        if self.inbox.is_crowded and not self._is_full and not self.transport.is_closing():
            self._is_full = True
            self.transport.pause_reading()

    async def next_line(self) -> bytes | None:
        """The client's next line, None where it was far too long."""
        line = await self.inbox.line()
        if self._is_full and not self.inbox.is_crowded and not self.transport.is_closing():
            self._is_full = False
            self.transport.resume_reading()
        return line

    def hang_up(self, last_words: str) -> None:
        """Says why and ends the connection, whether or not the client listens, and does no more for it."""
        transport = self.transport
        if not transport.is_closing():  # uvloop raises where it is
            transport.write(last_words.encode() + b"\r\n")
        transport.close()
        self._goodbye = self.loop.call_later(GOODBYE_SECONDS, transport.abort)
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()

    async def push(self, status: str | bytes) -> None:
        """Sends an answer, unless the client has had too many."""
        text = status if isinstance(status, str) else status.decode()
        if not self._conduct.is_bearable(text):
            await self.turn_away(Turned.MISBEHAVING, replies.MISBEHAVED)
        if self.transport.is_closing():
            raise ConnectionResetError
        self.transport.write(text.encode() + b"\r\n")
        await self._drain_helper()  # type: ignore[attr-defined]  # waits while the client reads too slowly

    async def ask(self, line: str) -> bytes:
        """The client's next line, after one of ours. Raises ValueError when it is too long."""
        await self.push(line)
        answer = await self.next_line()
        if answer is None or len(answer) > MOST_LOGIN_LINE:
            raise ValueError("a line without end")
        return answer

    def trust(self) -> None:
        """A stranger has signed in, and is a client from here on."""
        self._patience.may_send, self._conduct.tolerance = True, CLIENT

    async def begin_tls(self, context: ssl.SSLContext) -> asyncio.Transport:
        """Goes on in TLS; where the client does not, the connection ends, and the task that leads it."""
        plain, secure = self.transport, None
        try:
            secure = await self.loop.start_tls(plain, self, context, server_side=True)
        except OSError:  # of which ssl.SSLError is one
            self._relay.turned_away(self.visitor, Turned.NO_TLS, self.loop.time())
        finally:
            if secure is None:
                # Event loops tell nobody of a connection that ends within its handshake: its place would
                # never come back.
                plain.abort()
                self.connection_lost(None)
        if secure is None:
            raise asyncio.CancelledError
        self.transport, self._is_full = secure, False
        return secure

    async def turn_away(self, why: Turned, last_words: str) -> None:
        """Ends the dialogue, and with it the task that leads it."""
        self._relay.turned_away(self.visitor, why, self.loop.time())
        self.hang_up(last_words)
        await asyncio.sleep(0)  # where the cancellation arrives

    async def wait_for_turn(self) -> None:
        """For commands that a client may put nothing behind before it has their answer (RFC 2920 §3.1).

        Whoever does talks without listening, as one does who speaks through a web browser, or through
        another server's mistake about where a message ends.
        """
        if self.inbox:
            await self.turn_away(Turned.TALKING_AHEAD, replies.TALKED_AHEAD)

    def _reset_timeout(self, _duration: float | None = None) -> None:
        """aiosmtpd calls this for every command: one timer for all of them, not a new one for each."""
        self._patience.command(self.loop.time())
        if self._timeout_handle is None:
            left = self._patience.left(self.loop.time())
            self._timeout_handle = self.loop.call_later(left, self._timeout_cb)

    def _timeout_cb(self) -> None:
        """The one timer of the connection: closes what has been idle, or looks again when it may be.

        While we work on a message the delay is ours, not the client's.
        """
        now = self.loop.time()
        left = self._timeout_duration if self.at_work else self._patience.left(now)
        if left > 0:
            self._timeout_handle = self.loop.call_later(left, self._timeout_cb)
        else:
            if not self.visitor.may_send or self._patience.is_in_message:
                self._relay.turned_away(self.visitor, Turned.SLOW, now)
            # RFC 5321 §3.8: it hears why.
            self.hang_up(replies.TOO_SLOW if self._patience.is_in_message else replies.IDLE)

    async def handle_exception(self, error: Exception) -> str:
        self._relay.failed(error)
        return replies.LOCAL_ERROR
