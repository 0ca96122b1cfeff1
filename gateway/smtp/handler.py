"""The relay's side of the dialogue: who may speak, as whom, to how many; and each message to the intake."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session

from detectors.message import Envelope
from gateway.events import Events
from gateway.smtp import replies
from gateway.smtp.access import Access, is_this_machine
from gateway.smtp.binding import addresses_of, may_send_as
from gateway.smtp.connection import Connection
from gateway.smtp.doorkeeper import Doorkeeper, Turned, Visitor
from gateway.smtp.intake import Intake, Submission
from gateway.smtp.logins import Login, Logins, LoginsError
from gateway.smtp.path import NULL_PATH
from gateway.smtp.proof import Proof
from gateway.smtp.protocol import hooks_of
from gateway.smtp.signing_in import MECHANISMS, Credentials, ask_credentials

PASSWORDS_AT_ONCE = 2  # each takes a processor for a tenth of a second: others must not wait for guessers


class RelayHandler:
    """One for all connections. The methods `handle_…` are aiosmtpd's hooks: it finds them by name."""

    def __init__(
        self,
        intake: Intake,
        access: Access,
        logins: Logins | None,
        events: Events,
        *,
        max_recipients: int,
        doorkeeper: Doorkeeper,
        proof: Proof | None = None,
    ) -> None:
        self._intake = intake
        self._access = access
        self._logins = logins
        self._events = events
        self._max_recipients = max_recipients
        self._doorkeeper = doorkeeper
        self._proof = proof
        self._passwords = asyncio.Semaphore(PASSWORDS_AT_ONCE)
        self._connections: set[Connection] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self.closing = False

    def __dir__(self) -> Iterable[str]:
        return _HOOKS

    def look_at(self, client: str, now: float) -> Visitor:
        return self._doorkeeper.look_at(client, now)

    def opened(self, connection: Connection, now: float) -> None:
        """One for whom there is no place hears so and is sent away."""
        self._connections.add(connection)
        self._empty.clear()
        why = self._doorkeeper.let_in(connection.visitor, now)
        if self.closing:
            connection.hang_up(replies.CLOSING)
        elif why is not None:
            connection.hang_up(replies.NO_PLACE[why])
            self.turned_away(connection.visitor, why, now)

    def closed(self, connection: Connection) -> None:
        self._connections.discard(connection)
        self._doorkeeper.leave(connection.visitor)
        if not self._connections:
            self._empty.set()

    def turned_away(self, visitor: Visitor, why: Turned, now: float) -> None:
        self._events.turned_away(why.value, visitor.client, tell=self._doorkeeper.is_news(why, now))

    def failed(self, error: Exception) -> None:
        self._events.relay_failed(type(error).__name__)

    async def handle_MAIL(  # noqa: N802
        self,
        server: Connection,
        _session: Session,
        envelope: SmtpEnvelope,
        address: str,
        options: list[str],
    ) -> str:
        if not server.visitor.may_send:
            return replies.NOT_A_CLIENT
        if not (address.isascii() or envelope.smtp_utf8):
            return replies.NEEDS_SMTPUTF8
        sender = "" if address == NULL_PATH else address
        if self._access.school_of(sender) is None:
            return replies.SENDER_NOT_OURS
        if sender and server.addresses and not may_send_as(sender, server.addresses):
            return replies.NOT_THEIR_ADDRESS
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return replies.SENDER_OK

    async def handle_RCPT(  # noqa: N802
        self,
        _server: Connection,
        _session: Session,
        envelope: SmtpEnvelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address == NULL_PATH:
            return "553 5.1.3 A recipient is needed"
        if not (address.isascii() or envelope.smtp_utf8):
            return replies.NEEDS_SMTPUTF8
        if len(envelope.rcpt_tos) >= self._max_recipients:
            return replies.TOO_MANY_RECIPIENTS
        if address not in envelope.rcpt_tos:
            envelope.rcpt_tos.append(address)
        return replies.RECIPIENT_OK

    async def handle_AUTH(  # noqa: N802
        self, server: Connection, session: Session, _envelope: SmtpEnvelope, args: list[str]
    ) -> str:
        mechanism = args[0].upper()
        if self._logins is None or mechanism not in MECHANISMS:
            return replies.LOGIN_UNKNOWN
        credentials = await ask_credentials(server.ask, mechanism, args[1] if len(args) > 1 else None)
        if credentials is None:
            return replies.LOGIN_SYNTAX
        await self._passwords.acquire()
        if not self._doorkeeper.may_sign_in(server.visitor, server.loop.time()):
            self._passwords.release()
            return replies.LOGIN_FAILED_TOO_OFTEN
        # Whoever does not wait for the answer has had a processor, and a try, all the same.
        verifying = asyncio.ensure_future(self._verify(self._logins, credentials, server.visitor))
        try:
            login = await asyncio.shield(verifying)
        except LoginsError:
            return replies.LOCAL_ERROR
        if login is None:
            return replies.LOGIN_FAILED
        session.authenticated = True
        server.addresses = addresses_of(login, self._access)
        self._doorkeeper.signed_in(server.visitor, server.loop.time())
        return replies.LOGIN_OK

    async def _verify(self, logins: Logins, credentials: Credentials, visitor: Visitor) -> Login | None:
        """Whose name and password it is, in the turn that was acquired. Raises LoginsError."""
        try:
            login = await asyncio.to_thread(logins.verify, credentials.name, credentials.password)
        finally:
            self._passwords.release()
        self._events.login(accepted=login is not None, client=visitor.client)
        if login is None:
            self._doorkeeper.failed_login(visitor, asyncio.get_running_loop().time())
        return login

    async def take(self, server: Connection, content: bytes) -> str:
        """The answer to the final dot."""
        proved = content if self._proof is None else self._proof.taken_off(content)
        if proved is None and not (server.session.authenticated or is_this_machine(server.visitor.client)):
            return replies.NOT_PROVED
        said = server.envelope
        envelope = Envelope(
            sender="" if said.mail_from == NULL_PATH else str(said.mail_from),
            recipients=tuple(said.rcpt_tos),
            eight_bit="BODY=8BITMIME" in said.mail_options,
            smtputf8=bool(said.smtp_utf8),
        )
        submission = Submission(
            envelope=envelope,
            content=content if proved is None else proved,
            client=server.visitor.client,
            helo=str(server.session.host_name),
            protocol=_protocol_name(server),
            addresses=server.addresses,
        )
        return await self._intake.take(submission)

    async def drain(self, patience_seconds: float) -> None:
        """Idle connections are closed; those at work on a message finish and are closed then."""
        self.closing = True
        for connection in tuple(self._connections):
            if not connection.at_work:
                connection.hang_up(replies.CLOSING)
        try:
            async with asyncio.timeout(patience_seconds):
                await self._empty.wait()
        except TimeoutError:
            for connection in tuple(self._connections):
                connection.transport.abort()


_HOOKS = hooks_of(RelayHandler)


def _protocol_name(server: Connection) -> str:
    """The word behind "with" in Received: RFC 3848, and RFC 6531 §4.3 for SMTPUTF8."""
    if not server.session.extended_smtp:
        return "SMTP"
    secure = "S" if server.session.ssl else ""
    login = "A" if server.session.authenticated else ""
    return ("UTF8SMTP" if server.envelope.smtp_utf8 else "ESMTP") + secure + login
