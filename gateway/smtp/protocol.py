"""The SMTP dialogue: aiosmtpd's, with our own DATA, addresses and extensions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiosmtpd.smtp import BOGUS_LIMIT, syntax

from gateway.smtp import replies
from gateway.smtp.commands import parse_command
from gateway.smtp.connection import MOST_COMMAND_LINE, Connection
from gateway.smtp.data import DataFault
from gateway.smtp.doorkeeper import Turned
from gateway.smtp.path import parse_path

MOST_FAILED_LOGINS = 3  # on one connection; each costs the client a new TLS handshake as well
FAULT_REPLIES = {
    DataFault.TOO_LARGE: replies.TOO_LARGE,
    DataFault.BARE_LINE_END: replies.BARE_LINE_END,
    DataFault.HIDDEN_END: replies.HIDDEN_END,
}


def hooks_of(kind: type) -> tuple[str, ...]:
    """The methods of a class that aiosmtpd finds by their names.

    It looks through `dir()` of the protocol and of the handler anew for every connection, which took
    a tenth of a small message's time; their `__dir__` therefore names nothing but these.
    """
    return tuple(name for name in dir(kind) if name.startswith(("smtp_", "auth_", "handle_")))


class RelayProtocol(Connection):
    """aiosmtpd's commands, where they must not be as they are.

    DATA in large chunks instead of line by line; PIPELINING announced; STARTTLS by the event loop's
    own means; AUTH only where there are logins, in any case of letters; 451 and fixed words instead of an
    exception's text.
    """

    _failed_logins = 0

    def __dir__(self) -> Iterable[str]:
        return _HOOKS

    async def _handle_client(self) -> None:
        """Leads the dialogue until the client is gone, or this task is cancelled."""
        unknown = 0
        try:
            await self.push(f"220 {self.hostname} {self.__ident__}")
            while not self.transport.is_closing():
                try:
                    unknown += not await self._take_turn(unknown)
                except ConnectionResetError:
                    raise
                except Exception as error:
                    await self.push(await self.handle_exception(error))
        except ConnectionResetError:
            pass  # the client went before it had our answer
        finally:
            if self.transport is not None:  # as it is for a client that was lost
                self.transport.close()

    async def _take_turn(self, unknown: int) -> bool:
        """Answers one line; whether there is such a command. `unknown`: how many there were not, so far."""
        line = await self.next_line()
        said = None if line is None else line.rstrip(b"\r\n")
        if said is None or len(said) > MOST_COMMAND_LINE:
            await self.push(replies.LINE_TOO_LONG)
        elif (command := parse_command(said)) is None:
            await self.push(replies.NO_COMMAND)
        elif (method := _COMMANDS.get(command.word)) is not None:
            self._reset_timeout()
            await getattr(self, method)(command.argument)
        elif unknown + 1 < BOGUS_LIMIT:
            await self.push(replies.UNKNOWN_COMMAND.format(word=command.word))
            return False
        else:
            await self.push(replies.TOO_MANY_UNKNOWN)
            self.transport.close()
        return True

    @syntax("HELO hostname")
    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        await self.wait_for_turn()
        await super().smtp_HELO(hostname)

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        await self.wait_for_turn()
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
        self.inbox.clear()  # what came before TLS must not count after it: RFC 3207 §6
        secure = await self.begin_tls(self._settings.tls)
        self._tls_protocol = secure.get_extra_info("ssl_object")
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session = self._create_session()  # RFC 3207 §4.2: all that the client said is forgotten
        self.session.peer = plain.get_extra_info("peername")
        self.session.ssl = {"cipher": secure.get_extra_info("cipher")}

    @syntax("AUTH <mechanism>")
    async def smtp_AUTH(self, arg: str | None) -> None:  # noqa: N802
        await self.wait_for_turn()
        args = (arg or "").split()
        refusal = self._login_refusal(len(args))
        answer = refusal or await self._call_handler_hook("AUTH", args)
        self._failed_logins += answer == replies.LOGIN_FAILED
        if self._failed_logins >= MOST_FAILED_LOGINS:
            answer = replies.LOGIN_FAILED_TOO_OFTEN
        if answer == replies.LOGIN_FAILED_TOO_OFTEN:
            await self.turn_away(Turned.GUESSING, answer)
        if answer == replies.LOGIN_OK:
            self.trust()
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
        await self.wait_for_turn()
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self._patience.message_begins(self.loop.time())
        data = await self.inbox.message(self._settings.max_message_size)
        self._patience.message_ends()
        self._failed_logins = 0
        self.at_work = True
        try:
            status = FAULT_REPLIES[data.fault] if data.fault else await self._relay.take(self, data.content)
        finally:
            self.at_work = False
            self._set_post_data_state()  # type: ignore[no-untyped-call]
        self._reset_timeout()
        self._conduct.sent_mail()
        await self.push(status)
        if self._relay.closing:
            self.transport.close()

    def _getparams(self, params: Sequence[str]) -> dict[str, str | bool] | None:
        """RFC 5321 §4.1.2: ASCII. aiosmtpd takes "²" for a digit, and fails when it counts with it."""
        return super()._getparams(params) if all(map(str.isascii, params)) else None

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return parse_path(arg) or (None, None)


_HOOKS = hooks_of(RelayProtocol)
_COMMANDS = {name.removeprefix("smtp_"): name for name in _HOOKS if name.startswith("smtp_")}
