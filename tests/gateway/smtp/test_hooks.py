"""What aiosmtpd finds of our protocol and handler by name: all it may call, although `dir()` is cut short."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP

from gateway.smtp.connection import ProtocolSettings
from gateway.smtp.handler import RelayHandler
from gateway.smtp.protocol import RelayProtocol

UNUSED = cast(Any, None)


@pytest.fixture
def protocol() -> Iterator[RelayProtocol]:
    """A protocol that nobody has connected to."""
    handler = RelayHandler(UNUSED, UNUSED, None, UNUSED, max_recipients=100, doorkeeper=UNUSED)
    loop = asyncio.new_event_loop()
    yield RelayProtocol(
        handler, ProtocolSettings("gate.oakfield.sch.uk", 1000, 60, 60, None, logins=False), loop
    )
    loop.close()


def test_every_command_of_aiosmtpd_is_known(protocol: RelayProtocol) -> None:
    commands = {name.removeprefix("smtp_") for name in dir(SMTP) if name.startswith("smtp_")}

    assert set(protocol._smtp_methods) == commands


def test_a_command_of_ours_goes_before_aiosmtpds(protocol: RelayProtocol) -> None:
    assert protocol._smtp_methods["DATA"] == protocol.smtp_DATA
    assert protocol.smtp_DATA.__func__ is RelayProtocol.smtp_DATA


def test_what_clients_send_as_commands_is_not_kept(protocol: RelayProtocol) -> None:
    assert protocol.command_size_limits["XYZZY"] == protocol.command_size_limit
    assert not protocol.command_size_limits


def test_every_hook_of_the_handler_is_found(protocol: RelayProtocol) -> None:
    assert set(protocol._handle_hooks) == {"MAIL", "RCPT", "AUTH"}
