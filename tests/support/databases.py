"""The same tests for both databases: which modules of tests run for both."""

from __future__ import annotations

from enum import StrEnum

import pytest


class Kind(StrEnum):
    """Where a test's database is."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


# What is left out: files as such (archive, back-up, key file, upgrades from a file), what asks no database
# (reach, zone, seal), and the pages, which say nothing to a database that the functions below do not.
ON_BOTH = frozenset(
    {
        "tests.gateway.store.test_attempts",
        "tests.gateway.store.test_bell",
        "tests.gateway.store.test_exceptions",
        "tests.gateway.store.test_flood",
        "tests.gateway.store.test_integrity",
        "tests.gateway.store.test_joint",
        "tests.gateway.store.test_kept",
        "tests.gateway.store.test_life",
        "tests.gateway.store.test_nodes",
        "tests.gateway.store.test_queue",
        "tests.gateway.store.test_queue_search",
        "tests.gateway.store.test_record",
        "tests.gateway.store.test_rosters",
        "tests.gateway.store.test_sealed",
        "tests.gateway.store.test_sent",
        "tests.gateway.store.test_together",
        "tests.gateway.roster.test_memory",
        "tests.gateway.roster.test_watcher",
    }
)

only_sqlite = pytest.mark.parametrize("database", [Kind.SQLITE], indirect=True)
