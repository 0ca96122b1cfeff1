"""Real servers, written by others: Postfix's smtp-sink and aiosmtpd."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.message import Envelope
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.outcome import Fate
from gateway.transport.pool import PoolLimits, SmtpTransport
from tests.gateway.transport.player import EHLO_NAME
from tests.gateway.transport.test_content import MESSAGES, complete
from tests.support.system import needs

ONE = Envelope("grace.bishop@oakfield.sch.uk", ("office@example.org",))
MESSAGE = b"Subject: Trip\r\n\r\n.Hello\r\n"


def pool(address: str, port: int, limits: PoolLimits) -> SmtpTransport:
    return SmtpTransport(Endpoint(Scheme.SMTP, address, port), ehlo_name=EHLO_NAME, limits=limits)


@contextmanager
def smtp_sink(port: int, *options: str) -> Iterator[None]:
    """Runs smtp-sink until it is no longer needed."""
    user = ("-u", "nobody") if os.geteuid() == 0 else ()
    process = subprocess.Popen([needs("smtp-sink", "postfix"), *user, *options, f"127.0.0.1:{port}", "100"])
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize(
    "options", [(), ("-p",), ("-e",), ("-8",)], ids=["all", "no pipelining", "no ESMTP", "no 8BITMIME"]
)
async def test_smtp_sink_takes_many_at_once(unused_tcp_port: int, options: tuple[str, ...]) -> None:
    with smtp_sink(unused_tcp_port, *options):
        transport = pool("127.0.0.1", unused_tcp_port, PoolLimits(connections=5, messages=10))
        outcomes = await asyncio.gather(*(transport.send(ONE, MESSAGE) for _ in range(200)))
        await transport.close()
    assert {outcome.recipients[0].fate for outcome in outcomes} == {Fate.TAKEN}


@pytest.mark.parametrize(
    ("options", "fate"),
    [
        (("-f", "rcpt"), Fate.REFUSED),
        (("-f", "."), Fate.REFUSED),
        (("-r", "mail"), Fate.DEFERRED),
        (("-q", "data"), Fate.DEFERRED),
        (("-q", "."), Fate.DEFERRED),
        (("-q", "connect"), Fate.DEFERRED),
    ],
)
async def test_smtp_sink_makes_trouble(unused_tcp_port: int, options: tuple[str, ...], fate: Fate) -> None:
    with smtp_sink(unused_tcp_port, *options):
        transport = pool("127.0.0.1", unused_tcp_port, PoolLimits())
        outcomes = [await transport.send(ONE, MESSAGE) for _ in range(3)]
        await transport.close()
    assert {outcome.recipients[0].fate for outcome in outcomes} == {fate}


async def test_smtp_sink_takes_a_large_message(unused_tcp_port: int) -> None:
    with smtp_sink(unused_tcp_port):
        transport = pool("127.0.0.1", unused_tcp_port, PoolLimits())
        outcome = await transport.send(ONE, MESSAGE + (b"x" * 76 + b"\r\n") * 200_000)
        await transport.close()
    assert outcome.recipients[0].fate is Fate.TAKEN


class _Mailbox:
    """An aiosmtpd handler that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[object] = []

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: SmtpEnvelope) -> str:
        self.messages.append(envelope.content)
        return "250 2.0.0 queued"


@given(st.lists(MESSAGES, max_size=8))
@settings(max_examples=20, deadline=None)
async def test_aiosmtpd_reads_what_was_sent(messages: list[bytes]) -> None:
    mailbox = _Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(mailbox), "127.0.0.1", 0)
    async with server:
        transport = pool("127.0.0.1", server.sockets[0].getsockname()[1], PoolLimits())
        for message in messages:
            assert (await transport.send(ONE, message)).addresses(Fate.TAKEN) == ONE.recipients
        await transport.close()
    assert mailbox.messages == [complete(message) for message in messages]
