"""A client is one open connection to the next hop, on which messages are sent one after the other."""

from __future__ import annotations

import ssl

from detectors.message import Envelope
from gateway.transport.endpoint import Endpoint
from gateway.transport.extensions import Extensions
from gateway.transport.failure import DisconnectedError, NextHopError
from gateway.transport.handshake import shake_hands
from gateway.transport.outcome import Outcome
from gateway.transport.reply import Reply
from gateway.transport.script import write_script
from gateway.transport.timeouts import Timeouts
from gateway.transport.transaction import Transaction
from gateway.transport.wire import Wire


class Client:
    """Made by `connect`. A fault, or the cancellation of a send, breaks it: then it is of no more use."""

    def __init__(self, wire: Wire, host: str, extensions: Extensions, timeouts: Timeouts) -> None:
        self._wire = wire
        self._host = host
        self._timeouts = timeouts
        self._needs_reset = False
        self.extensions = extensions
        self.sent = 0  # messages offered so far

    @classmethod
    async def connect(
        cls, endpoint: Endpoint, *, tls: ssl.SSLContext, ehlo_name: str, timeouts: Timeouts
    ) -> Client:
        """Connects, says EHLO, secures the connection and signs in. Raises NextHopError."""
        wire, extensions = await shake_hands(endpoint, tls, ehlo_name, timeouts)
        return cls(wire, endpoint.host, extensions, timeouts)

    @property
    def is_broken(self) -> bool:
        return self._wire.is_broken

    @property
    def tls_version(self) -> str:
        """Such as "TLSv1.3", or empty."""
        return self._wire.tls_version

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read along."""
        return self._wire.is_private

    async def send(self, envelope: Envelope, message: bytes) -> Outcome:
        """What became of the message.

        Raises NextHopError when the connection failed before the next hop answered MAIL, so that
        nothing has happened yet. Once it has answered, whatever it does is an outcome.
        """
        script = write_script(envelope, message, self.extensions)
        if isinstance(script, Reply):
            return Outcome.alike(envelope.recipients, script)
        transaction = Transaction(self._wire, self._timeouts, self._host, script, envelope.recipients)
        self.sent += 1
        finished = False
        try:
            await self._reset()
            outcome = await transaction.run(message, pipelining=self.extensions.pipelining)
            self._needs_reset = not transaction.is_complete
            finished = True
        finally:
            if not finished:
                self.close()
        return outcome

    async def quit(self) -> None:
        """Takes leave (RFC 5321 §4.1.1.10), without waiting long for the answer."""
        try:
            self._wire.send(b"QUIT\r\n")
            await self._wire.reply(self._timeouts.quit)
        except NextHopError:
            pass  # it is gone, which is all we want
        finally:
            self.close()

    def close(self) -> None:
        """Ends the connection at once."""
        self._wire.close()

    async def _reset(self) -> None:
        """Clears what an unfinished transaction left behind. Raises NextHopError."""
        if not self._needs_reset:
            return
        self._wire.send(b"RSET\r\n")
        reply = await self._wire.reply(self._timeouts.command)
        if not reply.is_success:  # RFC 5321 §4.1.1.5 leaves no choice but 250: this server has lost its way
            raise DisconnectedError
