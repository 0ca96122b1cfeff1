"""The handshake takes a connection from nothing to where mail may be sent: greeting, EHLO, TLS, AUTH."""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import b64encode

from gateway.transport import failure
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.extensions import Extensions, parse_extensions
from gateway.transport.failure import NextHopError
from gateway.transport.reply import Reply
from gateway.transport.timeouts import Timeouts
from gateway.transport.wire import Wire


async def shake_hands(
    endpoint: Endpoint, tls: ssl.SSLContext, ehlo_name: str, timeouts: Timeouts
) -> tuple[Wire, Extensions]:
    """A connection ready for MAIL, and what the next hop can do.

    Raises NextHopError. A lasting refusal (5xx) here is about this gateway and not about any message,
    so it becomes a temporary failure: mail must not bounce because a password has run out.
    """
    wire = await _connect(endpoint, timeouts.connect)
    try:
        handshake = _Handshake(wire, endpoint, ehlo_name, timeouts)
        if endpoint.scheme is Scheme.SMTPS:
            await handshake.secure(tls)
        await handshake.greet()
        extensions = await handshake.hello()
        if endpoint.scheme is Scheme.STARTTLS:
            extensions = await handshake.start_tls(tls, extensions)
        if endpoint.user:
            await handshake.authenticate(extensions.mechanisms)
    except BaseException:
        wire.close()
        raise
    return wire, extensions


async def _connect(endpoint: Endpoint, within: float) -> Wire:
    """Connects by TCP, trying every address of the host, within so many seconds. Raises NextHopError."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(within):
            _, wire = await loop.create_connection(Wire, endpoint.host, endpoint.port)
    except TimeoutError:
        raise NextHopError(failure.TIMED_OUT) from None
    except (socket.gaierror, UnicodeError):  # UnicodeError: no name in DNS can be written like that
        raise NextHopError(failure.UNRESOLVED) from None
    except OSError:
        raise NextHopError(failure.UNREACHABLE) from None
    return wire


class _Handshake:
    """The steps of the handshake, on a wire that has just been connected."""

    def __init__(self, wire: Wire, endpoint: Endpoint, ehlo_name: str, timeouts: Timeouts) -> None:
        self._wire = wire
        self._endpoint = endpoint
        self._ehlo_name = ehlo_name
        self._timeouts = timeouts

    async def greet(self) -> None:
        """RFC 5321 §3.1."""
        _expect_success(await self._wire.reply(self._timeouts.greeting), failure.UNWELCOME)

    async def hello(self) -> Extensions:
        """EHLO, or HELO where the server is that old (RFC 5321 §3.2)."""
        reply = await self._ask(f"EHLO {self._ehlo_name}")
        if reply.is_success:
            return parse_extensions(reply)
        if reply.is_permanent:
            reply = await self._ask(f"HELO {self._ehlo_name}")
        _expect_success(reply, failure.UNWELCOME)
        return Extensions()

    async def start_tls(self, tls: ssl.SSLContext, extensions: Extensions) -> Extensions:
        """STARTTLS; what was announced before it is forgotten (RFC 3207 §4.2)."""
        if not extensions.starttls:
            raise NextHopError(failure.TLS_MISSING)
        _expect_success(await self._ask("STARTTLS"), failure.TLS_MISSING)
        await self.secure(tls)
        return await self.hello()

    async def secure(self, tls: ssl.SSLContext) -> None:
        """The handshake of TLS itself."""
        try:
            async with asyncio.timeout(self._timeouts.command):
                await self._wire.start_tls(tls, self._endpoint.host)
        except ssl.SSLCertVerificationError:
            raise NextHopError(failure.TLS_UNTRUSTED) from None
        except OSError:  # of which ssl.SSLError and TimeoutError are kinds
            raise NextHopError(failure.TLS_FAILED) from None

    async def authenticate(self, mechanisms: frozenset[str]) -> None:
        """AUTH (RFC 4954), never where the password could be read on the way."""
        if not self._wire.is_private:
            raise NextHopError(failure.AUTH_EXPOSED)
        user, password = self._endpoint.user, self._endpoint.password
        if "PLAIN" in mechanisms:  # RFC 4616
            reply = await self._ask("AUTH PLAIN " + _base64(f"\0{user}\0{password}"))
        elif "LOGIN" in mechanisms:  # never standardised, and all that some servers offer
            reply = await self._ask("AUTH LOGIN")
            for secret in (user, password):
                if reply.code == 334:
                    reply = await self._ask(_base64(secret))
        else:
            raise NextHopError(failure.AUTH_MISSING)
        _expect_success(reply, failure.AUTH_FAILED)

    async def _ask(self, command: str) -> Reply:
        self._wire.send(command.encode() + b"\r\n")
        return await self._wire.reply(self._timeouts.command)


def _expect_success(reply: Reply, otherwise: Reply) -> None:
    """Raises NextHopError with the server's own words where they are temporary, else with `otherwise`."""
    if not reply.is_success:
        raise NextHopError(reply if reply.is_temporary else otherwise, said=reply)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
