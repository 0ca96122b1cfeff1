"""Mail one by one and at a steady pace: how long each message took from the moment when it was due."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from tests.bench.source import connect, send_one

_CONNECTIONS = 20


class LostMailError(Exception):
    """Fewer messages arrived than were accepted, or more."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: `rounds` of about `seconds` each, and so many messages one by one.

    A `warm_up` of so many messages shows how many fill a round; no round has fewer. `held`: messages of a
    round that are to be held, of which there are more than a sender is told of one by one.
    """

    rounds: int
    seconds: float
    one_by_one: int
    warm_up: int
    held: int


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from the moment when a message was due to the answer to its final dot."""

    median: float
    p99: float

    @classmethod
    def of(cls, seconds: list[float]) -> Delays:
        return cls(median(seconds), sorted(seconds)[int(len(seconds) * 0.99)])


async def one_by_one(content: bytes, port: int, count: int) -> Delays:
    """On one connection, each as soon as the one before is answered. Raises LoadError."""
    client = await connect(port)
    seconds = []
    for _ in range(count):
        started = perf_counter()
        await send_one(client, content)
        seconds.append(perf_counter() - started)
    await client.quit()
    return Delays.of(seconds)


async def at_rate(content: bytes, port: int, rate: float, count: int) -> Delays:
    """So many a second, whether or not those before are answered. Raises LoadError.

    One that has to wait for a free connection has waited: a relay that falls behind shows it.
    """
    free: asyncio.LifoQueue[int] = asyncio.LifoQueue()
    clients = [await connect(port) for _ in range(_CONNECTIONS)]
    for number in range(_CONNECTIONS):
        free.put_nowait(number)

    async def send(due: float) -> float:
        await asyncio.sleep(max(0.0, due - perf_counter()))
        number = await free.get()
        await send_one(clients[number], content)
        free.put_nowait(number)
        return perf_counter() - due

    started = perf_counter()
    seconds = await asyncio.gather(*(send(started + number / rate) for number in range(count)))
    for client in clients:
        await client.quit()
    return Delays.of(list(seconds))
