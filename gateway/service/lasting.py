"""Work that lasts as long as the gateway: one piece that ends by itself ends the gateway with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from gateway.service.orders import Orders


class LastingTasks:
    """`stack` stops each at its turn; `ended` is told the room of one that ended, and the kind of error."""

    def __init__(
        self, stack: contextlib.AsyncExitStack, orders: Orders, ended: Callable[[str, str], None]
    ) -> None:
        self._stack = stack
        self._orders = orders
        self._ended = ended

    def keep(self, work: Coroutine[Any, Any, None], room: str) -> None:
        """Starts it now."""
        task = asyncio.create_task(work)

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled():
                self._ended(room, type(task.exception()).__name__)
                self._orders.break_down()

        async def stop() -> None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task

        task.add_done_callback(ended)
        self._stack.push_async_callback(stop)
