"""TLS: always verified, and nothing goes without it where it is required."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from detectors.message import Envelope
from gateway.transport import failure
from gateway.transport.endpoint import Scheme
from gateway.transport.extensions import Extensions
from gateway.transport.failure import NextHopError
from gateway.transport.outcome import Fate
from gateway.transport.reply import Reply
from tests.gateway.transport.lines import (
    CREDENTIALS,
    EHLO,
    QUIT,
    STARTTLS,
    connect,
    refusal,
)
from tests.gateway.transport.player import EHLO_NAME, announcement, opening, play
from tests.support.certificates import Authority


async def test_implicit_tls(authority: Authority, server_tls: ssl.SSLContext) -> None:
    async with play(opening() + QUIT, tls=server_tls, implicit_tls=True) as player:
        client = await connect(player.endpoint(Scheme.SMTPS, ca_file=authority.ca_file))
        assert client.tls_version in ("TLSv1.2", "TLSv1.3")
        await client.quit()


async def test_starttls_forgets_what_was_announced_in_clear(
    authority: Authority, server_tls: ssl.SSLContext
) -> None:
    dialogue = (
        opening("STARTTLS", "PIPELINING", "SIZE 10") + STARTTLS + EHLO + announcement("SMTPUTF8") + QUIT
    )
    async with play(dialogue, tls=server_tls) as player:
        client = await connect(player.endpoint(Scheme.STARTTLS, ca_file=authority.ca_file))
        assert client.tls_version in ("TLSv1.2", "TLSv1.3")
        assert client.extensions == Extensions(smtputf8=True)
        await client.quit()


async def test_a_large_message_over_tls(authority: Authority, server_tls: ssl.SSLContext) -> None:
    message = (b"x" * 98 + b"\r\n") * 30_000
    dialogue = (
        opening("STARTTLS") + STARTTLS + EHLO + announcement("PIPELINING")
        + "C: MAIL FROM:<>\nC: RCPT TO:<office@example.org>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go on\n"
        + "C. content\nS: 250 queued\n" + QUIT
    )  # fmt: skip
    async with play(dialogue, tls=server_tls) as player:
        client = await connect(player.endpoint(Scheme.STARTTLS, ca_file=authority.ca_file))
        outcome = await client.send(Envelope("", ("office@example.org",)), message)
        await client.quit()
    assert outcome.addresses(Fate.TAKEN) == ("office@example.org",)
    assert player.contents == [message + b".\r\n"]


@pytest.mark.parametrize(
    ("dialogue", "reply"),
    [
        (opening("PIPELINING"), failure.TLS_MISSING),
        (opening("STARTTLS") + "C: STARTTLS\nS: 501 no\n", failure.TLS_MISSING),
        (opening("STARTTLS") + "C: STARTTLS\nS: 454 4.7.0 later\n", Reply(454, ("4.7.0 later",))),
        (opening("STARTTLS") + "C: STARTTLS\nS: 220 go\n(close)", failure.TLS_FAILED),
        (opening("STARTTLS") + "C: STARTTLS\n(close)", failure.CLOSED),
        # What follows the 220 in clear could have been put there by anyone (RFC 3207 §6).
        (opening("STARTTLS") + "C: STARTTLS\nS: 220 go\nS: 250-mx\nS: 250 AUTH PLAIN\n", failure.GARBLED),
        (opening("STARTTLS") + "C: STARTTLS\nS! 220 go\\r\\n250-mx\\r\\n\n", failure.TLS_FAILED),
        (opening("STARTTLS") + "C: STARTTLS\nS! 220 go\\r\\n2\n", failure.TLS_FAILED),
    ],
)
async def test_nothing_is_sent_without_the_tls_that_is_required(
    authority: Authority, dialogue: str, reply: Reply
) -> None:
    async with play(dialogue) as player:
        endpoint = player.endpoint(Scheme.STARTTLS, ca_file=authority.ca_file, **CREDENTIALS)
        fault = await refusal(endpoint)
    assert fault.reply == reply


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "starttls"])
async def test_the_certificate_must_be_known(
    stranger: Authority, server_tls: ssl.SSLContext, implicit: bool
) -> None:
    """Neither an authority that we do not trust, nor the system's, vouches for this server."""
    for ca_file in (stranger.ca_file, None):
        fault = await _refused_tls(server_tls, implicit, ca_file)
        assert fault.reply is failure.TLS_UNTRUSTED


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "starttls"])
async def test_the_certificate_must_be_for_that_host(
    authority: Authority, tmp_path: Path, implicit: bool
) -> None:
    other = authority.server_context(authority.issue(tmp_path, "other.example.org", "192.0.2.7"))
    fault = await _refused_tls(other, implicit, authority.ca_file)
    assert fault.reply is failure.TLS_UNTRUSTED


async def test_tls_1_1_is_not_enough(authority: Authority, server_file: Path) -> None:
    old = authority.server_context(server_file)
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    old.set_ciphers("ALL:@SECLEVEL=0")  # or it could not speak TLS 1.1 at all
    fault = await _refused_tls(old, True, authority.ca_file)
    assert fault.reply is failure.TLS_FAILED


async def test_a_server_without_tls_where_tls_comes_first(authority: Authority) -> None:
    async with play("S: 220 mx\n") as player:
        fault = await refusal(player.endpoint(Scheme.SMTPS, ca_file=authority.ca_file))
    assert fault.reply is failure.TLS_FAILED


async def _refused_tls(server: ssl.SSLContext, implicit: bool, ca_file: Path | None) -> NextHopError:
    """The refusal, by a server of which nothing is expected once TLS has begun."""
    scheme = Scheme.SMTPS if implicit else Scheme.STARTTLS
    dialogue = "" if implicit else opening("STARTTLS") + STARTTLS
    async with play(dialogue, tls=server, implicit_tls=implicit, tls_fails=True) as player:
        return await refusal(player.endpoint(scheme, ca_file=ca_file))


async def test_client_certificate(authority: Authority, server_file: Path, tmp_path: Path) -> None:
    server = authority.server_context(server_file, wants_client=True)
    ours = authority.issue(tmp_path, EHLO_NAME, "127.0.0.2")
    async with play(opening() + QUIT, tls=server, implicit_tls=True) as player:
        endpoint = player.endpoint(Scheme.SMTPS, ca_file=authority.ca_file, client_cert=ours)
        await (await connect(endpoint)).quit()
    fault = await _refused_tls(server, True, authority.ca_file)
    assert fault.reply in (failure.TLS_FAILED, failure.CLOSED)  # in TLS 1.3 it is told after the handshake
