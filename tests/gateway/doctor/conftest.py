"""A school on disk, as settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.settings import ListenAddress, Settings, load_settings
from tests.support.school import write_school

MakeSettings = Callable[..., Settings]


@pytest.fixture
def make_settings(tmp_path: Path) -> MakeSettings:
    """Settings whose next hop is given, with more lines for a table by its name."""

    def make(next_hop: str = "smtp://127.0.0.1:9", **extra: str) -> Settings:
        return load_settings(write_school(tmp_path, next_hop, new=True, **extra))

    return make


def listening(settings: Settings, port: int, host: str = "127.0.0.1") -> Settings:
    """The same with a relay that listens there."""
    relay = settings.relay.model_copy(update={"listen": (ListenAddress(host=host, port=port),)})
    return settings.model_copy(update={"relay": relay})
