"""A trial asks a next hop whether it would take mail from here, and leaves before it has to take any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.message import Envelope
from gateway.transport.endpoint import Endpoint
from gateway.transport.extensions import Extensions
from gateway.transport.failure import NextHopError
from gateway.transport.handshake import shake_hands
from gateway.transport.pool import READY, Probe
from gateway.transport.reply import Reply
from gateway.transport.script import BAD_RECIPIENT, write_script
from gateway.transport.timeouts import DEFAULT_TIMEOUTS, Timeouts
from gateway.transport.tls import make_tls_context
from gateway.transport.wire import Wire


@dataclass(frozen=True, slots=True)
class Offer:
    """Mail from somebody to somebody. An empty sender is that of notices (RFC 5321 §4.5.5)."""

    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the next hop said to an offer: to RCPT, or already to MAIL."""

    offer: Offer
    reply: Reply
    to_sender: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """`answers` are those to the offers, in their order; fewer where the connection broke."""

    probe: Probe
    answers: tuple[Answer, ...] = ()


async def try_out(
    endpoint: Endpoint, ehlo_name: str, offers: Sequence[Offer], timeouts: Timeouts = DEFAULT_TIMEOUTS
) -> Trial:
    """Connects, secures the connection, signs in, and offers each by MAIL and RCPT; never DATA.

    Raises ValueError where the endpoint's certificate files cannot be used.
    """
    tls = make_tls_context(endpoint)
    try:
        wire, extensions = await shake_hands(endpoint, tls, ehlo_name, timeouts)
    except NextHopError as fault:
        return Trial(Probe(is_ready=False, reply=fault.reply, said=fault.said))
    probe = Probe(
        is_ready=True,
        reply=READY,
        tls_version=wire.tls_version,
        is_private=wire.is_private,
        extensions=extensions,
    )
    answers: list[Answer] = []
    try:
        for offer in offers:
            answers.append(await _offer(wire, offer, extensions, timeouts))
            await _ask(wire, b"RSET\r\n", timeouts)
        await _ask(wire, b"QUIT\r\n", timeouts)
    except NextHopError as fault:
        if len(answers) < len(offers):
            answers.append(Answer(offers[len(answers)], fault.reply))
    finally:
        wire.close()
    return Trial(probe, tuple(answers))


async def _offer(wire: Wire, offer: Offer, extensions: Extensions, timeouts: Timeouts) -> Answer:
    """Raises NextHopError."""
    script = write_script(Envelope(offer.sender, (offer.recipient,)), b"", extensions)
    if isinstance(script, Reply):
        return Answer(offer, script, to_sender=True)
    (recipient,) = script.recipients
    if recipient is None:
        return Answer(offer, BAD_RECIPIENT)
    reply = await _ask(wire, script.mail, timeouts)
    if not reply.is_success:
        return Answer(offer, reply, to_sender=True)
    return Answer(offer, await _ask(wire, recipient, timeouts))


async def _ask(wire: Wire, command: bytes, timeouts: Timeouts) -> Reply:
    """Raises NextHopError."""
    wire.send(command)
    return await wire.reply(timeouts.command)
