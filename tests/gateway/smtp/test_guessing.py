"""Whoever guesses passwords and does not wait for the answers wins nothing by it."""

from __future__ import annotations

import asyncio
import base64
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from gateway.events import Events
from gateway.metrics import make_metrics
from gateway.smtp import replies
from gateway.smtp.access import Access
from gateway.smtp.doorkeeper import FAILED_LOGINS, Doorkeeper, Places
from gateway.smtp.handler import PASSWORDS_AT_ONCE, RelayHandler
from gateway.smtp.logins import Login, Logins

UNUSED = cast(Any, None)
ACCESS = Access((), {"oakfield.sch.uk": "Oakfield Academy"})
GUESS = ["PLAIN", base64.b64encode(b"\0copier\0seven blue herring").decode()]


class SlowLogins(Logins):
    """Takes every password for wrong, when it is told to go on."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))
        self.begun = 0
        self.go_on = threading.Event()

    def verify(self, _name: str, _password: str) -> Login | None:
        self.begun += 1
        self.go_on.wait(30)
        return None


class Guesser:
    """A client at the door of a relay, and what it has set going there."""

    def __init__(self) -> None:
        self.logins = SlowLogins()
        self.door = Doorkeeper(ACCESS, Places(200, 100, 30))
        self.visitor = self.door.look_at("192.0.2.1", 0)
        events = Events(logging.getLogger("guesses"), make_metrics())
        self._handler = RelayHandler(
            UNUSED, ACCESS, self.logins, events, max_recipients=100, doorkeeper=self.door
        )

    def guess(self, times: int) -> list[asyncio.Task[str]]:
        """So many connections that send a wrong password."""
        connection: Any = SimpleNamespace(visitor=self.visitor, loop=asyncio.get_running_loop(), ask=None)
        return [
            asyncio.create_task(self._handler.handle_AUTH(connection, UNUSED, UNUSED, GUESS))
            for _ in range(times)
        ]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


async def go(guesses: list[asyncio.Task[str]]) -> None:
    """As a connection does that ends."""
    for guess in guesses:
        guess.cancel()
    await asyncio.gather(*guesses, return_exceptions=True)


async def test_no_more_processors_than_for_those_who_wait() -> None:
    guesser = Guesser()
    guesses = guesser.guess(PASSWORDS_AT_ONCE)
    await until(lambda: guesser.logins.begun == PASSWORDS_AT_ONCE)
    await go(guesses)
    guesses = guesser.guess(PASSWORDS_AT_ONCE)
    await asyncio.sleep(0.1)  # in which none of these begins
    assert guesser.logins.begun == PASSWORDS_AT_ONCE
    await go(guesses)
    guesser.logins.go_on.set()


async def test_each_is_a_try() -> None:
    guesser = Guesser()
    for number in range(1, FAILED_LOGINS + 1):
        guesser.logins.go_on.clear()
        guesses = guesser.guess(1)
        await until(lambda begun=number: guesser.logins.begun == begun)  # type: ignore[misc]
        await go(guesses)
        guesser.logins.go_on.set()
    await until(
        lambda: not guesser.door.may_sign_in(guesser.visitor, asyncio.get_running_loop().time()),
    )


async def test_all_at_once_are_hardly_more_than_one_after_the_other() -> None:
    guesser = Guesser()
    guesser.logins.go_on.set()
    answers = await asyncio.gather(*guesser.guess(3 * FAILED_LOGINS))
    tried = answers.count(replies.LOGIN_FAILED)
    assert FAILED_LOGINS <= tried < FAILED_LOGINS + PASSWORDS_AT_ONCE
    assert answers.count(replies.LOGIN_FAILED_TOO_OFTEN) == len(answers) - tried
