"""Reads the message after DATA: once through each piece as it comes, and strict about line ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gateway.transport.content import (
    LineFlaw,
    check_dots,
    has_bare_line_ends,
    next_dot,
    next_lone_dot,
    without_stuffed_dots,
)

END = b"\r\n.\r\n"
_LONE_DOT = b".\r\n"
_FIRST = len(b"\r\n")  # where the message begins behind the line end of its DATA command


class DataFault(Enum):
    """Why a message that has been read to its end is not taken."""

    TOO_LARGE = "too large"
    BARE_LINE_END = "bare line end"
    HIDDEN_END = "hidden end"


_FAULTS = {LineFlaw.BARE_LINE_END: DataFault.BARE_LINE_END, LineFlaw.HIDDEN_END: DataFault.HIDDEN_END}


@dataclass(frozen=True, slots=True)
class Data:
    """The message with CRLF line ends and dots undone (RFC 5321 §4.5.2), or why there is none."""

    content: bytes
    fault: DataFault | None = None


class DataReader:
    """Takes pieces of any size up to CRLF.CRLF, and to nothing else. `rest`: what came behind that.

    Only that mark ends a message: a bare LF or CR before or after the dot is what SMTP smuggling is
    made of, and so is a NUL that some servers leave out before they look. What is too large is read and
    thrown away, so that the client hears why. `limit`: in bytes.
    """

    def __init__(self, limit: int) -> None:
        # The CRLF of the DATA command itself may begin the end mark (RFC 5321 §4.1.1.4).
        self._wire = bytearray(b"\r\n")
        self._seen = 0  # up to here there is no final dot
        self._end = -1  # where the final dot is
        self._limit = limit
        self._is_too_large = False
        self._has_dots = False
        self._ends_seen = 0  # up to here each line end was looked at, and none was bare
        self._is_bare = False
        self.rest = b""

    def feed(self, piece: bytes) -> bool:
        """Whether the message has come to its end; nothing may be fed after that."""
        wire = self._wire
        wire += piece
        while (dot := self._next_dot()) >= 0:
            behind = wire[dot : dot + len(_LONE_DOT)]
            if behind == _LONE_DOT:
                self._ends_at(dot)
                return True
            if _LONE_DOT.startswith(behind):  # what comes next decides
                self._seen = dot
                break
            self._has_dots = True
            self._seen = dot + 1
        else:
            self._seen = len(wire)
        self._look_at_ends(len(wire) - wire.endswith(b"\r"))  # a LF may come behind it
        if len(wire) > self._limit + len(END):
            self._forget()
        return False

    def data(self) -> Data:
        """The message, once it is there."""
        if self._is_too_large:
            return Data(b"", DataFault.TOO_LARGE)
        if self._is_bare:
            return Data(b"", DataFault.BARE_LINE_END)
        if self._has_dots:
            lines = without_stuffed_dots(self._wire[: self._end])[_FIRST:]
            content = check_dots(lines, has_dots=True)
        else:
            content = check_dots(memoryview(self._wire)[_FIRST : self._end], has_dots=False)
        return Data(b"", _FAULTS[content]) if isinstance(content, LineFlaw) else Data(content)

    def _next_dot(self) -> int:
        """Where the next line begins with a dot; once it is known that some do, only one that may be all."""
        find = next_lone_dot if self._has_dots else next_dot
        return find(self._wire, self._seen)

    def _look_at_ends(self, end: int) -> None:
        """As they come: all at once at the end of a large message would keep every other waiting.

        To undo a dot makes no line end bare, and none whole.
        """
        if not self._is_bare and not self._is_too_large:
            self._is_bare = has_bare_line_ends(self._wire, self._ends_seen, end)
            self._ends_seen = end

    def _ends_at(self, dot: int) -> None:
        self._look_at_ends(dot)
        self.rest = bytes(self._wire[dot + len(_LONE_DOT) :])
        self._end = dot
        self._is_too_large |= dot - _FIRST > self._limit

    def _forget(self) -> None:
        """It will not be taken; only where an end mark may have begun is of interest."""
        dropped = len(self._wire) - len(END)
        del self._wire[:dropped]
        self._seen = max(0, self._seen - dropped)
        self._is_too_large = True
