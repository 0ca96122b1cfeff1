"""Faults in a transaction: what is unsettled is deferred, what was settled stays, the connection is over."""

from __future__ import annotations

import asyncio

import pytest

from gateway.transport import failure
from gateway.transport.failure import DisconnectedError, NextHopError
from gateway.transport.timeouts import DEFAULT_TIMEOUTS
from tests.gateway.transport.lines import (
    CONTENT_STEP,
    DATA,
    GO,
    LARGE,
    MAIL,
    MESSAGE,
    OFFERED,
    OK,
    ONE,
    PIPELINED,
    QUEUED,
    QUICK,
    QUIT,
    RCPT,
    THREE,
    THREE_AT_ONCE,
    connect,
    send_one,
    told,
)
from tests.gateway.transport.player import opening, play

CLOSED, TIMED_OUT, GARBLED = (
    f"deferred: {reply}" for reply in (failure.CLOSED, failure.TIMED_OUT, failure.GARBLED)
)
IN_DOUBT = f"deferred: {failure.IN_DOUBT}"
SHUTTING = "deferred: 421 4.3.2 shutting down"
BYE = "S: 421 4.3.2 shutting down\n(close)"
ENDLESS = "S! " + "2" * 3_000 + "\n"


@pytest.mark.parametrize(
    ("dialogue", "expected"),
    [
        (opening() + MAIL + OK + RCPT + "(close)", CLOSED),
        (opening() + MAIL + OK + RCPT + "(reset)", CLOSED),
        (opening() + MAIL + OK + RCPT + "(silence)", TIMED_OUT),
        (opening() + MAIL + OK + RCPT + BYE, SHUTTING),
        (opening() + MAIL + OK + RCPT + "S: hello\n", GARBLED),
        (opening() + MAIL + OK + RCPT + "S: 354 hello\n", GARBLED),
        (opening() + MAIL + OK + RCPT + "S! 250-a\\r\\n550 b\\r\\n\n", GARBLED),
        (opening() + MAIL + OK + RCPT + ENDLESS, GARBLED),
        (opening() + MAIL + "S: 354 hello\n", GARBLED),
        (opening() + MAIL + OK + RCPT + OK + DATA + "(close)", CLOSED),
        (opening() + MAIL + OK + RCPT + OK + DATA + "(silence)", TIMED_OUT),
        (opening() + MAIL + OK + RCPT + OK + DATA + "S: 250 ok\n", GARBLED),
        (opening() + MAIL + OK + RCPT + OK + DATA + "S: 334 ok\n", GARBLED),
        (opening() + MAIL + OK + RCPT + OK + DATA + BYE, SHUTTING),
        (PIPELINED + MAIL + RCPT + DATA + OK + "(close)", CLOSED),
        (PIPELINED + MAIL + RCPT + DATA + OK + "(silence)", TIMED_OUT),
        (PIPELINED + MAIL + RCPT + DATA + OK + BYE, SHUTTING),
        (PIPELINED + MAIL + RCPT + DATA + OK + OK + "S: nonsense\n", GARBLED),
        # One reply too many: whatever it answers, it is not what we asked.
        (PIPELINED + MAIL + RCPT + DATA + OK + OK + OK + GO, GARBLED),
        (OFFERED + QUEUED, GARBLED),
        # Behind the dot.
        (OFFERED + CONTENT_STEP + "(close)", IN_DOUBT),
        (OFFERED + CONTENT_STEP + "(reset)", IN_DOUBT),
        (OFFERED + CONTENT_STEP + "(silence)", IN_DOUBT),
        (OFFERED + CONTENT_STEP + "S! 250 2.0.0 queu\n(close)", IN_DOUBT),
        (OFFERED + CONTENT_STEP + BYE, SHUTTING),
        (OFFERED + CONTENT_STEP + "S: OK!\n", GARBLED),
        (OFFERED + CONTENT_STEP + "S: 354 more\n", GARBLED),
        (OFFERED + CONTENT_STEP + "S! 250-2.0.0 queued\\r\\n550 no\\r\\n\n", GARBLED),
    ],
)  # fmt: skip
async def test_faults(dialogue: str, expected: str) -> None:
    async with play(dialogue) as player:
        client = await connect(player.endpoint(), QUICK if "(silence)" in dialogue else DEFAULT_TIMEOUTS)
        outcome = await client.send(ONE, MESSAGE)
        assert client.is_broken
        await client.quit()
    assert told(outcome) == [expected]
    assert outcome.recipients[0].host == ("127.0.0.1" if expected == SHUTTING else "")
    assert outcome.final is None


