"""Says at a steady beat that the gateway is alive, as long as all of its parts answer.

It runs in the event loop, so a loop that hangs says nothing; and before each beat it waits for the parts, so
one that hangs silences it too. The service manager then ends the gateway and starts it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from gateway.service.notify import Notifier

BEATS = 3  # in the time after which silence counts as death

Part = Callable[[], Awaitable[object]]


class Watchdog:
    """Asks each part, by its room's name; `late` is told of one that lets a beat pass without an answer."""

    def __init__(
        self, notifier: Notifier, seconds: float, parts: Mapping[str, Part], late: Callable[[str], None]
    ) -> None:
        self._notifier = notifier
        self._beat = seconds / BEATS
        self._parts = parts
        self._late = late

    async def run(self) -> None:
        """Beats until it is cancelled."""
        while True:
            async with asyncio.TaskGroup() as asking:
                for room, answer in self._parts.items():
                    asking.create_task(self._wait_for(room, answer))
            self._notifier.alive()
            await asyncio.sleep(self._beat)

    async def _wait_for(self, room: str, answer: Part) -> None:
        waiting = asyncio.ensure_future(answer())
        try:
            done, _ = await asyncio.wait((waiting,), timeout=self._beat)
            if not done:
                self._late(room)
            await waiting
        finally:
            waiting.cancel()
