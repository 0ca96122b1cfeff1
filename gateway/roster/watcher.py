"""Takes a new pupil list in as soon as it is written, and keeps the old one when the new cannot be right."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from gateway.roster.changes import compare
from gateway.roster.errors import RosterError
from gateway.roster.source import LoadedRoster, Stamps, load_roster, stamps_of

INTERVAL = 2.0  # seconds


class RosterWatcher:
    """Watches the pupil lists of one school.

    `on_change` gets each new roster, and the one in force once more when its files are sound again.
    `on_refusal` gets the reason, once, when the files changed and cannot be taken in; the roster before
    stays `current`. What the two raise ends `run`.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        current: LoadedRoster,
        on_change: Callable[[LoadedRoster], Awaitable[None]],
        on_refusal: Callable[[RosterError], Awaitable[None]],
        interval: float = INTERVAL,
    ) -> None:
        self.current = current
        self._paths = tuple(paths)
        self._on_change = on_change
        self._on_refusal = on_refusal
        self._interval = interval
        self._judged: Stamps = current.stamps  # taken in or refused
        self._seen: Stamps = current.stamps
        self._refused = False

    async def run(self) -> None:
        """Polls until it is cancelled."""
        while True:
            await asyncio.sleep(self._interval)
            await self.poll()

    async def poll(self) -> None:
        """Looks once. A change counts when two looks see the same: until then somebody is writing."""
        stamps = await asyncio.to_thread(stamps_of, self._paths)
        settled, self._seen = stamps == self._seen, stamps
        if not settled or stamps == self._judged:
            return
        self._judged = stamps
        try:
            loaded = await asyncio.to_thread(self._take_in)
        except RosterError as error:
            self._refused = True
            await self._on_refusal(error)
            return
        changed = self._refused or loaded.version != self.current.version
        self.current, self._refused = loaded, False
        if changed:
            await self._on_change(loaded)

    def _take_in(self) -> LoadedRoster:
        """Raises RosterError."""
        loaded = load_roster(self._paths)
        changes = compare(self.current.roster, loaded.roster)
        if changes.too_many_removed:
            raise RosterError(
                f"{' and '.join(map(str, self._paths))} would remove {changes.removed} of {changes.before} "
                "pupils and is not taken in; if that is right, restart Schoolgate"
            )
        return loaded
