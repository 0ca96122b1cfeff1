"""A next hop that keeps what it is given and answers as a test tells it to: real SMTP, in a thread."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass(frozen=True)
class Taken:
    """One message as the sink was given it."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class Sink:
    """`rcpt` and `data` may be changed while it runs; a reply of None means 250."""

    rcpt: Callable[[str], str | None] = lambda address: None
    data: Callable[[Taken], str | None] = lambda taken: None
    hang_in_data: bool = False
    waiting_in_data: int = 0  # messages that hang just now
    taken: list[Taken] = field(default_factory=list)
    port: int = 0
    _controller: Controller | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return "250 2.1.0 Ok"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self.rcpt(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.waiting_in_data += 1
        while self.hang_in_data:
            await asyncio.sleep(0.05)
        self.waiting_in_data -= 1
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        taken = Taken(sender, tuple(envelope.rcpt_tos), envelope.original_content)
        refusal = self.data(taken)
        if refusal:
            return refusal
        with self._changed:
            self.taken.append(taken)
            self._changed.notify_all()
        return "250 2.0.0 Ok: queued as SINK"

    def start(self, port: int = 0) -> Sink:
        sink = self

        class _Server(SMTP):
            line_length_limit = 2**20  # most servers of the world take lines that are longer than allowed

        class _Controller(Controller):
            def factory(self) -> SMTP:
                return _Server(
                    sink, hostname="sink.example", enable_SMTPUTF8=True, data_size_limit=None, loop=self.loop
                )

            def _trigger_server(self) -> None:
                """aiosmtpd asks its own server for a sign of life, at a port that is known only now."""
                assert self.server is not None
                self.port = self.server.sockets[0].getsockname()[1]
                super()._trigger_server()

        self._controller = _Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()
        self.port = self._controller.port
        return self

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(
        self, count: int, seconds: float = 15, where: Callable[[Taken], bool] = lambda taken: True
    ) -> list[Taken]:
        """At least `count` messages that fulfil `where`; fails the test when they do not come."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                found = [each for each in self.taken if where(each)]
                if len(found) >= count:
                    return found
                left = deadline - time.monotonic()
                assert left > 0, f"{len(found)} of {count} messages came within {seconds} s"
                self._changed.wait(left)

    def to(self, address: str) -> list[Taken]:
        return [each for each in self.taken if address in each.recipients]
