"""A running gateway among the others on its database: it takes its place and frees what the dead had."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from gateway.store.faults import StorageFaultError
from gateway.store.keys import KeySource
from gateway.store.line import Line
from gateway.store.nodes import Node, enter, free_leases, missing, note_key, note_seen
from gateway.store.thread import StoreThread

LOOK_EVERY = 3.0  # seconds
GRACE = 10.0  # seconds: who lost its line together with all the others has so long to be back
_SEEN_EVERY = 60.0  # seconds


class Membership:
    """Asked before each claim. `clock`: seconds that only go forward."""

    def __init__(
        self,
        directory: Path,
        release: str,
        keys: KeySource,
        store: StoreThread,
        line: Line,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._release = release
        self._keys = keys
        self._store = store
        self._line = line
        self._clock = clock
        self._node: Node | None = None
        self._looks_at = self._says_at = 0.0
        self._missing_since: dict[Node, float] = {}

    async def node(self) -> Node | None:
        """This one, by whose id is claimed; None while it has no place.

        Raises StorageFaultError, or MissingKeyError: then it could not open what others have sealed.
        Before the first claim, and every few seconds, what dead ones had in hand is freed.
        """
        if self._node is None:
            self._node = await self._store.run(enter, self._directory, self._release)
            self._line.take_place(self._node.id)
            self._looks_at, self._says_at = 0.0, self._clock() + _SEEN_EVERY
        if not self._line.has_place:
            self._missing_since.clear()  # the others may just have lost theirs by the same fault
            return None
        if self._clock() >= self._looks_at:
            await self._look(self._node)
        return self._node

    async def _look(self, node: Node) -> None:
        try:
            await self._store.run(note_key, node, self._keys.known())
            gone = await self._store.run(missing, node)
            dead = self._dead(node, gone)
            if dead:
                await self._store.run(free_leases, dead)
            if self._clock() >= self._says_at:
                if not await self._store.run(note_seen, node):
                    self._node = None
                self._says_at = self._clock() + _SEEN_EVERY
        except StorageFaultError:
            self._missing_since.clear()
            raise
        self._looks_at = self._clock() + LOOK_EVERY

    def _dead(self, node: Node, gone: frozenset[Node]) -> tuple[int, ...]:
        """Earlier lives of this gateway at once: the lock of its directory says that they are over."""
        now = self._clock()
        self._missing_since = {each: self._missing_since.get(each, now) for each in gone}
        return tuple(
            each.id
            for each, since in self._missing_since.items()
            if each.name == node.name or now - since >= GRACE
        )
