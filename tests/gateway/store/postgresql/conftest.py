"""Whatever is tested here is tested on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.support.databases import Kind


@pytest.fixture
def database() -> Kind:
    return Kind.POSTGRESQL
