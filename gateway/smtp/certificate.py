"""Takes a renewed certificate in while the relay runs; the old one stays where the new cannot be used."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable
from pathlib import Path

from gateway.events import Events
from gateway.smtp.server import tls_context

INTERVAL = 10.0  # seconds

Stamps = tuple[tuple[int, int, int], ...]  # of each file: when it was changed, its size and its inode


class CertificateWatcher:
    """Watches both files; `use` is given the new context, for handshakes from then on."""

    def __init__(
        self,
        certificate: Path,
        private_key: Path,
        use: Callable[[ssl.SSLContext], None],
        events: Events,
        interval: float = INTERVAL,
    ) -> None:
        self._files = (certificate, private_key)
        self._use = use
        self._events = events
        self._interval = interval
        self._read = self._seen = _stamps_of(self._files)

    async def run(self) -> None:
        """Polls until it is cancelled."""
        while True:
            await asyncio.sleep(self._interval)
            await self.poll()

    async def poll(self) -> None:
        """Looks once. A change counts when two looks see the same: until then somebody is writing."""
        stamps = await asyncio.to_thread(_stamps_of, self._files)
        settled, self._seen = stamps == self._seen, stamps
        if settled and stamps != self._read:
            await self.take()

    async def take(self) -> None:
        """Reads the files as they are now."""
        stamps = await asyncio.to_thread(_stamps_of, self._files)
        try:
            self._use(await asyncio.to_thread(tls_context, *self._files))
        except OSError:  # ssl.SSLError is one
            self._events.certificate_refused()
        else:
            self._events.certificate_read()
        self._read = stamps


def _stamps_of(files: tuple[Path, ...]) -> Stamps:
    return tuple(map(_stamp_of, files))


def _stamp_of(file: Path) -> tuple[int, int, int]:
    try:
        seen = os.stat(file)
    except OSError:
        return (0, 0, 0)
    return (seen.st_mtime_ns, seen.st_size, seen.st_ino)
