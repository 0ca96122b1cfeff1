"""Secure mail as one way out: split over the channels, marked for each, and joined in the order it came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from detectors.message import Envelope
from gateway.policy.reach import EVERYBODY, SecureReach
from gateway.transport.endpoint import parse_endpoint
from gateway.transport.outcome import Fate
from gateway.transport.pool import SmtpTransport, Transport
from gateway.transport.secure.channel import Channel
from gateway.transport.secure.marks import Mark
from gateway.transport.secure.transport import CIRCLE, UNMARKABLE, UNREACHED, SecureMailTransport
from tests.gateway.transport.player import EHLO_NAME
from tests.gateway.transport.secure.capture import MESSAGE, TEACHER, Capture, capture

NHS = SecureReach(domains=frozenset({"nhs.net"}))
ZOE = SecureReach(addresses=frozenset({"zoe.oneill@example.org"}))
ENCRYPT = Mark((("X-Secure-Mail", "encrypt"),))
TAG = Mark(subject_tag="[secure]")


def channel(server: Capture, reach: SecureReach = EVERYBODY, mark: Mark = ENCRYPT, loop: str = "") -> Channel:
    return Channel("here", reach, mark, SmtpTransport(parse_endpoint(server.url), ehlo_name=EHLO_NAME), loop)


@asynccontextmanager
async def secure_mail(*channels: Channel) -> AsyncIterator[Transport]:
    transport = SecureMailTransport(channels)
    try:
        yield transport
    finally:
        await transport.close()


async def test_three_channels_share_the_recipients() -> None:
    to = ("h.tudor@nhs.net", "office@example.com", "zoe.oneill@example.org", "g.bishop@leeds.nhs.net")
    async with AsyncExitStack() as stack:
        plain, tagged, marked = [await stack.enter_async_context(capture()) for _ in range(3)]
        channels = channel(plain, NHS, Mark()), channel(tagged, ZOE, TAG), channel(marked)
        transport = await stack.enter_async_context(secure_mail(*channels))
        outcome = await transport.send(Envelope(TEACHER, to), MESSAGE)
    assert outcome.addresses(Fate.TAKEN) == to
    assert outcome.final is None
    assert plain.taken == [(("h.tudor@nhs.net", "g.bishop@leeds.nhs.net"), MESSAGE)]
    assert tagged.taken == [(("zoe.oneill@example.org",), MESSAGE.replace(b"Review", b"[secure] Review"))]
    assert marked.taken == [(("office@example.com",), b"X-Secure-Mail: encrypt\r\n" + MESSAGE)]


async def test_the_first_that_reaches_takes_it() -> None:
    async with (
        capture() as first,
        capture() as second,
        secure_mail(channel(first, NHS), channel(second, NHS)) as transport,
    ):
        await transport.send(Envelope(TEACHER, ("h.tudor@nhs.net",)), MESSAGE)
    assert (len(first.taken), len(second.taken)) == (1, 0)


async def test_one_channel_has_the_last_word_of_its_server() -> None:
    async with capture() as server, secure_mail(channel(server)) as transport:
        outcome = await transport.send(Envelope(TEACHER, ("h.tudor@nhs.net",)), MESSAGE)
    assert str(outcome.final) == "250 2.0.0 queued"


async def test_whom_nothing_reaches_waits_and_nothing_leaves() -> None:
    async with capture() as server, secure_mail(channel(server, NHS)) as transport:
        outcome = await transport.send(Envelope(TEACHER, ("mum@example.com", "h.tudor@nhs.net")), MESSAGE)
        alone = await transport.send(Envelope(TEACHER, ("mum@example.com",)), MESSAGE)
    assert outcome.addresses(Fate.DEFERRED) == alone.addresses(Fate.DEFERRED) == ("mum@example.com",)
    assert outcome.recipients[0].reply is UNREACHED
    assert [recipients for recipients, _ in server.taken] == [("h.tudor@nhs.net",)]


async def test_refused_for_good_and_for_now() -> None:
    refuses = {"gone@nhs.net": "550 5.1.1 No such person", "later@nhs.net": "450 4.2.1 Mailbox busy"}
    to = ("gone@nhs.net", "mum@example.com", "later@nhs.net", "h.tudor@nhs.net")
    async with (
        capture(refuses=refuses) as server,
        capture() as other,
        secure_mail(channel(server, NHS), channel(other, ZOE)) as transport,
    ):
        outcome = await transport.send(Envelope(TEACHER, to), MESSAGE)
    assert [(each.address, each.fate) for each in outcome.recipients] == [
        ("gone@nhs.net", Fate.REFUSED),
        ("mum@example.com", Fate.DEFERRED),
        ("later@nhs.net", Fate.DEFERRED),
        ("h.tudor@nhs.net", Fate.TAKEN),
    ]
    assert [each.host for each in outcome.recipients] == ["127.0.0.1", "", "127.0.0.1", "127.0.0.1"]


async def test_one_channel_down_does_not_hold_up_the_others(unused_tcp_port: int) -> None:
    down = Capture(f"smtp://127.0.0.1:{unused_tcp_port}")
    async with capture() as up, secure_mail(channel(down, NHS), channel(up)) as transport:
        outcome = await transport.send(Envelope(TEACHER, ("h.tudor@nhs.net", "office@example.com")), MESSAGE)
    assert outcome.addresses(Fate.DEFERRED) == ("h.tudor@nhs.net",)
    assert outcome.addresses(Fate.TAKEN) == ("office@example.com",)


async def test_an_address_that_stands_twice_has_two_outcomes() -> None:
    async with capture() as server, secure_mail(channel(server)) as transport:
        outcome = await transport.send(Envelope(TEACHER, ("h.tudor@nhs.net",) * 2), MESSAGE)
    assert outcome.addresses(Fate.TAKEN) == ("h.tudor@nhs.net",) * 2


async def test_what_has_been_there_already_does_not_go_again() -> None:
    message = b"x-zivver-transport: 1\r\n" + MESSAGE
    async with (
        capture() as server,
        secure_mail(channel(server, loop="X-Zivver-Transport")) as transport,
    ):
        round_again = await transport.send(Envelope(TEACHER, ("h.tudor@nhs.net",)), message)
        new = await transport.send(Envelope(TEACHER, ("h.tudor@nhs.net",)), MESSAGE)
    assert [(each.fate, each.reply) for each in round_again.recipients] == [(Fate.REFUSED, CIRCLE)]
    assert new.addresses(Fate.TAKEN) == ("h.tudor@nhs.net",)
    assert len(server.taken) == 1


@pytest.mark.parametrize("others_mark", [False, True])
async def test_a_header_that_cannot_be_marked(others_mark: bool) -> None:
    broken = MESSAGE.replace(b"Subject: Review", b"Subject Review")
    async with capture() as server, capture() as other:
        first = channel(server, NHS, Mark() if others_mark else ENCRYPT)
        async with secure_mail(first, channel(other, mark=ENCRYPT)) as transport:
            outcome = await transport.send(Envelope(TEACHER, ("h.tudor@nhs.net",)), broken)
    assert [(each.fate, each.reply) for each in outcome.recipients] == [(Fate.REFUSED, UNMARKABLE)]
    assert server.taken == other.taken == []
