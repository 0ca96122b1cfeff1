"""A database of its own for each test, in which pupil lists are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from gateway.roster.keeper import Installation
from gateway.store.connect import key_for, open_database, prepare_directory, use_directory
from gateway.store.seal import Seal


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    directory = tmp_path / "data"
    prepare_directory(directory)
    use_directory(directory)
    seal = key_for(directory, directory / "key")
    open_database(seal)
    yield Installation(directory, seal)
    connections.close_all()


@pytest.fixture
def seal(installation: Installation) -> Seal:
    return installation.seal
