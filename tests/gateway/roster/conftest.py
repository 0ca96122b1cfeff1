"""A database of its own for each test, in which pupil lists are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from gateway.roster.keeper import Installation
from gateway.store.seal import Seal
from tests.support.storage import open_storage


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    directory = tmp_path / "data"
    yield Installation(directory, open_storage(directory))
    connections.close_all()


@pytest.fixture
def seal(installation: Installation) -> Seal:
    return installation.seal
