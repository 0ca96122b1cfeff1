"""A database of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.store.place import Storage
from gateway.store.seal import Seal
from tests.support.bothstores import new_storage, opened
from tests.support.databases import Kind


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def storage(directory: Path, database: Kind) -> Iterator[Storage]:
    with new_storage(directory, database) as made:
        yield made


@pytest.fixture
def seal(storage: Storage) -> Seal:
    return opened(storage)
