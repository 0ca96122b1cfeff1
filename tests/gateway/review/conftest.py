"""A review page of two schools for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from tests.support.review import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield open_office(tmp_path / "data")
    connections.close_all()
