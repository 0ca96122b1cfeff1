"""One SMTP connection: aiosmtpd's dialogue, with our own DATA, addresses, extensions and timers."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from gateway.smtp import replies
from gateway.smtp.data import CHUNK, DataFault, read_data
from gateway.smtp.path import parse_path

MOST_FAILED_LOGINS = 3  # on one connection; each costs the client a new TLS handshake as well
FAULT_REPLIES = {
    DataFault.TOO_LARGE: replies.TOO_LARGE,
    DataFault.BARE_LINE_END: replies.BARE_LINE_END,
}


@dataclass(frozen=True, slots=True)
class ProtocolSettings:
    """What the dialogue needs to know."""

    hostname: str
    max_message_size: int
    idle_timeout_seconds: float
    tls: ssl.SSLContext | None
    logins: bool


def hooks_of(kind: type) -> tuple[str, ...]:
    """The methods of a class that aiosmtpd finds by their names.

    It looks through `dir()` of the protocol and of the handler anew for every connection, which took
    a tenth of a small message's time; their `__dir__` therefore names nothing but these.
    """
    return tuple(name for name in dir(kind) if name.startswith(("smtp_", "auth_", "handle_")))


class Relay(Protocol):
    """What the connections of one relay have in common."""

    closing: bool

    def opened(self, connection: RelayProtocol) -> None: ...

    def closed(self, connection: RelayProtocol) -> None: ...

    def failed(self, error: Exception) -> None:
        """Something of ours broke in the middle of a dialogue."""

    async def take(self, server: RelayProtocol, content: bytes) -> str:
        """The answer to the final dot."""


class RelayProtocol(SMTP):
    """aiosmtpd, where it must not be as it is.

    DATA in large chunks instead of line by line; PIPELINING announced; STARTTLS by the event loop's
    own means; AUTH only where there are logins, in any case of letters; no idle timer while we work on a
    message (it would cancel us, and the work would go on); 451 and fixed words instead of an exception's
    text.
    """

    # What aiosmtpd calls optional is there from the connection's first moment on.
    session: Session
    envelope: Envelope
    transport: asyncio.Transport
    _timeout_handle: asyncio.TimerHandle | None

    line_length_limit = CHUNK  # of the stream reader; commands are bounded by command_size_limits
    command_size_limit = 2048
    command_size_limits = defaultdict(lambda: 2048)  # noqa: RUF012 - aiosmtpd's own

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
        self._heard_at = loop.time()  # the last command, or bytes of a message
        self._in_data = False
        self._failed_logins = 0
        self.at_work = False  # on a message, after its final dot

    def __dir__(self) -> Iterable[str]:
        return _HOOKS

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._relay.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._relay.closed(self)

    def data_received(self, data: bytes) -> None:
        if self._in_data:
            self._heard_at = self.loop.time()
        super().data_received(data)

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        if not hostname:
            await self.push("501 5.5.4 Syntax: EHLO hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session.extended_smtp = True
        self.session.host_name = hostname
        secure = self._tls_protocol is not None
        extensions = [
            self.hostname,
            f"SIZE {self._settings.max_message_size}",
            "8BITMIME",
            "SMTPUTF8",
            *(["STARTTLS"] if self._settings.tls and not secure else []),
            *(["AUTH LOGIN PLAIN"] if self._settings.logins and secure else []),
            "PIPELINING",
        ]
        await self.push("".join(f"250-{line}\r\n" for line in extensions[:-1]) + f"250 {extensions[-1]}")

    @syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if arg or self._settings.tls is None or self._tls_protocol is not None:
            await self.push("501 5.5.4 STARTTLS is not possible now")
            return
        plain = self.transport
        plain.pause_reading()  # the client's first TLS bytes must not land in the plaintext buffer
        await self.push("220 2.0.0 Ready to start TLS")
        _buffer_of(self._reader).clear()  # what came before TLS must not count after it: RFC 3207 §6
        secure = await self.loop.start_tls(plain, self, self._settings.tls, server_side=True)
        if secure is None:
            raise ConnectionResetError
        self.transport = secure
        # A StreamReader and StreamWriter cannot be told of a new transport in any other way.
        self._reader._transport = secure  # type: ignore[attr-defined]
        self._writer._transport = secure  # type: ignore[attr-defined]
        self._tls_protocol = secure.get_extra_info("ssl_object")
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session = self._create_session()  # RFC 3207 §4.2: all that the client said is forgotten
        self.session.peer = plain.get_extra_info("peername")
        self.session.ssl = {"cipher": secure.get_extra_info("cipher")}

    @syntax("AUTH <mechanism>")
    async def smtp_AUTH(self, arg: str | None) -> None:  # noqa: N802
        args = (arg or "").split()
        refusal = self._login_refusal(len(args))
        answer = refusal or await self._call_handler_hook("AUTH", args)
        self._failed_logins += answer == replies.LOGIN_FAILED
        if self._failed_logins >= MOST_FAILED_LOGINS:
            await self.push(replies.LOGIN_FAILED_TOO_OFTEN)
            self.transport.close()
            return
        await self.push(answer)

    def _login_refusal(self, words: int) -> str:
        """Why nobody can sign in now (RFC 4954 §4), or nothing."""
        if not self._settings.logins:
            return replies.LOGIN_NOT_OFFERED
        if not self.session.extended_smtp or self.session.authenticated or self.envelope.mail_from:
            return replies.LOGIN_NOT_NOW
        if self._tls_protocol is None:
            return replies.LOGIN_NEEDS_TLS
        return "" if words in {1, 2} else "501 5.5.4 Syntax: AUTH mechanism [initial-response]"

    @syntax("VRFY <address>")
    async def smtp_VRFY(self, _arg: str | None) -> None:  # noqa: N802
        """RFC 5321 §3.5.3: neither tells which addresses there are, nor repeats what was asked."""
        await self.push("252 2.1.5 Cannot verify, but will take a message and try to deliver it")

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self._in_data = True
        try:
            data = await read_data(self._reader, self._settings.max_message_size)
        finally:
            self._in_data = False
        self._failed_logins = 0
        self.at_work = True
        try:
            status = FAULT_REPLIES[data.fault] if data.fault else await self._relay.take(self, data.content)
        finally:
            self.at_work = False
            self._set_post_data_state()  # type: ignore[no-untyped-call]
        self._reset_timeout()
        await self.push(status)
        if self._relay.closing:
            self.transport.close()

    def _reset_timeout(self, _duration: float | None = None) -> None:
        """aiosmtpd calls this for every command: one timer for all of them, not a new one for each."""
        self._heard_at = self.loop.time()
        if self._timeout_handle is None:
            self._timeout_handle = self.loop.call_later(self._timeout_duration, self._timeout_cb)

    def _timeout_cb(self) -> None:
        """The one timer of the connection: closes what has been idle, or looks again when it may be.

        While we work on a message the delay is ours, not the client's.
        """
        idle = 0.0 if self.at_work else self.loop.time() - self._heard_at
        rest = self._timeout_duration - idle
        if rest > 0:
            self._timeout_handle = self.loop.call_later(rest, self._timeout_cb)
        else:
            self.transport.write(replies.IDLE.encode() + b"\r\n")  # RFC 5321 §3.8: it hears why
            super()._timeout_cb()  # type: ignore[no-untyped-call]

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return parse_path(arg) or (None, None)

    async def handle_exception(self, error: Exception) -> str:
        self._relay.failed(error)
        return replies.LOCAL_ERROR


_HOOKS = hooks_of(RelayProtocol)


def _buffer_of(reader: asyncio.StreamReader) -> bytearray:
    """What the reader has received and nobody has read."""
    buffer: bytearray = reader._buffer  # type: ignore[attr-defined]
    return buffer
