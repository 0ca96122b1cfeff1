"""The name and password that a client gives by AUTH PLAIN or AUTH LOGIN."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

MECHANISMS = frozenset({"PLAIN", "LOGIN"})


@dataclass(frozen=True, slots=True)
class Credentials:
    name: str
    password: str


async def ask_credentials(
    ask: Callable[[str], Awaitable[bytes]], mechanism: str, initial: str | None
) -> Credentials | None:
    """By PLAIN (RFC 4616) or LOGIN; None where they cannot be read.

    `ask` sends a line and gives the client's next one; it raises ValueError where that is too long.
    """
    try:
        if mechanism == "PLAIN":
            answer = await _answer(ask, "", initial)
            _, name, password = answer.split(b"\0")
        else:
            name = await _answer(ask, "Username:", initial)
            password = await _answer(ask, "Password:", None)
        return Credentials(name.decode(), password.decode())
    except ValueError:
        return None


async def _answer(ask: Callable[[str], Awaitable[bytes]], challenge: str, given: str | None) -> bytes:
    """The client's answer to a challenge. Raises ValueError."""
    if given is not None:
        return b"" if given == "=" else _decode(given.encode())  # "=": RFC 4954 §4
    return _decode(await ask("334 " + base64.b64encode(challenge.encode()).decode()))


def _decode(text: bytes) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
