"""A player is a real server on the loopback that follows a written dialogue to the letter.

A dialogue is text, one step a line:

    S: 250 OK          says a line; neighbouring lines go out in one write
    S! 250-mx\\r\\n25    says exactly these bytes at once, escapes as in Python
    C: RCPT TO:<*      hears a line, which must match; a * at the end stands for anything
    C. content         hears the message up to its final dot, kept in `Player.contents`
    (close) (reset) (starttls) (pause)
    (silence)          says nothing more, and reads until the client hangs up
    (deafness)         does not even read
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from gateway.transport.endpoint import Endpoint, Scheme

EHLO_NAME = "gate.oakfield.sch.uk"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # for plain SMTP: knows no authorities
PATIENCE = 5  # seconds for a step
DEAFNESS = 0.2  # seconds


def opening(*extensions: str) -> str:
    """The dialogue up to the answer to EHLO."""
    return f"S: 220 mx.example.org\nC: EHLO {EHLO_NAME}\n" + announcement(*extensions)


def announcement(*extensions: str) -> str:
    *first, last = ("mx.example.org", *extensions)
    return "".join(f"S: 250-{line}\n" for line in first) + f"S: 250 {last}\n"


@dataclass(slots=True)
class Player:
    """What a running player heard. `faults` are the departures from the dialogue."""

    port: int
    connections: int = 0
    contents: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def endpoint(self, scheme: Scheme = Scheme.SMTP, **more: object) -> Endpoint:
        return Endpoint(scheme, "127.0.0.1", self.port, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def play(
    *dialogues: str,
    tls: ssl.SSLContext | None = None,
    implicit_tls: bool = False,
    tls_fails: bool = False,
) -> AsyncIterator[Player]:
    """Plays one dialogue for each connection in turn; fails at the end unless all were played to the end.

    With `tls_fails` the client is expected to hang up in the TLS handshake, and nothing is said of it.
    """
    scripts = list(dialogues)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        player.connections += 1
        if player.connections > len(scripts):
            player.faults.append("one connection too many")
            writer.transport.abort()
            return
        actor = _Actor(reader, writer, player, tls)
        try:
            await actor.perform(scripts[player.connections - 1])
        except (OSError, asyncio.IncompleteReadError, TimeoutError, AssertionError) as fault:
            player.faults.append(f"{actor.step}: {fault!r}")
        except asyncio.CancelledError:
            pass  # the test is over; what counts is whether the steps were reached
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls if implicit_tls else None)
    player = Player(server.sockets[0].getsockname()[1])
    try:
        yield player
        _, pending = await asyncio.wait(tasks, timeout=1) if tasks else (None, set[asyncio.Task[None]]())
        player.faults.extend("a dialogue did not end" for _ in pending)
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
    if not tls_fails:
        assert player.faults == []
        assert player.connections == len(scripts)


class _Actor:
    """Plays one dialogue on one connection."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        player: Player,
        tls: ssl.SSLContext | None,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._player = player
        self._tls = tls
        self._said = b""
        self.step = ""

    async def perform(self, dialogue: str) -> None:
        for self.step in dialogue.splitlines():
            kind, text = self.step[:2], self.step[3:]
            if kind == "S:":
                self._said += text.encode() + b"\r\n"
                continue
            await self._flush()
            if kind == "S!":
                self._writer.write(text.encode().decode("unicode_escape").encode("latin-1"))
                await self._writer.drain()
                await asyncio.sleep(0.005)  # so that pieces arrive as pieces
            elif kind == "C:":
                await self._hear(text)
            elif kind == "C.":
                await self._hear_content()
            else:
                await self._act(self.step)
        await self._flush()
        await self._hear_the_end()

    async def _flush(self) -> None:
        if self._said:
            self._writer.write(self._said)
            self._said = b""
            await self._writer.drain()

    async def _hear(self, expected: str) -> None:
        async with asyncio.timeout(PATIENCE):
            line = (await self._reader.readuntil(b"\r\n")).decode()[:-2]
        matches = line.startswith(expected[:-1]) if expected.endswith("*") else line == expected
        assert matches, f"heard {line!r}"

    async def _hear_content(self) -> None:
        content = bytearray()
        async with asyncio.timeout(PATIENCE):
            while not content.endswith(b"\r\n.\r\n"):
                piece = await self._reader.read(1024 * 1024)
                assert piece, "the content did not end"
                content += piece
        self._player.contents.append(bytes(content))

    async def _hear_the_end(self) -> None:
        with suppress(OSError):  # a client that has had enough resets the connection
            while await self._reader.read(1024 * 1024):
                pass

    async def _act(self, step: str) -> None:
        if step == "(starttls)":
            assert self._tls is not None
            await self._writer.start_tls(self._tls)
        elif step == "(close)":
            self._writer.close()
        elif step == "(reset)":
            sock = self._writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._writer.transport.abort()
        elif step == "(pause)":
            await asyncio.sleep(0.02)
        elif step == "(deafness)":
            await asyncio.sleep(DEAFNESS)
        else:
            assert step == "(silence)", f"no such step: {step}"
            await self._hear_the_end()
