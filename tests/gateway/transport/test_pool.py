"""The pool: connections are kept, dropped and replaced without the caller noticing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from detectors.message import Envelope
from gateway.transport import failure
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.extensions import Extensions
from gateway.transport.outcome import Fate, Outcome
from gateway.transport.pool import DEFAULT_LIMITS, PoolLimits, SmtpTransport, Transport
from gateway.transport.timeouts import DEFAULT_TIMEOUTS, Timeouts
from tests.gateway.transport.player import EHLO_NAME, Player, opening, play

ONE = Envelope("", ("office@example.org",))
MESSAGE = b"Subject: Trip\r\n\r\nHello\r\n"
OFFER = "C: MAIL FROM:<>\nC: RCPT TO:<office@example.org>\nC: DATA\n"
ACCEPT = "S: 250 ok\nS: 250 ok\nS: 354 go on\nC. content\n"
SENT = OFFER + ACCEPT + "S: 250 queued\n"
OPEN = opening("PIPELINING")
QUIT = "C: QUIT\nS: 221 bye\n"


@asynccontextmanager
async def pool(
    player: Player, limits: PoolLimits = DEFAULT_LIMITS, timeouts: Timeouts = DEFAULT_TIMEOUTS
) -> AsyncIterator[SmtpTransport]:
    transport = SmtpTransport(player.endpoint(), ehlo_name=EHLO_NAME, limits=limits, timeouts=timeouts)
    try:
        yield transport
    finally:
        await transport.close()


async def send(transport: Transport) -> str:
    outcome = await transport.send(ONE, MESSAGE)
    (recipient,) = outcome.recipients
    return f"{recipient.fate.value}: {recipient.reply}"


async def test_one_connection_serves_many_messages() -> None:
    async with play(OPEN + SENT * 3 + QUIT) as player, pool(player) as transport:
        assert [await send(transport) for _ in range(3)] == ["taken: 250 queued"] * 3
    assert player.connections == 1


async def test_a_connection_is_spent_after_so_many_messages() -> None:
    limits = PoolLimits(messages=2)
    async with play(OPEN + SENT * 2 + QUIT, OPEN + SENT + QUIT) as player, pool(player, limits) as transport:
        assert [await send(transport) for _ in range(3)] == ["taken: 250 queued"] * 3


async def test_an_idle_connection_is_left() -> None:
    limits = PoolLimits(idle=0.05)
    async with play(OPEN + SENT + QUIT, OPEN + SENT + QUIT) as player, pool(player, limits) as transport:
        await send(transport)
        await asyncio.sleep(0.2)
        await send(transport)
        await asyncio.sleep(0.2)


async def test_the_connection_used_last_is_used_first() -> None:
    slow = SENT.replace("S: 250 queued", "(pause)\nS: 250 queued")
    slower = SENT.replace("S: 250 queued", "(pause)\n" * 5 + "S: 250 queued")
    dialogues = (OPEN + slow + QUIT, OPEN + slower + SENT * 2 + QUIT)
    async with play(*dialogues) as player, pool(player) as transport:
        first = asyncio.create_task(send(transport))
        await asyncio.sleep(0.01)
        await send(transport)
        assert first.done()
        await send(transport)
        await send(transport)


async def test_no_more_connections_than_allowed() -> None:
    limits = PoolLimits(connections=1)
    async with play(OPEN + SENT * 6 + QUIT) as player, pool(player, limits) as transport:
        assert await asyncio.gather(*(send(transport) for _ in range(6))) == ["taken: 250 queued"] * 6


async def test_patience_ends_when_all_are_in_use() -> None:
    limits = PoolLimits(connections=1, patience=0.05)
    async with play(OPEN + OFFER + ACCEPT + "(silence)") as player, pool(player, limits) as transport:
        busy = asyncio.create_task(send(transport))
        await asyncio.sleep(0.02)
        assert await send(transport) == f"deferred: {failure.BUSY}"
        busy.cancel()
        with pytest.raises(asyncio.CancelledError):
            await busy


async def test_a_cancelled_message_frees_its_place() -> None:
    limits = PoolLimits(connections=1)
    async with (
        play(OPEN + OFFER + "(silence)", OPEN + SENT + QUIT) as player,
        pool(player, limits) as transport,
    ):
        task = asyncio.create_task(send(transport))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await send(transport) == "taken: 250 queued"


@pytest.mark.parametrize(
    "end",
    [
        "(close)",  # while idle
        "(reset)",
        "S: 421 4.4.2 idle for too long\n(close)",
        "S: 421 4.4.2 idle for too long\n(silence)",
        OFFER + "(close)",  # when the next message comes
        OFFER + "(reset)",
        OFFER + "S: 421 4.7.0 too many messages\n(close)",
    ],
)
async def test_a_connection_that_went_away_is_replaced_once(end: str) -> None:
    async with play(OPEN + SENT + "(pause)\n" + end, OPEN + SENT + QUIT) as player, pool(player) as transport:
        assert await send(transport) == "taken: 250 queued"
        await asyncio.sleep(0 if end.startswith("C:") else 0.05)
        assert await send(transport) == "taken: 250 queued"
    assert len(player.contents) == 2


async def test_it_is_not_replaced_twice() -> None:
    async with (
        play(OPEN + SENT + OFFER + "(close)", OPEN + OFFER + "(close)") as player,
        pool(player) as transport,
    ):
        await send(transport)
        assert await send(transport) == f"deferred: {failure.CLOSED}"


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (OFFER + ACCEPT + "(close)", failure.IN_DOUBT),
        (OFFER + ACCEPT + "(reset)", failure.IN_DOUBT),
        (OFFER + "S: 250 ok\n(close)", failure.CLOSED),
        (OFFER + "S: hello\n", failure.GARBLED),
        (OFFER + ACCEPT + "S: 421 4.3.2 shutting down\n(close)", "421 4.3.2 shutting down"),
        (OFFER + "S: 452 4.3.1 full\n" + "S: 503 no\n" * 2 + QUIT, "452 4.3.1 full"),
    ],
)
async def test_no_second_try_once_the_message_was_offered(end: str, expected: object) -> None:
    async with play(OPEN + SENT + end) as player, pool(player) as transport:
        await send(transport)
        assert await send(transport) == f"deferred: {expected}"


async def test_a_new_connection_that_fails_is_an_outcome() -> None:
    async with (
        play("S: 554 go away\n", "S: 421 4.7.0 slow down\n(close)") as player,
        pool(player) as transport,
    ):
        assert await send(transport) == f"deferred: {failure.UNWELCOME}"
        outcome = await transport.send(Envelope("", ("a@example.org", "b@example.org")), MESSAGE)
    assert outcome.addresses(Fate.DEFERRED) == ("a@example.org", "b@example.org")
    assert {(str(each.reply), each.host) for each in outcome.recipients} == {
        ("421 4.7.0 slow down", "127.0.0.1")
    }


async def test_closing_is_polite_but_short() -> None:
    timeouts = Timeouts(quit=0.1)
    async with (
        play(OPEN + SENT + "C: QUIT\n(silence)") as player,
        pool(player, timeouts=timeouts) as transport,
    ):
        await send(transport)
        start = asyncio.get_running_loop().time()
        await transport.close()
        assert asyncio.get_running_loop().time() - start < 1
        assert await transport.send(ONE, MESSAGE) == Outcome.alike(ONE.recipients, failure.SHUT)


async def test_a_message_under_way_finishes_when_closed() -> None:
    slow = SENT.replace("S: 250 queued", "(pause)\n(pause)\nS: 250 queued")
    async with play(OPEN + slow) as player, pool(player) as transport:
        task = asyncio.create_task(send(transport))
        await asyncio.sleep(0.02)
        await transport.close()
        assert await task == "taken: 250 queued"


async def test_probe() -> None:
    async with play(OPEN + QUIT, "S: 554 5.7.1 blocked\n") as player, pool(player) as transport:
        found = await transport.probe()
        assert (found.is_ready, found.reply.code, found.said, found.tls_version) == (True, 250, None, "")
        assert found.extensions == Extensions(pipelining=True)
        found = await transport.probe()
        assert (found.is_ready, found.reply, str(found.said)) == (
            False,
            failure.UNWELCOME,
            "554 5.7.1 blocked",
        )


@pytest.mark.parametrize("name", ["", "gate oakfield", "gate\r\nRSET", "gäte"])
async def test_a_name_that_ehlo_cannot_carry(name: str) -> None:
    with pytest.raises(ValueError, match="EHLO"):
        SmtpTransport(Endpoint(Scheme.SMTP, "127.0.0.1", 25), ehlo_name=name)
