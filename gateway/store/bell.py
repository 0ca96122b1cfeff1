"""What one process has written is rung to all gateways on the database; who hears nothing looks by itself.

On SQLite nobody rings: there each gateway looks every second or two. On PostgreSQL that stays as the net
under it: what was rung while a line was down is not rung again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from django.db import connection


class Ring(StrEnum):
    """What there is to look after."""

    OUTBOX = "outbox"  # something is due
    PUPILS = "pupils"  # a list was taken in, or refused
    EXCEPTIONS = "exceptions"  # one was made or revoked
    LOOKS = "looks"  # somebody has a case open on the review page, or no more


def ring(what: Ring, said: str = "") -> None:
    """In a transaction it is heard when that is committed, and not at all where it is undone."""
    tell = getattr(connection, "tell", None)
    if tell is not None:
        tell(f"{what} {said}".rstrip())


class Ear:
    """Hears what is rung, for one who waits for it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def hear(self, _said: str = "") -> None:
        self._rung.set()

    async def wait(self, seconds: float) -> bool:
        """Whether it was rung since the last time; False after so many seconds in which it was not."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


async def unrung(seconds: float) -> bool:
    """For those whom nobody rings."""
    await asyncio.sleep(seconds)
    return False


class Bell:
    """Passes on what comes over the line."""

    def __init__(self) -> None:
        self._hearers: dict[Ring, list[Callable[[str], None]]] = {each: [] for each in Ring}

    def call(self, what: Ring, hear: Callable[[str], None]) -> None:
        """From now on, in the event loop, with what was said."""
        self._hearers[what].append(hear)

    def ear(self, what: Ring) -> Ear:
        made = Ear()
        self.call(what, made.hear)
        return made

    def rung(self, said: str) -> None:
        """What a version says that this one does not know is left."""
        what, _, more = said.partition(" ")
        for each, hearers in self._hearers.items():
            if each == what:
                for hear in hearers:
                    hear(more)

    def all(self) -> None:
        """The line is there again, and nobody knows what was missed."""
        for what in Ring:
            self.rung(what)
