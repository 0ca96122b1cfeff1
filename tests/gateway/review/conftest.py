"""A review page of two schools for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from tests.support.review import Office, empty_storage, open_office


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A storage directory as it is after the first start."""
    return empty_storage(tmp_path_factory.mktemp("review") / "data")


@pytest.fixture
def office(tmp_path: Path, storage: Path) -> Iterator[Office]:
    yield open_office(tmp_path / "data", storage)
    connections.close_all()
