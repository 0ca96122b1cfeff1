"""Runs a dry run: several messages inspected at once, decided and counted in the order in which they lie."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gateway.replay.judging import Inspected, Judging
from gateway.replay.leftout import LeftOut
from gateway.replay.outgoing import Outgoing
from gateway.replay.stored import Stored
from gateway.replay.tally import Counting

Prepare = Callable[[bytes], Outgoing | LeftOut]


@dataclass(frozen=True, slots=True)
class _Deciding:
    message: Outgoing
    task: asyncio.Future[Inspected]


@dataclass(frozen=True, slots=True)
class _InHand:
    stored: Stored
    fate: LeftOut | _Deciding


async def run(
    mail: Iterable[Stored],
    prepare: Prepare,
    judging: Judging,
    counting: Counting,
    at_once: int,
    counted: Callable[[Stored], None],
) -> None:
    """`counted` is told of each message when it is in the tally. Whenever this is cancelled or fails, the
    tally holds exactly the messages that `counted` was told of. Raises WorkersUnavailableError.
    """
    in_hand: deque[_InHand] = deque()
    begun = set(counting.tally.identities)  # counting them comes later
    try:
        for stored in mail:
            in_hand.append(_InHand(stored, _fate(stored, prepare, judging, begun)))
            if len(in_hand) >= at_once:
                await _finish_first(in_hand, judging, counting, counted)
        while in_hand:
            await _finish_first(in_hand, judging, counting, counted)
    finally:
        await _drop(in_hand)


def _fate(stored: Stored, prepare: Prepare, judging: Judging, begun: set[int]) -> LeftOut | _Deciding:
    message = stored.content if isinstance(stored.content, LeftOut) else prepare(stored.content)
    if isinstance(message, LeftOut):
        return message
    if message.identity in begun:
        return LeftOut.COPY
    begun.add(message.identity)
    return _Deciding(message, asyncio.ensure_future(judging.inspected(message)))


async def _finish_first(
    in_hand: deque[_InHand], judging: Judging, counting: Counting, counted: Callable[[Stored], None]
) -> None:
    """It leaves the queue when it is decided: one that is broken off here is dropped with the rest."""
    first = in_hand[0]
    if isinstance(first.fate, LeftOut):
        await asyncio.sleep(0)  # or nobody else would get a turn where nothing in a mailbox is outgoing
        counting.leave_out(first.fate, first.stored.position)
    else:
        message = first.fate.message
        decided = await judging.decided(message, await first.fate.task)
        counting.count(message, decided, first.stored.position)
    in_hand.popleft()
    counted(first.stored)


async def _drop(in_hand: deque[_InHand]) -> None:
    tasks = [each.fate.task for each in in_hand if isinstance(each.fate, _Deciding)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
