"""A server that mail is sent on to, in whatever mood: it hangs, cuts, refuses or dawdles in any phase."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
import re
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from tests.soak.readable import names_in

T = TypeVar("T")
DAWDLE_SECONDS = 0.4
MOST_BYTES = 64 * 1024**2
END = b"\r\n.\r\n"
NUMBER = re.compile(rb"\bsoak\.(\d+)@")
NOTICE_ID = re.compile(rb"^Message-ID: <(\w+)\.([a-z]+)[^>]*>", re.MULTILINE | re.IGNORECASE)
TOLD_OF = re.compile(rb"^Final-Recipient: rfc822; ?(\S+?)\r?$", re.MULTILINE | re.IGNORECASE)
NODE = re.compile(rb" gate-(\d+)\.")  # as who a gateway says EHLO, where there are several
BEGINNING = b"\r\nFrom: "  # of every letter, below what the gateway puts on top


class Phase(StrEnum):
    """Where in the dialogue (RFC 5321 §4.1.1) it happens."""

    BANNER = "banner"
    EHLO = "EHLO"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "content"
    DOT = "dot"  # the message is read and not kept
    KEPT = "after the dot"  # the message is kept, and the answer does not get out


class Manner(StrEnum):
    """What the server does then. `HANG`: says nothing until the mood is over, and then cuts."""

    HANG = "hangs"
    CUT = "cuts"
    TEMPORARY = "says 4xx"
    PERMANENT = "says 5xx"
    DAWDLE = "is slow"


@dataclass(frozen=True, slots=True)
class Mood:
    """`share`: of all the times when it could, how many it does."""

    phase: Phase
    manner: Manner
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A letter that a server has taken. `answered`: it said so; `digest` of the letter without our fields.

    node: which gateway brought it
    """

    hop: str
    at: float
    number: int
    recipients: tuple[str, ...]
    digest: str
    names: tuple[str, ...]
    answered: bool
    node: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was delivered: of which kind, about which letter (-1: it does not say), and for whom."""

    at: float
    kind: str
    number: int
    about: tuple[str, ...]


class _CutError(Exception):
    """The server ends the connection."""


@dataclass
class Hop:
    """Runs in a thread of its own. `mood` may be changed while it runs."""

    name: str
    seed: int = 0
    mood: Mood | None = None
    port: int = 0
    receipts: list[Receipt] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    strays: int = 0  # messages that are neither a letter nor a notice
    felt: int = 0  # how often a mood came over it
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None
    _sessions: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> Hop:
        threading.Thread(target=self._loop.run_forever, name=self.name, daemon=True).start()
        self.open()
        return self

    def stop(self) -> None:
        self.shut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def open(self) -> None:
        self._do(self._open())

    def shut(self) -> None:
        """Takes no connections, and ends those that there are."""
        self._do(self._shut())

    def cut(self) -> None:
        """Ends the connections that there are."""
        self._do(self._cut())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=MOST_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        for session in self._sessions:
            session.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        try:
            with contextlib.suppress(_CutError, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await _Session(self, reader, writer).run()
        finally:
            self._sessions.discard(task)
            writer.transport.abort()

    def keep(
        self, sender: str, recipients: tuple[str, ...], content: bytes, *, answered: bool, node: int = 1
    ) -> None:
        """Enters a message in the books."""
        numbers, now = NUMBER.search(content), time.monotonic()
        number = int(numbers[1]) if numbers else -1
        if sender == "":
            told = tuple(each.decode() for each in TOLD_OF.findall(content))
            kind = NOTICE_ID.search(content)
            self.notices.append(Notice(now, kind[2].decode() if kind else "", number, told))
        elif number < 0:
            self.strays += 1
        else:
            letter = content[content.find(BEGINNING) + 2 :]
            digest = hashlib.sha256(letter).hexdigest()
            self.receipts.append(
                Receipt(self.name, now, number, recipients, digest, names_in(letter), answered, node)
            )


class _Session:
    """One connection."""

    def __init__(self, hop: Hop, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._hop = hop
        self._reader = reader
        self._writer = writer
        self._sender = ""
        self._recipients: list[str] = []
        self._node = 1

    async def run(self) -> None:
        if not await self._answer(Phase.BANNER, "220 sink.example ESMTP"):
            return
        while line := await self._reader.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                if named := NODE.search(line):
                    self._node = int(named[1])
                await self._answer(
                    Phase.EHLO, "250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8"
                )
            elif verb == b"MAIL":
                self._sender, self._recipients = _path(line), []
                await self._answer(Phase.MAIL, "250 2.1.0 Ok")
            elif verb == b"RCPT":
                if await self._answer(Phase.RCPT, "250 2.1.5 Ok"):
                    self._recipients.append(_path(line))
            elif verb == b"DATA":
                await self._data()
            elif verb == b"QUIT":
                self._say("221 2.0.0 Bye")
                return
            else:
                self._say("250 2.0.0 Ok")

    async def _data(self) -> None:
        if not self._recipients:
            self._say("554 5.5.1 Nobody to send it to")
            return
        if not await self._answer(Phase.DATA, "354 Go ahead"):
            return
        if self._feels(Phase.CONTENT):
            await self._reader.readexactly(100)
            raise _CutError
        content = await self._content()
        recipients, self._recipients = tuple(self._recipients), []
        if self._feels(Phase.KEPT):
            self._hop.keep(self._sender, recipients, content, answered=False, node=self._node)
            await self._answer(Phase.KEPT, "250 2.0.0 Ok")
            return
        if await self._answer(Phase.DOT, "", unsaid=True):
            self._hop.keep(self._sender, recipients, content, answered=True, node=self._node)
            self._say("250 2.0.0 Ok: queued as SINK")

    async def _content(self) -> bytes:
        raw = await self._reader.readuntil(END)
        return raw[: -len(END) + 2].replace(b"\r\n..", b"\r\n.")

    def _feels(self, phase: Phase) -> Mood | None:
        """The mood, where it comes over the server now."""
        mood = self._hop.mood
        if mood is None or mood.phase is not phase or self._hop.draw.random() >= mood.share:
            return None
        self._hop.felt += 1
        return mood

    async def _answer(self, phase: Phase, reply: str, *, unsaid: bool = False) -> bool:
        """Whether it is the usual one, which `unsaid` leaves to the caller. Raises _CutError."""
        mood = self._hop.mood if phase is Phase.KEPT else self._feels(phase)
        manner = mood.manner if mood else None
        if manner is Manner.HANG:
            while self._hop.mood is mood:
                await asyncio.sleep(0.05)
        if manner in (Manner.HANG, Manner.CUT):
            raise _CutError
        if manner is Manner.DAWDLE:
            await asyncio.sleep(DAWDLE_SECONDS)
        refusal = {Manner.TEMPORARY: "451 4.3.0 Not just now", Manner.PERMANENT: "554 5.7.1 Not here"}
        if manner in refusal:
            self._say(refusal[manner])
            return False
        if not unsaid:
            self._say(reply)
        return True

    def _say(self, reply: str) -> None:
        self._writer.write(reply.encode() + b"\r\n")


def _path(line: bytes) -> str:
    """The address between the angle brackets."""
    return line.partition(b"<")[2].partition(b">")[0].decode()
