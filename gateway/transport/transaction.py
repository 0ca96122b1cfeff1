"""A transaction offers one message on an open connection: MAIL, RCPT, DATA, the content, the final dot."""

from __future__ import annotations

from gateway.transport.content import encode_content
from gateway.transport.failure import CLOSED, GARBLED, IN_DOUBT, TIMED_OUT, NextHopError
from gateway.transport.outcome import Ledger, Outcome
from gateway.transport.reply import Reply
from gateway.transport.script import BAD_RECIPIENT, Script
from gateway.transport.timeouts import Timeouts
from gateway.transport.wire import Wire

BLOCK = 256 * 1024  # bytes written before looking whether the next hop has said something
_DATA = b"DATA\r\n"
_LONE_DOT = b".\r\n"


class Transaction:
    """One message offered once to `host`, for the recipients at `addresses` in the order of the script.

    Afterwards `is_complete` says whether the next hop answered the final dot; after less it needs RSET.
    """

    def __init__(
        self, wire: Wire, timeouts: Timeouts, host: str, script: Script, addresses: tuple[str, ...]
    ) -> None:
        self._wire = wire
        self._timeouts = timeouts
        self._host = host
        self._mail = script.mail
        self._ledger = Ledger(addresses)
        self._recipients: dict[int, bytes] = {}  # RCPT commands by position in the envelope
        for index, command in enumerate(script.recipients):
            if command is None:
                self._ledger.settle(index, BAD_RECIPIENT)
            else:
                self._recipients[index] = command
        self._final: Reply | None = None
        self._was_answered = False

    @property
    def is_complete(self) -> bool:
        return self._final is not None

    async def run(self, message: bytes, *, pipelining: bool) -> Outcome:
        """What became of the message.

        Raises NextHopError when the connection failed before the next hop answered anything: as far as
        it is concerned the message was never offered.
        """
        offer = self._offer_at_once if pipelining else self._offer_step_by_step
        try:
            if self._recipients and await offer():
                self._final = await self._deliver(message)
                self._ledger.settle_rest(self._final, self._host)
        except NextHopError as fault:
            self._wire.close()
            if not self._was_answered:
                raise
            self._ledger.settle_rest(fault.reply, self._host if fault.in_its_own_words else "")
        return self._ledger.outcome(self._final)

    async def _offer_at_once(self) -> bool:
        """MAIL, RCPT and DATA in one go (RFC 2920 §3.1); whether the next hop now wants the content."""
        commands = (self._mail, *self._recipients.values(), _DATA)
        self._wire.send(b"".join(commands), replies=len(commands))
        self._hear_mail(await self._reply())
        for index in self._recipients:
            self._hear_recipient(index, await self._reply())
        return await self._hear_data(await self._reply())

    async def _offer_step_by_step(self) -> bool:
        """The same for a next hop that takes one command at a time."""
        self._hear_mail(await self._ask(self._mail))
        for index, command in self._recipients.items():
            if self._ledger.unsettled:
                self._hear_recipient(index, await self._ask(command))
        return bool(self._ledger.unsettled) and await self._hear_data(await self._ask(_DATA))

    async def _ask(self, command: bytes) -> Reply:
        self._wire.send(command)
        return await self._reply()

    async def _reply(self) -> Reply:
        reply = await self._wire.reply(self._timeouts.command)
        self._was_answered = True
        return reply

    def _hear_mail(self, reply: Reply) -> None:
        _reject_intermediate(reply)
        if not reply.is_success:
            self._ledger.settle_rest(reply, self._host)

    def _hear_recipient(self, index: int, reply: Reply) -> None:
        _reject_intermediate(reply)
        if not reply.is_success:
            self._ledger.settle(index, _too_many_is_temporary(reply), self._host)

    async def _hear_data(self, reply: Reply) -> bool:
        if reply.code == 354:
            if self._ledger.unsettled:
                return True
            # Nobody is left to have it, yet the next hop waits for the content: RFC 2920 §3.1.
            await self._ask(_LONE_DOT)
            return False
        _insist_on_refusal(reply)
        self._ledger.settle_rest(reply, self._host)
        return False

    async def _deliver(self, message: bytes) -> Reply:
        """Sends the content and returns the answer. A connection lost behind the dot leaves us IN_DOUBT."""
        content = memoryview(encode_content(message))
        expected = 1  # from the first block on: a next hop that has had enough may say so before the dot
        start = 0
        while len(content) - start > BLOCK:
            self._wire.send(content[start : start + BLOCK], replies=expected)
            start, expected = start + BLOCK, 0
            await self._wire.drain(self._timeouts.block)
            if self._wire.has_reply:
                return await self._early_answer()
        self._wire.send(content[start:], replies=expected)
        try:
            await self._wire.drain(self._timeouts.block)
            reply = await self._wire.reply(self._timeouts.final)
        except NextHopError as fault:
            if fault.reply in (CLOSED, TIMED_OUT):
                raise NextHopError(IN_DOUBT) from None
            raise
        _reject_intermediate(reply)
        return reply

    async def _early_answer(self) -> Reply:
        """An answer that came before the dot. It may refuse the message; it cannot have accepted it."""
        reply = await self._wire.reply(self._timeouts.final)
        _insist_on_refusal(reply)
        self._wire.close()  # it would read the rest of the content as commands
        return reply


def _reject_intermediate(reply: Reply) -> None:
    """A 3xx asks for more (RFC 5321 §4.2.1), which only DATA expects."""
    if 300 <= reply.code <= 399:
        raise NextHopError(GARBLED)


def _insist_on_refusal(reply: Reply) -> None:
    """Where nothing but a 4xx or 5xx makes sense."""
    if not (reply.is_temporary or reply.is_permanent):
        raise NextHopError(GARBLED)


def _too_many_is_temporary(reply: Reply) -> Reply:
    """RFC 5321 §4.5.3.1.10: 552 for RCPT may mean too many recipients, and those are to be tried again.

    It means something else only where an enhanced status says so, such as a full mailbox (5.2.2).
    """
    if reply.code != 552 or reply.enhanced not in (None, "5.5.3"):
        return reply
    return Reply(452, tuple(line.replace("5.5.3", "4.5.3", 1) for line in reply.lines))
