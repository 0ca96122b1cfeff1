"""Cases that were open before there were deadlines get one, and time enough to decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gateway.store.seal import Seal

BEFORE, AFTER = ("store", "0005_the_senders_page"), ("store", "0006_deadlines")


@pytest.mark.parametrize(
    ("state", "days_ago", "days_left"),
    [("open", 1, 6), ("open", 100, 3), ("released", 100, -100)],
    ids=["a new one", "an old one", "one that is closed"],
)
def test_a_case_of_before(seal: Seal, state: str, days_ago: int, days_left: int) -> None:
    now = datetime.now(UTC)
    call_command("migrate", *BEFORE, verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    school = old.get_model("store", "School").objects.create(name="Oakfield Academy")
    opened = now - timedelta(days=days_ago)
    message = old.get_model("store", "Message").objects.create(
        id="ONE", school=school, client="127.0.0.1", received_at=opened, size=1, judged=b""
    )
    old.get_model("store", "Case").objects.create(
        message=message, school=school, state=state, opened_at=opened
    )

    call_command("migrate", *AFTER, verbosity=0)

    new = MigrationExecutor(connection).loader.project_state(AFTER).apps
    case = new.get_model("store", "Case").objects.get(pk="ONE")
    assert abs(case.deadline_at - (now + timedelta(days=days_left))) < timedelta(minutes=1)
    assert case.reminded_at is None
