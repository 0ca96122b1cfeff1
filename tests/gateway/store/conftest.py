"""A database of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from gateway.store.seal import Seal
from tests.support.storage import open_storage


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def seal(directory: Path) -> Iterator[Seal]:
    yield open_storage(directory)
    connections.close_all()
