"""What a client has sent and nobody has read yet: lines for the dialogue, and messages behind DATA."""

from __future__ import annotations

import asyncio

from gateway.smtp.data import Data, DataReader

MOST_LINE = 16_384  # octets of a line without an end; each command has a limit of its own
MOST_AHEAD = 65_536  # octets that a client may be ahead of us


class Inbox:
    """Filled by the connection, read by the one task that leads its dialogue."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._unread = bytearray()
        self._message: DataReader | None = None  # what comes belongs to it
        self._waiter: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        """Octets that nobody has read."""
        return len(self._unread)

    @property
    def is_crowded(self) -> bool:
        """Whether the client should be kept from sending more: it is far ahead, and nobody waits for it."""
        return self._waiter is None and len(self._unread) > MOST_AHEAD

    def take_in(self, piece: bytes) -> None:
        if self._message is None:
            self._unread += piece
        elif not self._message.feed(piece):
            return
        else:
            self._unread += self._message.rest
            self._message = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def clear(self) -> None:
        self._unread.clear()

    async def line(self) -> bytes | None:
        """The next line with its LF, or None where it was longer than anybody needs; that is thrown away."""
        unread, seen, is_too_long = self._unread, 0, False
        while (end := unread.find(b"\n", seen)) < 0:
            if len(unread) > MOST_LINE:
                is_too_long = True
                unread.clear()
            seen = len(unread)
            await self._more()
        line = bytes(unread[: end + 1])
        del unread[: end + 1]
        return None if is_too_long or len(line) > MOST_LINE else line

    async def message(self, limit: int) -> Data:
        """The message behind DATA, of so many bytes at most."""
        reader = DataReader(limit)
        already = bytes(self._unread)
        self._unread.clear()
        if reader.feed(already):
            self._unread += reader.rest
            return reader.data()
        self._message = reader
        while self._message is not None:
            await self._more()
        return reader.data()

    async def _more(self) -> None:
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
