"""Notices that a school's pupil list was written, or that a command took one in, and has it taken up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Protocol

from gateway.roster.source import Source, SourceStamps, stamps_of
from gateway.store.bell import unrung

INTERVAL = 2.0  # seconds
PATIENCE = 10  # times the interval, before what went wrong is tried again


class RosterKeeper(Protocol):
    """Looks after the pupils of one school. What its methods raise ends `RosterWatcher.run`."""

    async def read_again(self) -> bool:
        """Reads the lists into memory: they were written, or a new day has come for leavers.

        False where that was not possible and is to be tried again, whatever the lists are like.
        """

    async def take_up(self) -> None:
        """Brings into force what is remembered, where that has changed; costs next to nothing otherwise."""


class RosterWatcher:
    """Watches the lists of one school; `read` is what they were like when they were last read."""

    def __init__(
        self,
        sources: Sequence[Source],
        read: SourceStamps,
        keeper: RosterKeeper,
        today: Callable[[], date] = date.today,
        interval: float = INTERVAL,
        pause: Callable[[float], Awaitable[bool]] = unrung,
    ) -> None:
        """`pause`: for so many seconds, or until a process has rung that took a list in: then it is True."""
        self._sources = tuple(sources)
        self._keeper = keeper
        self._today = today
        self._interval = interval
        self._pause = pause
        self._read = self._seen = read
        self._day = today()

    async def run(self) -> None:
        """Polls until it is cancelled."""
        while True:
            if await self._pause(self._interval):
                await self._keeper.take_up()
            elif not await self.poll():
                await asyncio.sleep(self._interval * PATIENCE)

    async def poll(self) -> bool:
        """Looks once; False where a list is to be read again and could not be.

        A change counts when two looks see the same: until then somebody is writing.
        """
        stamps, today = await asyncio.to_thread(stamps_of, self._sources), self._today()
        settled, self._seen = stamps == self._seen, stamps
        done = True
        if settled and (stamps != self._read or today != self._day):
            done = await self._keeper.read_again()
            if done:
                self._read, self._day = stamps, today
        await self._keeper.take_up()
        return done
