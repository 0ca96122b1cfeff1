"""The line of a gateway to the others on its database: while it holds, the others see its place held."""

from __future__ import annotations

import asyncio
from typing import Protocol


class Line(Protocol):
    """What ties a gateway to the others on its database."""

    @property
    def hears(self) -> bool:
        """Whether there may be others, and what they ring is heard."""
        ...

    @property
    def has_place(self) -> bool:
        """Whether the others see now that this node lives. Without that it claims nothing."""
        ...

    def take_place(self, node: int) -> None:
        """That of this node, as soon as the line is there, and again whenever it was broken."""
        ...

    async def run(self) -> None:
        """Until cancelled."""
        ...


class Alone:
    """On a database that one gateway has to itself: SQLite, where the lock of its directory tells."""

    hears = False
    has_place = True

    def take_place(self, node: int) -> None:
        """Nobody else looks."""

    async def run(self) -> None:
        await asyncio.Event().wait()
