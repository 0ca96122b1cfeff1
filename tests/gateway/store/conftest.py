"""A database of its own for each test, sealed with a key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from gateway.store.connect import key_for, open_database, prepare_directory, use_directory
from gateway.store.seal import Seal


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def seal(directory: Path) -> Iterator[Seal]:
    prepare_directory(directory)
    use_directory(directory)
    made = key_for(directory, directory / "key")
    open_database(made)
    yield made
    connections.close_all()
