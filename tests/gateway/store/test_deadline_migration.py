"""Cases that were open before there were deadlines get one, and time enough to decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gateway.store.seal import Seal

BEFORE, AFTER = ("store", "0005_the_senders_page"), ("store", "0006_deadlines")


CASES = {  # state, days since it was opened, days until its deadline
    "a new one": ("open", 1, 6),
    "an old one": ("open", 100, 3),
    "one that is closed": ("released", 100, -100),
}


def test_cases_of_before(seal: Seal) -> None:
    now = datetime.now(UTC)
    call_command("migrate", *BEFORE, verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    school = old.get_model("store", "School").objects.create(name="Oakfield Academy")
    for name, (state, days_ago, _) in CASES.items():
        opened = now - timedelta(days=days_ago)
        message = old.get_model("store", "Message").objects.create(
            id=name, school=school, client="127.0.0.1", received_at=opened, size=1, judged=b""
        )
        old.get_model("store", "Case").objects.create(
            message=message, school=school, state=state, opened_at=opened
        )

    call_command("migrate", *AFTER, verbosity=0)

    new = MigrationExecutor(connection).loader.project_state(AFTER).apps
    left = {
        case.pk: round((case.deadline_at - now) / timedelta(minutes=1))
        for case in new.get_model("store", "Case").objects.filter(reminded_at=None)
    }
    assert left == {name: days_left * 24 * 60 for name, (*_, days_left) in CASES.items()}
