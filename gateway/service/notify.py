"""Tells the service manager how the gateway is: sd_notify(3), a datagram of NAME=value lines."""

from __future__ import annotations

import contextlib
import socket
import time

PATIENCE_SECONDS = 1.0  # for a service manager that does not read; the event loop waits that long for it


class Notifier:
    """Sends to a Unix datagram socket, whose address begins with / or, where it is abstract, with @.

    An empty address: nobody wants to be told, and nothing is sent.
    """

    def __init__(self, address: str = "") -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def ready(self, sentence: str) -> None:
        """Every listener accepts connections. `sentence` is shown by `systemctl status`."""
        self._say("READY=1", f"STATUS={sentence}")

    def reloading(self) -> None:
        """Files are being read again; `ready` ends it."""
        self._say("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self, sentence: str) -> None:
        self._say("STOPPING=1", f"STATUS={sentence}")

    def alive(self) -> None:
        """Puts the watchdog off once more."""
        self._say("WATCHDOG=1")

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        with (
            contextlib.suppress(OSError),  # it is gone, and the gateway's work goes on
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way,
        ):
            way.settimeout(PATIENCE_SECONDS)
            way.sendto("\n".join(lines).encode(), self._address)
