"""Reads the message after DATA: in large chunks up to the end mark, and strict about line ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import Enum

from gateway.transport.content import has_bare_line_ends, has_hidden_end, without_stuffed_dots

END = b"\r\n.\r\n"
CHUNK = 256 * 1024


class DataFault(Enum):
    """Why a message that has been read to its end is not taken."""

    TOO_LARGE = "too large"
    BARE_LINE_END = "bare line end"
    HIDDEN_END = "hidden end"


@dataclass(frozen=True, slots=True)
class Data:
    """The message with CRLF line ends and dots undone (RFC 5321 §4.5.2), or why there is none."""

    content: bytes
    fault: DataFault | None = None


async def read_data(reader: asyncio.StreamReader, limit: int) -> Data:
    """Reads to CRLF.CRLF and to nothing else; the next command stays in the reader.

    Only that mark ends a message: a bare LF or CR before or after the dot is what SMTP smuggling is
    made of, and so is a NUL that some servers leave out before they look. What is too large is read and
    thrown away, so that the client hears why. Raises asyncio.IncompleteReadError when the client goes.
    """
    # The CRLF of the DATA command itself may begin the end mark (RFC 5321 §4.1.1.4).
    reader._buffer[:0] = b"\r\n"  # type: ignore[attr-defined]  # a StreamReader cannot be given bytes back
    chunks: list[bytes] = []
    size = -len(END)
    while True:
        chunk, last = await _next_chunk(reader)
        size += len(chunk)
        if size > limit:
            chunks.clear()
        else:
            chunks.append(chunk)
        if last:
            break
    if size > limit:
        return Data(b"", DataFault.TOO_LARGE)
    return _undo_dots(b"".join(chunks))


async def _next_chunk(reader: asyncio.StreamReader) -> tuple[bytes, bool]:
    try:
        return await reader.readuntil(END), True
    except asyncio.LimitOverrunError as overrun:
        return await reader.readexactly(overrun.consumed), False


def _undo_dots(wire: bytes) -> Data:
    """`wire` is CRLF, the lines, and the end mark, whose first CRLF ends the last line."""
    if has_bare_line_ends(wire):
        return Data(b"", DataFault.BARE_LINE_END)
    lines = wire[: -len(b".\r\n")]
    content = without_stuffed_dots(lines)[len(b"\r\n") :]
    if has_hidden_end(content):
        return Data(b"", DataFault.HIDDEN_END)
    return Data(content)
