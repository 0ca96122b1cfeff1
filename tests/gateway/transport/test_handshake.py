"""Handshakes: greeting, EHLO or HELO, and a password only where nobody listens."""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import b64encode

import pytest

from gateway.transport import failure
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.extensions import Extensions
from gateway.transport.reply import Reply
from gateway.transport.timeouts import DEFAULT_TIMEOUTS
from gateway.transport.wire import Wire
from tests.gateway.transport.lines import (
    CREDENTIALS,
    EHLO,
    HELO,
    QUICK,
    QUIT,
    STARTTLS,
    connect,
    refusal,
)
from tests.gateway.transport.player import announcement, opening, play
from tests.support.certificates import Authority

PLAIN = "C: AUTH PLAIN " + b64encode("\0gate\0pässword".encode()).decode() + "\n"
LOGIN = (
    "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: " + b64encode(b"gate").decode() + "\n"
    "S: 334 UGFzc3dvcmQ6\nC: " + b64encode("pässword".encode()).decode() + "\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("dialogue", "extensions"),
    [
        (opening("PIPELINING", "SIZE 100"), Extensions(pipelining=True, announces_size=True, size=100)),
        ("S: 220-mx\nS: 220-no spam\nS: 220 please\n" + EHLO + announcement(), Extensions()),
        ("S: 220 mx\n" + EHLO + "S: 502 what\n" + HELO + "S: 250-old\nS: 250 PIPELINING\n", Extensions()),
    ],
)
async def test_greeting_and_hello(dialogue: str, extensions: Extensions) -> None:
    async with play(dialogue + QUIT) as player:
        client = await connect(player.endpoint())
        await client.quit()
    assert client.extensions == extensions


@pytest.mark.parametrize(
    ("dialogue", "reply", "said"),
    [
        ("S: 554 5.7.1 you are blocked\n", failure.UNWELCOME, "554 5.7.1 you are blocked"),
        ("S: 450 4.3.2 later\n", "450 4.3.2 later", "450 4.3.2 later"),
        (
            "S: 421 4.3.2 too many connections\n(close)",
            "421 4.3.2 too many connections",
            "421 4.3.2 too many connections",
        ),
        ("S: 220 mx\n" + EHLO + "S: 450 later\n", "450 later", "450 later"),
        ("S: 220 mx\n" + EHLO + "S: 500 what\n" + HELO + "S: 550 no\n", failure.UNWELCOME, "550 no"),
        ("S: 220 mx\n" + EHLO + "S: 354 go on\n", failure.UNWELCOME, "354 go on"),
        ("S: SSH-2.0-OpenSSH\n", failure.GARBLED, "None"),
        ("S: 220 mx\nS: 250 early\n", failure.GARBLED, "None"),
        ("S! " + "220-mx\\r\\n" * 200 + "\n", failure.GARBLED, "None"),
        ("(close)", failure.CLOSED, "None"),
        ("S: 220 mx\n" + EHLO + "(reset)", failure.CLOSED, "None"),
        ("(silence)", failure.TIMED_OUT, "None"),
        ("S! 220-mx\\r\\n22\n(silence)", failure.TIMED_OUT, "None"),
        ("S: 220 mx\n" + EHLO + "S! 250-mx\\r\\n\n(silence)", failure.TIMED_OUT, "None"),
    ],
)
async def test_an_unfriendly_greeting(dialogue: str, reply: object, said: str) -> None:
    async with play(dialogue) as player:
        fault = await refusal(player.endpoint(), QUICK if "(silence)" in dialogue else DEFAULT_TIMEOUTS)
    assert str(fault.reply) == str(reply)
    assert str(fault.said) == said
    assert fault.in_its_own_words is (str(reply) == said)


async def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        fault = await refusal(Endpoint(Scheme.SMTP, "127.0.0.1", taken.getsockname()[1]))
    assert fault.reply is failure.UNREACHABLE


async def test_a_name_that_cannot_exist() -> None:
    fault = await refusal(Endpoint(Scheme.SMTP, "a" * 64 + ".example.org", 25))
    assert fault.reply is failure.UNRESOLVED


async def test_cancelling_closes_the_connection() -> None:
    async with play("S: 220 mx\n" + EHLO + "(silence)") as player:
        task = asyncio.create_task(connect(player.endpoint()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# AUTH


@pytest.mark.parametrize(
    ("offered", "dialogue"),
    [
        ("AUTH LOGIN PLAIN", PLAIN + "S: 235 2.7.0 welcome\n"),
        ("AUTH XOAUTH2 LOGIN", LOGIN + "S: 235 2.7.0 welcome\n"),
    ],
)
async def test_signing_in(
    authority: Authority, server_tls: ssl.SSLContext, offered: str, dialogue: str
) -> None:
    async with play(opening(offered) + dialogue + QUIT) as player:
        await (await connect(player.endpoint(Scheme.SMTP, **CREDENTIALS))).quit()
    secured = opening("STARTTLS") + STARTTLS + EHLO + announcement(offered) + dialogue + QUIT
    async with play(secured, tls=server_tls) as player:
        endpoint = player.endpoint(Scheme.STARTTLS, ca_file=authority.ca_file, **CREDENTIALS)
        await (await connect(endpoint)).quit()


@pytest.mark.parametrize(
    ("dialogue", "reply"),
    [
        (opening("AUTH PLAIN") + PLAIN + "S: 535 5.7.8 wrong\n", failure.AUTH_FAILED),
        (opening("AUTH PLAIN") + PLAIN + "S: 454 4.7.0 later\n", Reply(454, ("4.7.0 later",))),
        (opening("AUTH PLAIN") + PLAIN + "S: 334 more\n", failure.AUTH_FAILED),
        (opening("AUTH LOGIN") + LOGIN + "S: 535 5.7.8 wrong\n", failure.AUTH_FAILED),
        (opening("AUTH LOGIN") + "C: AUTH LOGIN\nS: 504 5.5.4 no\n", failure.AUTH_FAILED),
        (opening("AUTH CRAM-MD5"), failure.AUTH_MISSING),
        (opening("PIPELINING"), failure.AUTH_MISSING),
        (opening("AUTH PLAIN") + PLAIN + "(close)", failure.CLOSED),
    ],
)
async def test_not_signed_in(dialogue: str, reply: Reply) -> None:
    async with play(dialogue) as player:
        fault = await refusal(player.endpoint(Scheme.SMTP, **CREDENTIALS))
    assert fault.reply == reply
    assert "pässword" not in repr(fault) + str(fault)


async def test_no_password_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wire, "is_private", False)
    async with play(opening("AUTH PLAIN LOGIN")) as player:
        fault = await refusal(player.endpoint(Scheme.SMTP, **CREDENTIALS))
    assert fault.reply is failure.AUTH_EXPOSED


@pytest.mark.parametrize(
    ("peer", "private"),
    [
        (("127.0.0.1", 25), True),
        (("127.8.8.8", 25), True),
        (("::1", 25, 0, 0), True),
        (("192.0.2.7", 25), False),
        (("10.0.0.1", 25), False),
        (("2001:db8::1", 25, 0, 0), False),
        (("fe80::1%eth0", 25, 0, 2), False),
        (None, False),
    ],
)
async def test_only_this_machine_is_private(peer: tuple[object, ...] | None, private: bool) -> None:
    wire = Wire()
    with socket.socket() as sock:
        wire.connection_made(asyncio.Transport({"peername": peer, "socket": sock}))
    assert wire.is_private is private
