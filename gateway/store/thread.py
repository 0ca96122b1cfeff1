"""The one thread that talks to the database, so that the event loop never waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import ParamSpec, TypeVar

from django.db import connections

from gateway.store.faults import mended_faults
from gateway.store.silence import Silence
from gateway.store.together import Together, Waiting

P = ParamSpec("P")
T = TypeVar("T")


class StoreThread:
    """Runs functions of this room one after another, each in a transaction of its own."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._silence = Silence()
        self._together = Together(self._silence)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, or raises. Once begun it is finished, even if the caller is cancelled.

        Raises StorageFaultError where the database or the disk fails, or said nothing while it waited here.
        """
        asked = monotonic()

        def guarded() -> T:
            with self._silence.shared(asked), mended_faults():
                return work(*args, **kwargs)

        done = asyncio.get_running_loop().run_in_executor(self._executor, guarded)
        done.add_done_callback(_heard)
        return await asyncio.shield(done)

    async def run_together(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, committed as one with what else waits to be run like this; returns after the COMMIT.

        `work` must be one transaction that undoes what it wrote when it raises, and that may be run again
        where nobody knows whether it was committed.
        """
        waiting = Waiting(partial(work, *args, **kwargs))
        self._together.add(waiting)
        self._executor.submit(self._together.run)
        result: T = await asyncio.shield(asyncio.wrap_future(waiting.future))
        return result

    async def answer(self) -> None:
        """Returns when all that waits by now was run; whether the database answers is not asked."""
        await asyncio.get_running_loop().run_in_executor(self._executor, int)

    def close(self) -> None:
        with suppress(RuntimeError):  # it was closed before
            self._executor.submit(connections.close_all)
        self._executor.shutdown(wait=True)


def _heard(done: asyncio.Future[T]) -> None:
    """Where its caller was cancelled nobody hears what went wrong, and asyncio would log its traceback."""
    if not done.cancelled():
        done.exception()
