"""A reply is what an SMTP server says to one command: a code and some lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LINE = 2_000  # bytes with CRLF; RFC 5321 §4.5.3.1.5 says 512, real servers say more
MAX_LINES = 100
MAX_TEXT = 500  # characters of `Reply.text`

# RFC 5321 §4.2 wants a second digit below 6. Servers do answer 571 or 573, and reading those as no
# SMTP at all would make a refusal look like a passing fault.
_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?= |$)")  # RFC 3463 §2
# RFC 5321 §4.2 allows tab and printable ASCII; whatever else a server sends must not travel further.
_PRINTABLE = bytes(byte if 32 <= byte < 127 else 32 if byte == 9 else ord("?") for byte in range(256))


class MalformedReplyError(ValueError):
    """What came is not a reply as RFC 5321 §4.2 writes it, or is longer than anyone needs."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply (RFC 5321 §4.2): `lines` are the texts behind the code, printable ASCII, one or more.

    Raises ValueError for anything else, so that a reply can always be passed on safely.
    """

    code: int
    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 200 <= self.code <= 599:
            raise ValueError("the code of a reply is a number from 200 to 599")
        if not self.lines or not all(line.isascii() and line.isprintable() for line in self.lines):
            raise ValueError("a reply has one or more lines of printable ASCII")

    @property
    def is_success(self) -> bool:
        return 200 <= self.code <= 299

    @property
    def is_temporary(self) -> bool:
        return 400 <= self.code <= 499

    @property
    def is_permanent(self) -> bool:
        return self.code >= 500

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code, such as "5.1.1", when there is one that fits the code (RFC 2034 §4)."""
        match = _ENHANCED.match(self.lines[0])
        return match[0] if match and match[1] == str(self.code)[0] else None

    @property
    def status(self) -> str:
        """The enhanced status code, or else the vaguest of the same class: a DSN must name one."""
        return self.enhanced or f"{self.code // 100}.0.0"

    @property
    def text(self) -> str:
        """All lines on one, cut where it gets long."""
        text = " ".join(self.lines)
        return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 3] + "..."

    def to_smtp(self) -> str:
        """The reply as a server writes it, without the last CRLF."""
        *first, last = self.lines
        return "".join(f"{self.code}-{line}\r\n" for line in first) + f"{self.code} {last}"

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class ReplyParser:
    """Makes replies of bytes as they arrive, in pieces of any size. Useless once it has raised."""

    def __init__(self) -> None:
        self._rest = b""
        self._code = 0
        self._lines: list[str] = []

    @property
    def in_the_middle(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._rest or self._lines)

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that `data` completes. Raises MalformedReplyError after those that are in order."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            reply = self._take(line)
            if reply is not None:
                yield reply
        if len(self._rest) >= MAX_LINE:
            raise MalformedReplyError("a line without end")

    def _take(self, line: bytes) -> Reply | None:
        """One line without its LF; the reply when it is the last of one."""
        if len(line) >= MAX_LINE or not line.endswith(b"\r"):
            raise MalformedReplyError("a line too long, or not ended by CRLF")
        match = _LINE.fullmatch(line[:-1])
        if match is None:
            raise MalformedReplyError("a line without a code")
        code = int(match[1])
        if self._lines and code != self._code:
            raise MalformedReplyError("lines of one reply with different codes")
        self._code = code
        self._lines.append((match[3] or b"").translate(_PRINTABLE).decode("ascii"))
        if match[2] != b"-":
            reply = Reply(code, tuple(self._lines))
            self._lines = []
            return reply
        if len(self._lines) >= MAX_LINES:
            raise MalformedReplyError("a reply without end")
        return None
