"""A fork server for as long as it is wanted: where one has ended, the next knows the same."""

from __future__ import annotations

import asyncio
import pickle
from contextlib import suppress

from gateway.inspection.forks import CannotForkError, Forks, ForksEndedError
from gateway.inspection.frames import Setup
from gateway.inspection.workerprocess import WorkerProcess


class LastingForks:
    """One at a time, begun with the first worker that is asked for."""

    def __init__(self, setup: Setup) -> None:
        self._pickled = pickle.dumps(setup)
        self._generation = 0
        self._forks: Forks | None = None
        self._beginning = asyncio.Lock()
        self._is_closed = False

    @property
    def generation(self) -> int:
        """Of the workers that know what is to be known by now."""
        return self._generation

    def set_up(self, setup: Setup) -> None:
        """What the workers must know that are asked for from now on."""
        self._pickled = pickle.dumps(setup)
        self._generation += 1
        with suppress(CannotForkError):  # then the next that begins will know
            if self._forks is not None:
                self._forks.set_up(self._pickled)

    async def fork(self) -> WorkerProcess:
        """One more. That the server has just ended may be noticed on asking it. Raises CannotForkError."""
        try:
            return await self._fork()
        except ForksEndedError:
            return await self._fork()

    async def _fork(self) -> WorkerProcess:
        forks = await self._living()
        generation = self._generation
        worker = await forks.fork()
        worker.generation = generation
        return worker

    async def _living(self) -> Forks:
        async with self._beginning:
            if self._is_closed:
                raise CannotForkError
            if self._forks is None or self._forks.are_over:
                self._forks = await self._begun()
            return self._forks

    async def _begun(self) -> Forks:
        forks = await Forks.start()
        try:
            forks.set_up(self._pickled)
        except CannotForkError:
            forks.kill()
            raise
        return forks

    def kill(self) -> None:
        """One that hangs; the next worker comes from another."""
        if self._forks is not None:
            self._forks.kill()

    async def close(self) -> None:
        """Ends it after its workers. Nobody can have one begun any more, however late he was to ask."""
        async with self._beginning:
            self._is_closed = True
            if self._forks is not None:
                await self._forks.close()
