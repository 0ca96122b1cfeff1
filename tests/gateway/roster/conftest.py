"""A database of its own for each test, in which pupil lists are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.roster.keeper import Installation
from gateway.store.seal import Seal
from tests.support.bothstores import new_storage, opened
from tests.support.databases import Kind


@pytest.fixture
def installation(tmp_path: Path, database: Kind) -> Iterator[Installation]:
    with new_storage(tmp_path / "data", database) as storage:
        yield Installation(storage, opened(storage))


@pytest.fixture
def seal(installation: Installation) -> Seal:
    return installation.seal