async def test_a_fault_leaves_settled_recipients_alone() -> None:
    dialogue = THREE_AT_ONCE + OK + OK + "S: 550 5.1.1 unknown\n" + BYE
    async with play(dialogue) as player:
        outcome = await send_one(player, THREE)
    assert told(outcome) == [SHUTTING, "refused: 550 5.1.1 unknown", SHUTTING]


async def test_closing_right_behind_the_answer_does_not_undo_it() -> None:
    async with play(OFFERED + CONTENT_STEP + "S: 250 2.0.0 queued\n(close)") as player:
        assert told(await send_one(player)) == ["taken: 250 2.0.0 queued"]


@pytest.mark.parametrize("end", ["(close)", "(reset)", "(silence)", BYE, "S: hello\n", ENDLESS])
@pytest.mark.parametrize("start", [opening(), PIPELINED], ids=["step by step", "pipelined"])
async def test_a_fault_before_any_answer_raises(start: str, end: str) -> None:
    heard = MAIL if start == opening() else MAIL + RCPT + DATA
    async with play(start + heard + end) as player:
        client = await connect(player.endpoint(), QUICK if end == "(silence)" else DEFAULT_TIMEOUTS)
        with pytest.raises(NextHopError) as raised:
            await client.send(ONE, MESSAGE)
        assert isinstance(raised.value, DisconnectedError) is (end in ("(close)", "(reset)", BYE))
        assert client.is_broken


# Large messages: the next hop may have had enough before the dot, or stop reading.


async def test_a_large_message_arrives_whole() -> None:
    async with play(OFFERED + CONTENT_STEP + QUEUED + QUIT) as player:
        outcome = await send_one(player, message=LARGE)
    assert told(outcome) == ["taken: 250 2.0.0 queued"]
    assert player.contents == [LARGE + b".\r\n"]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("S: 552 5.3.4 too big\n(silence)", "refused: 552 5.3.4 too big"),
        ("S: 451 4.3.1 disk full\n(silence)", "deferred: 451 4.3.1 disk full"),
        ("S: 421 4.3.2 shutting down\n(silence)", SHUTTING),
        ("S: 250 2.0.0 queued\n(silence)", GARBLED),  # it cannot have accepted what it has not seen
    ],
)
async def test_an_answer_before_the_dot(end: str, expected: str) -> None:
    async with play(OFFERED + "(pause)\n" + end) as player:
        client = await connect(player.endpoint())
        outcome = await client.send(ONE, LARGE)
        assert client.is_broken
    assert told(outcome) == [expected]


async def test_354_and_then_gone() -> None:
    async with play(OFFERED + "(pause)\n(reset)") as player:
        assert told(await send_one(player, message=LARGE)) == [CLOSED]


async def test_354_and_then_reads_nothing() -> None:
    async with play(OFFERED + "(deafness)") as player:
        assert told(await send_one(player, message=LARGE, timeouts=QUICK)) == [TIMED_OUT]


@pytest.mark.parametrize(
    "dialogue",
    [
        opening() + MAIL + "(silence)",
        opening() + MAIL + OK + RCPT + OK + DATA + "(silence)",
        OFFERED + CONTENT_STEP + "(silence)",
    ],
)
async def test_cancelling_closes_the_connection(dialogue: str) -> None:
    async with play(dialogue) as player:
        client = await connect(player.endpoint())
        task = asyncio.create_task(client.send(ONE, MESSAGE))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert client.is_broken
