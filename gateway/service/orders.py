"""What can be asked of a running gateway from outside: that it ends, or reads its certificate again."""

from __future__ import annotations

import asyncio
import signal


class Orders:
    """Made in the event loop. `broken`: it ends because a part of it did, and not because it was told."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.reload = asyncio.Event()
        self.broken = False

    def obey_signals(self) -> None:
        """SIGTERM and SIGINT end it; at SIGHUP it reads again."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop.set)
        loop.add_signal_handler(signal.SIGHUP, self.reload.set)

    def break_down(self) -> None:
        """Better started again than half alive."""
        self.broken = True
        self.stop.set()
