"""Secure mail as one way out: each recipient by the first channel that reaches them, and never in clear."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detectors.message import Envelope
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.dkim.broken import without_broken_signatures
from gateway.rewriting.mime.fields import fields_at
from gateway.transport.outcome import Ledger, Outcome
from gateway.transport.reply import Reply
from gateway.transport.secure.channel import Channel
from gateway.transport.secure.marks import put_on

# Status codes from RFC 3463 §3. The first waits in the outbox, where a change of settings lets it go on; what
# a message has in it does not change by waiting, so the others go back to the sender.
UNREACHED = Reply(451, ("4.4.4 No secure mail that is set up reaches this recipient",))
CIRCLE = Reply(554, ("5.4.6 This message has been through the secure mail service already",))
UNMARKABLE = Reply(554, ("5.6.0 The header of this message cannot be marked for the secure mail service",))


@dataclass(frozen=True, slots=True)
class _Share:
    """The recipients who get the message by one channel, by their positions in the envelope."""

    channel: Channel
    positions: tuple[int, ...]


class SecureMailTransport:
    """Sends by several channels, in the order in which the school wrote them."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self.channels = tuple(channels)

    async def send(self, envelope: Envelope, message: bytes) -> Outcome:
        """What became of the message; nothing that a service does raises."""
        ledger = Ledger(envelope.recipients)
        shares = tuple(self._shares(envelope.recipients))
        outcomes = await asyncio.gather(*(self._send_by(share, envelope, message) for share in shares))
        for share, outcome in zip(shares, outcomes, strict=True):
            for position, each in zip(share.positions, outcome.recipients, strict=True):
                ledger.settle(position, each.reply, each.host)
        ledger.settle_rest(UNREACHED)
        return ledger.outcome(outcomes[0].final if len(outcomes) == 1 else None)

    async def close(self) -> None:
        """Takes leave of every service."""
        for transport in dict.fromkeys(channel.transport for channel in self.channels):
            await transport.close()

    def _shares(self, recipients: tuple[str, ...]) -> Iterator[_Share]:
        firsts = [self._first_that_reaches(address) for address in recipients]
        for channel in self.channels:
            positions = tuple(index for index, first in enumerate(firsts) if first is channel)
            if positions:
                yield _Share(channel, positions)

    def _first_that_reaches(self, address: str) -> Channel | None:
        return next((channel for channel in self.channels if channel.reach.reaches(address)), None)

    async def _send_by(self, share: _Share, envelope: Envelope, message: bytes) -> Outcome:
        channel = share.channel
        recipients = tuple(envelope.recipients[position] for position in share.positions)
        if _has_field(message, channel.loop_field):
            return Outcome.alike(recipients, CIRCLE)
        others = (other.mark for other in self.channels if other is not channel)
        try:
            marked = without_broken_signatures(message, put_on(message, channel.mark, others))
        except CannotRewriteError:
            return Outcome.alike(recipients, UNMARKABLE)
        return await channel.transport.send(replace(envelope, recipients=recipients), marked)


def _has_field(message: bytes, name: str) -> bool:
    return bool(name) and any(field.is_called(name.lower()) for field in fields_at(message))
