"""The inbox: lines and messages in the order in which they came; who is far ahead has to wait."""

from __future__ import annotations

import asyncio

import pytest

from gateway.smtp.data import Data
from gateway.smtp.inbox import MOST_AHEAD, MOST_LINE, Inbox


@pytest.fixture
async def inbox() -> Inbox:
    return Inbox(asyncio.get_running_loop())


@pytest.mark.parametrize("cut", [1, 2, 5, 1000])
async def test_what_came_at_once_is_read_in_order(inbox: Inbox, cut: int) -> None:
    wire = b"DATA\r\nHello\r\n..\r\n.\r\nNOOP\r\nQUIT\r\n"

    async def read() -> tuple[bytes | None, Data, bytes | None, bytes | None]:
        return await inbox.line(), await inbox.message(1000), await inbox.line(), await inbox.line()

    reading = asyncio.create_task(read())
    for start in range(0, len(wire), cut):
        inbox.take_in(wire[start : start + cut])
        await asyncio.sleep(0)

    assert await asyncio.wait_for(reading, 5) == (
        b"DATA\r\n",
        Data(b"Hello\r\n.\r\n"),
        b"NOOP\r\n",
        b"QUIT\r\n",
    )
    assert not inbox


async def test_a_line_without_end_is_read_to_its_end_and_not_kept(inbox: Inbox) -> None:
    reading = asyncio.create_task(inbox.line())
    for _ in range(100):
        inbox.take_in(b"x" * MOST_LINE)
        await asyncio.sleep(0)
        assert not inbox.is_crowded, "it would be kept from coming to an end"
        assert len(inbox) <= 2 * MOST_LINE
    inbox.take_in(b"\nNOOP\r\n")

    assert await reading is None
    assert await inbox.line() == b"NOOP\r\n"


async def test_who_is_far_ahead_has_to_wait(inbox: Inbox) -> None:
    inbox.take_in(b"NOOP\r\n" * MOST_AHEAD)
    assert inbox.is_crowded

    while inbox.is_crowded:
        assert await inbox.line() == b"NOOP\r\n"
    assert 0 < len(inbox) <= MOST_AHEAD


async def test_a_message_that_comes_takes_no_place_in_it(inbox: Inbox) -> None:
    reading = asyncio.create_task(inbox.message(10 * MOST_AHEAD))
    await asyncio.sleep(0)
    inbox.take_in(b"x" * (2 * MOST_AHEAD))
    assert (len(inbox), inbox.is_crowded) == (0, False)

    inbox.take_in(b"\r\n.\r\n")
    assert len((await reading).content) == 2 * MOST_AHEAD + 2
