"""The school's mail server of a soak: tries until it hears 250 or 5xx, and at times behaves badly.

Where there are several gateways each letter goes to the next in turn, and to another one when that refuses
it or is away, as with several hosts of the same MX preference (RFC 5321 §5.1).
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import random
import smtplib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from tests.soak.letters import Letter
from tests.soak.threads import Threads

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0  # seconds between two tries; twice as long each time
PATIENCE = 60.0  # seconds for one answer; RFC 5321 §4.5.3.2.6 has ten minutes
SILENT_SECONDS = 5.0  # how long a client that has vanished keeps its connection
CRLF_DOT = b"\r\n.\r\n"


class Manner(StrEnum):
    """How a client behaves badly, by what it does in place of a proper try."""

    CUT_IN_DATA = "client cuts half-way through DATA"
    CUT_AFTER_DOT = "client cuts after the dot"
    HALF_COMMAND = "client sends half a command"
    VANISH = "client vanishes"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `code`: the last word, 0 where there was none; `dotted`: the whole letter was sent."""

    number: int
    began: float
    ended: float
    code: int
    dotted: bool
    manner: Manner | None = None


@dataclass(frozen=True, slots=True)
class _Posting:
    letter: Letter
    content: bytes
    turn: int
    tries: int = 0


class _NoLastWordError(Exception):
    """`dotted`: the gateway may have the letter."""

    def __init__(self, *, dotted: bool) -> None:
        super().__init__()
        self.dotted = dotted


class Door(Protocol):
    """Where mail is handed in: a gateway."""

    def client(self, timeout: float) -> smtplib.SMTP:
        """A new connection. Raises OSError or SMTPException."""
        ...


@dataclass
class Mailer:
    """So many connections at once; `badly` is the share of tries in which a client behaves badly."""

    gateways: Sequence[Door]
    connections: int = 6
    seed: int = 0
    badly: float = 0.0
    attempts: list[Attempt] = field(default_factory=list)
    unreachable: int = 0  # connections that were not taken
    open: int = 0  # postings without a last word
    accepted: int = 0
    _due: list[tuple[float, int, _Posting]] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=itertools.count)
    _manners: Iterator[Manner] = field(default_factory=lambda: itertools.cycle(Manner))
    _changed: threading.Condition = field(default_factory=threading.Condition)
    threads: Threads = field(default_factory=Threads)
    _silent: list[tuple[float, socket.socket]] = field(default_factory=list)

    def post(self, letter: Letter, content: bytes) -> None:
        with self._changed:
            self.open += letter.copies
            for copy in range(letter.copies):
                self._put(_Posting(letter, content, letter.number + copy), copy * FIRST_PAUSE)

    def start(self) -> Mailer:
        seeds = random.Random(self.seed)
        for _ in range(self.connections):
            draw = random.Random(seeds.random())
            self.threads.start(self._send_all, draw)
        return self

    def stop(self) -> None:
        with self._changed:
            self.threads.over.set()
            self._changed.notify_all()
        self.threads.stop()
        for _, silent in self._silent:
            silent.close()

    def _put(self, posting: _Posting, pause: float) -> None:
        heapq.heappush(self._due, (time.monotonic() + pause, next(self._ids), posting))
        self._changed.notify()

    def _next(self) -> _Posting | None:
        """None when there is no more to do."""
        with self._changed:
            while not self.threads.over.is_set():
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None

    def _send_all(self, draw: random.Random) -> None:
        clients: dict[int, smtplib.SMTP] = {}
        while (posting := self._next()) is not None:
            which = self._connect(clients, posting.turn)
            if which is None:
                return
            if not self._try(clients[which], posting, draw):
                clients.pop(which).close()
        for each in clients.values():
            each.close()

    def _connect(self, clients: dict[int, smtplib.SMTP], turn: int) -> int | None:
        """Waits until one takes connections, whose turn it is first. None when there is no more to do."""
        while not self.threads.over.is_set():
            for step in range(len(self.gateways)):
                which = (turn + step) % len(self.gateways)
                try:
                    clients[which] = clients.get(which) or self.gateways[which].client(PATIENCE)
                    return which
                except (OSError, smtplib.SMTPException):  # it is down, or takes no more
                    self.unreachable += 1
            time.sleep(FIRST_PAUSE)
        return None

    def _try(self, client: smtplib.SMTP, posting: _Posting, draw: random.Random) -> bool:
        """Whether the connection is good for more."""
        manner = next(self._manners) if draw.random() < self.badly else None
        began, code, dotted, kept = time.monotonic(), 0, True, False
        try:
            if manner is not None:
                self._misbehave(client, posting, manner)
            code = _offer(client, posting.letter, posting.content)
            kept = code != 421
        except _NoLastWordError as error:
            dotted = error.dotted
        number = posting.letter.number
        self.attempts.append(Attempt(number, began, time.monotonic(), code, dotted, manner))
        if 400 <= code < 500 or not code:
            self._again(posting, min(FIRST_PAUSE * 2 ** min(posting.tries, 8), LONGEST_PAUSE))
        else:
            with self._changed:
                self.open -= 1
                self.accepted += code < 400
        return kept

    def _again(self, posting: _Posting, pause: float) -> None:
        with self._changed:
            self._put(replace(posting, turn=posting.turn + 1, tries=posting.tries + 1), pause)

    def _misbehave(self, client: smtplib.SMTP, posting: _Posting, manner: Manner) -> None:
        """Raises _NoLastWordError: that is the point."""
        dotted = False
        try:
            client.ehlo_or_helo_if_needed()
            if manner is Manner.HALF_COMMAND:
                client.send(b"MAIL FR")
            else:
                _envelope(client, posting.letter)
            if manner in (Manner.CUT_IN_DATA, Manner.CUT_AFTER_DOT):
                client.docmd("DATA")
                raw = posting.content.rstrip(b"\r\n") + CRLF_DOT
                dotted = manner is Manner.CUT_AFTER_DOT
                client.send(raw if dotted else raw[: len(raw) // 2])
            if manner is Manner.VANISH and client.sock is not None:
                self._keep_silent(client.sock.dup())
        except (OSError, smtplib.SMTPException):
            pass
        raise _NoLastWordError(dotted=dotted)

    def _keep_silent(self, connection: socket.socket) -> None:
        """The connection of a client that has gone without a word stays open for a while."""
        now = time.monotonic()
        with self._changed:
            for since, silent in self._silent:
                if now - since > SILENT_SECONDS:
                    silent.close()
            self._silent = [each for each in self._silent if now - each[0] <= SILENT_SECONDS]
            self._silent.append((now, connection))


def _offer(client: smtplib.SMTP, letter: Letter, content: bytes) -> int:
    """The last word on the letter. Raises _NoLastWordError."""
    dotted = False
    try:
        client.ehlo_or_helo_if_needed()
        code = _envelope(client, letter)
        if code >= 400:
            with contextlib.suppress(smtplib.SMTPServerDisconnected):
                client.rset()
            return code
        dotted = True
        return client.data(content)[0]
    except smtplib.SMTPDataError as error:
        return error.smtp_code
    except (OSError, smtplib.SMTPException):
        raise _NoLastWordError(dotted=dotted) from None


def _envelope(client: smtplib.SMTP, letter: Letter) -> int:
    """The first answer that is not a success, or the last one."""
    code = client.mail(letter.sender)[0]
    for recipient in letter.recipients:
        if code >= 400:
            break
        code = client.rcpt(recipient)[0]
    return code
