"""The lines of which most dialogues are made, the messages they carry, and how one is sent."""

from __future__ import annotations

import pytest

from detectors.message import Envelope
from gateway.transport.client import Client
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.failure import NextHopError
from gateway.transport.outcome import Outcome
from gateway.transport.timeouts import DEFAULT_TIMEOUTS, Timeouts
from gateway.transport.tls import make_tls_context
from gateway.transport.transaction import BLOCK
from tests.gateway.transport.player import EHLO_NAME, NO_TLS, Player, opening

QUICK = Timeouts(greeting=0.1, command=0.1, block=0.1, final=0.1)  # for a next hop that says nothing more
SENDER = "grace.bishop@oakfield.sch.uk"
ONE = Envelope(SENDER, ("office@example.org",))
THREE = Envelope(SENDER, ("a@example.org", "b@example.org", "c@example.org"))
MESSAGE = b"Subject: Trip\r\n\r\n.Hello\r\n"
CONTENT = b"Subject: Trip\r\n\r\n..Hello\r\n.\r\n"
LARGE = b"Subject: Trip\r\n\r\n" + (b"y" * 98 + b"\r\n") * (40 * BLOCK // 100)  # more than sockets buffer

MAIL = f"C: MAIL FROM:<{SENDER}>\n"
RCPT = "C: RCPT TO:<office@example.org>\n"
A, B, C = (f"C: RCPT TO:<{name}@example.org>\n" for name in "abc")
DATA = "C: DATA\n"
OK = "S: 250 ok\n"
NO = "S: 550 no\n"
GO = "S: 354 go on\n"
CONTENT_STEP = "C. content\n"
LONE_DOT = "C: .\n"
QUEUED = "S: 250 2.0.0 queued\n"
QUIT = "C: QUIT\nS: 221 bye\n"
PIPELINED = opening("PIPELINING")
THREE_AT_ONCE = PIPELINED + MAIL + A + B + C + DATA
OFFERED = opening() + MAIL + OK + RCPT + OK + DATA + GO
EHLO = f"C: EHLO {EHLO_NAME}\n"
HELO = f"C: HELO {EHLO_NAME}\n"
STARTTLS = "C: STARTTLS\nS: 220 go\n(starttls)\n"
CREDENTIALS = {"user": "gate", "password": "pässword"}


async def connect(endpoint: Endpoint, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> Client:
    tls = NO_TLS if endpoint.scheme is Scheme.SMTP else make_tls_context(endpoint)
    return await Client.connect(endpoint, tls=tls, ehlo_name=EHLO_NAME, timeouts=timeouts)


async def refusal(endpoint: Endpoint, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> NextHopError:
    with pytest.raises(NextHopError) as raised:
        await connect(endpoint, timeouts)
    assert raised.value.reply.is_temporary, "nothing before MAIL may make mail bounce"
    return raised.value


async def send_one(
    player: Player,
    envelope: Envelope = ONE,
    message: bytes = MESSAGE,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
) -> Outcome:
    client = await connect(player.endpoint(), timeouts)
    try:
        return await client.send(envelope, message)
    finally:
        await client.quit()


def told(outcome: Outcome) -> list[str]:
    return [f"{each.fate.value}: {each.reply}" for each in outcome.recipients]
