"""A service manager in little: it listens to what the gateway tells it, and hands sockets to it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class Manager:
    """Bound to an address of sd_notify(3): a path, or @ and a name."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ear.bind(f"\0{address[1:]}" if address.startswith("@") else address)

    def hear(self, seconds: float) -> Mapping[str, str]:
        """The next thing that is said. Raises TimeoutError."""
        self._ear.settimeout(max(seconds, 0.001))
        lines = self._ear.recv(4096).decode().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def wait_for(self, name: str, seconds: float = 20) -> Mapping[str, str]:
        """The next thing in which that is said; what comes before is dropped. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while name not in (said := self.hear(deadline - time.monotonic())):
            pass
        return said

    def hears_nothing(self, seconds: float) -> bool:
        """After what had been said by now."""
        try:
            while self.hear(0):
                pass
        except TimeoutError:
            pass
        try:
            self.hear(seconds)
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        self._ear.close()


class SocketHolder:
    """Holds listening sockets, and gives them to each program that asks at `path`, as `handover` does."""

    def __init__(self, path: Path, sockets: Sequence[tuple[str, socket.socket]]) -> None:
        self.path = path
        self._names = json.dumps([name for name, _ in sockets]).encode()
        self._files = [each.fileno() for _, each in sockets]
        self._desk = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._desk.bind(str(path))
        self._desk.listen()
        threading.Thread(target=self._give, daemon=True).start()

    def _give(self) -> None:
        while True:
            try:
                asking, _ = self._desk.accept()
            except OSError:
                return
            with asking:
                socket.send_fds(asking, [self._names], self._files)

    def close(self) -> None:
        self._desk.shutdown(socket.SHUT_RDWR)
        self._desk.close()
