"""The school's own mail server, as far as it matters here: a queue that tries again until it hears 250."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from tests.support.process import GatewayProcess
from tests.support.school import TEACHER
from tests.support.waiting import wait_until

PAUSE_SECONDS = 0.05  # between two tries, when the gateway is down


@dataclass(frozen=True)
class Letter:
    """One message in the queue, and who it is for."""

    content: bytes
    recipients: tuple[str, ...]
    sender: str = TEACHER


@dataclass
class SchoolServer:
    """Sends by so many connections at once; each keeps its own open as long as the gateway does."""

    gateway: GatewayProcess
    connections: int = 1
    accepted: list[Letter] = field(default_factory=list)
    refused: list[tuple[Letter, int]] = field(default_factory=list)
    _queue: SimpleQueue[Letter] = field(default_factory=SimpleQueue)
    _submitted: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def submit(self, content: bytes, recipients: Sequence[str], sender: str = TEACHER) -> None:
        self._submitted += 1
        self._queue.put(Letter(content, tuple(recipients), sender))

    def start(self) -> SchoolServer:
        self._threads = [threading.Thread(target=self._send_all) for _ in range(self.connections)]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def is_done(self) -> bool:
        """Whether every message has had its last word."""
        return len(self.accepted) + len(self.refused) == self._submitted

    def wait_until_done(self, seconds: float = 60) -> None:
        wait_until(lambda: self.is_done, "the queue to be empty", seconds)

    def _send_all(self) -> None:
        client: smtplib.SMTP | None = None
        while not self._stop.is_set():
            try:
                letter = self._queue.get(timeout=PAUSE_SECONDS)
            except Empty:
                continue
            try:
                client = client or self.gateway.client()
                self._send(client, letter)
            except (OSError, smtplib.SMTPException):  # no last word, so try again, and by a new connection
                if client is not None:
                    client.close()
                client = None
                self._queue.put(letter)
                self._stop.wait(PAUSE_SECONDS)
        if client is not None:
            client.close()

    def _send(self, client: smtplib.SMTP, letter: Letter) -> None:
        """Raises OSError or SMTPException when there was no last word."""
        try:
            client.sendmail(letter.sender, letter.recipients, letter.content)
        except smtplib.SMTPDataError as error:
            if error.smtp_code < 500:
                raise
            self.refused.append((letter, error.smtp_code))
        else:
            self.accepted.append(letter)
