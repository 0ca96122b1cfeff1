"""`python -m tests.bench.large`: how long 25 MB with 20 office files take, and what small mail feels."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.__main__ import choose_load, gateway_before
from tests.bench.mail import clean_mails, large_mail
from tests.bench.pace import Delays, one_by_one
from tests.bench.source import Load, connect, send_one

TIMES = 3
SMALL = 500  # messages, one after the other
PAUSE = 0.01  # seconds before each of them beside the large one


def main() -> int:
    small = clean_mails()[0].content
    source, opening = choose_load(own=False)
    with (
        opening as target,
        tempfile.TemporaryDirectory() as directory,
        gateway_before(target, Path(directory)) as gateway,
    ):
        alone = asyncio.run(one_by_one(small, gateway.port, SMALL))
        print(f"2 KB, one after the other: {_ms(alone)} ms")
        for large in (large_mail(own_pictures=False), large_mail(own_pictures=True)):
            send = partial(source.send, Load(large.content, 1), gateway.port)
            send()
            taken, beside = asyncio.run(_beside(send, small, gateway.port))
            print(f"{large.label} ({len(large.content) / 1e6:.1f} MB), {TIMES} times:")
            print(f"  {median(taken):.2f} s, at most {max(taken):.2f} s; 2 KB beside it: {_ms(beside)} ms")
    return 0


async def _beside(send: Callable[[], float], small: bytes, port: int) -> tuple[list[float], Delays]:
    """Seconds of each large message, and the delays of the small ones that came meanwhile.

    The large are sent by a process of their own, so that nothing keeps the small ones waiting here.
    """
    client = await connect(port)
    delays: list[float] = []

    async def send_small() -> None:
        while True:
            await asyncio.sleep(PAUSE)
            started = perf_counter()
            await send_one(client, small)
            delays.append(perf_counter() - started)

    with ProcessPoolExecutor(1, multiprocessing.get_context("fork"), _remember, (send,)) as process:
        loop = asyncio.get_running_loop()
        sending = asyncio.create_task(send_small())
        taken = [await loop.run_in_executor(process, _send_again) for _ in range(TIMES)]
        sending.cancel()
    return taken, Delays.of(delays)


_sending: list[Callable[[], float]] = []  # in the process that sends


def _remember(send: Callable[[], float]) -> None:
    _sending.append(send)


def _send_again() -> float:
    return _sending[0]()


def _ms(delays: Delays) -> str:
    return f"median {delays.median * 1000:.1f}, 99th percentile {delays.p99 * 1000:.1f}"


if __name__ == "__main__":
    sys.exit(main())
