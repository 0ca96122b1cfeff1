"""The room works on both event loops, so its asynchronous tests run on both."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from tests.support.certificates import Authority, make_authority


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"), "oakfield-ca")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts."""
    return make_authority(tmp_path_factory.mktemp("stranger"), "stranger-ca")


@pytest.fixture(scope="session")
def server_file(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return authority.issue(tmp_path_factory.mktemp("server"), "mx.example.org", "127.0.0.1")


@pytest.fixture(scope="session")
def server_tls(authority: Authority, server_file: Path) -> ssl.SSLContext:
    return authority.server_context(server_file)
