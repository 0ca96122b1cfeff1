"""The relay's side of the dialogue: who may speak, as whom, to how many; and each message to the intake."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Iterable

from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session

from detectors.message import Envelope
from gateway.events import Events
from gateway.smtp import replies
from gateway.smtp.access import Access
from gateway.smtp.intake import Intake, Submission
from gateway.smtp.logins import Logins, LoginsError
from gateway.smtp.path import NULL_PATH
from gateway.smtp.protocol import RelayProtocol, hooks_of


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
        max_connections: int,
    ) -> None:
        self._intake = intake
        self._access = access
        self._logins = logins
        self._events = events
        self._max_recipients = max_recipients
        self._max_connections = max_connections
        self._connections: set[RelayProtocol] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self.closing = False

    def __dir__(self) -> Iterable[str]:
        return _HOOKS

    def opened(self, connection: RelayProtocol) -> None:
        self._connections.add(connection)
        self._empty.clear()
        if self.closing or len(self._connections) > self._max_connections:
            reply = replies.CLOSING if self.closing else replies.TOO_MANY_CONNECTIONS
            connection.transport.write(reply.encode() + b"\r\n")
            connection.transport.close()

    def closed(self, connection: RelayProtocol) -> None:
        self._connections.discard(connection)
        if not self._connections:
            self._empty.set()

    def failed(self, error: Exception) -> None:
        self._events.relay_failed(type(error).__name__)

    async def handle_MAIL(  # noqa: N802
        self,
        _server: RelayProtocol,
        session: Session,
        envelope: SmtpEnvelope,
        address: str,
        options: list[str],
    ) -> str:
        if not (session.authenticated or self._access.is_client(client_address(session))):
            return replies.NOT_A_CLIENT
        if not (address.isascii() or envelope.smtp_utf8):
            return replies.NEEDS_SMTPUTF8
        sender = "" if address == NULL_PATH else address
        if self._access.school_of(sender) is None:
            return replies.SENDER_NOT_OURS
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return replies.SENDER_OK

    async def handle_RCPT(  # noqa: N802
        self,
        _server: RelayProtocol,
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
        self, server: RelayProtocol, session: Session, _envelope: SmtpEnvelope, args: list[str]
    ) -> str:
        if self._logins is None or args[0].upper() not in {"PLAIN", "LOGIN"}:
            return replies.LOGIN_UNKNOWN
        credentials = await _ask_credentials(server, args)
        if credentials is None:
            return replies.LOGIN_SYNTAX
        try:
            accepted = await asyncio.to_thread(self._logins.verify, *credentials)
        except LoginsError:
            return replies.LOCAL_ERROR
        session.authenticated = accepted
        self._events.login(accepted=accepted, client=client_address(session))
        return replies.LOGIN_OK if accepted else replies.LOGIN_FAILED

    async def take(self, server: RelayProtocol, content: bytes) -> str:
        """The answer to the final dot."""
        said = server.envelope
        envelope = Envelope(
            sender="" if said.mail_from == NULL_PATH else str(said.mail_from),
            recipients=tuple(said.rcpt_tos),
            eight_bit="BODY=8BITMIME" in said.mail_options,
            smtputf8=bool(said.smtp_utf8),
        )
        submission = Submission(
            envelope=envelope,
            content=content,
            client=client_address(server.session),
            helo=str(server.session.host_name),
            protocol=_protocol_name(server),
        )
        return await self._intake.take(submission)

    async def drain(self, patience_seconds: float) -> None:
        """Idle connections are closed; those at work on a message finish and are closed then."""
        self.closing = True
        for connection in tuple(self._connections):
            if not connection.at_work:
                connection.transport.write(replies.CLOSING.encode() + b"\r\n")
                connection.transport.close()
        try:
            async with asyncio.timeout(patience_seconds):
                await self._empty.wait()
        except TimeoutError:
            for connection in tuple(self._connections):
                connection.transport.abort()


_HOOKS = hooks_of(RelayHandler)


def client_address(session: Session) -> str:
    """The client's address without its port."""
    return str(session.peer[0]) if session.peer else ""


async def _ask_credentials(server: RelayProtocol, args: list[str]) -> tuple[str, str] | None:
    """Name and password by PLAIN (RFC 4616) or LOGIN; None where they cannot be read."""
    initial = args[1] if len(args) > 1 else None
    try:
        if args[0].upper() == "PLAIN":
            answer = await _answer(server, "", initial)
            _, name, password = answer.split(b"\0")
        else:
            name = await _answer(server, "Username:", initial)
            password = await _answer(server, "Password:", None)
        return name.decode(), password.decode()
    except ValueError:
        return None


async def _answer(server: RelayProtocol, challenge: str, given: str | None) -> bytes:
    """The client's answer to a challenge. Raises ValueError."""
    if given is not None:
        return b"" if given == "=" else _decode(given.encode())  # "=": RFC 4954 §4
    await server.push("334 " + base64.b64encode(challenge.encode()).decode())
    return _decode((await server._reader.readline()).strip())


def _decode(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None


def _protocol_name(server: RelayProtocol) -> str:
    """The word behind "with" in Received: RFC 3848, and RFC 6531 §4.3 for SMTPUTF8."""
    if not server.session.extended_smtp:
        return "SMTP"
    secure = "S" if server.session.ssl else ""
    login = "A" if server.session.authenticated else ""
    return ("UTF8SMTP" if server.envelope.smtp_utf8 else "ESMTP") + secure + login
