"""`schoolgate exceptions`: listed, revoked, and obeyed by `check`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from gateway.actions.arrival import plan_arrival
from gateway.policy.exceptions import Kind, RuleException
from gateway.policy.verdict import Disposition
from gateway.store.connect import key_for, open_database
from gateway.store.engine import use_storage
from gateway.store.exceptions import make_exception
from gateway.store.intake import commit_plan
from gateway.store.place import Storage
from tests.gateway.cli.conftest import Command, complains
from tests.support.judged import RULE, arrival, desk, judged
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message

LEAD = "dpl@oakfield.sch.uk"
NOW = datetime.now(UTC)
LAST_DAY = (NOW + timedelta(days=90)).astimezone().date()


@pytest.fixture
def fine(config: Path) -> Iterator[int]:
    """An exception for what the teacher writes to the parent, in the database of the school."""
    directory = config.parent / "data"
    use_storage(Storage(directory))
    seal = key_for(Storage(directory), directory / "key")
    open_database(seal)
    came, seen = arrival(PARENT), judged((PARENT, Disposition.HOLD))
    case = commit_plan(seal, plan_arrival(came, seen, desk()), came, seen).id
    exception = RuleException(0, Kind.FINE, frozenset({RULE.id}), LAST_DAY, TEACHER, PARENT)
    yield make_exception(seal, exception, case, "", "Agreed with the family", LEAD, NOW)
    connections.close_all()


def listed(command: Command, *words: str) -> list[dict[str, object]]:
    done = command("exceptions", "list", "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_without_any(command: Command) -> None:
    assert command("exceptions", "list").stdout == "There are no exceptions.\n"
    complains(command("exceptions", "revoke", "7"), "there is no exception 7", status=1)


def test_check_obeys_them_until_they_are_revoked(command: Command, config: Path, fine: int) -> None:
    (config.parent / "named.eml").write_bytes(message(NAMED_TEXT).as_bytes())
    (config.parent / "other.eml").write_bytes(message(NAMED_TEXT, to="uncle@example.com").as_bytes())
    done = command("check", "--json", "named.eml", "other.eml")
    passed, held = map(json.loads, done.stdout.splitlines())
    assert [passed["disposition"], held["disposition"]] == ["deliver", "hold"]
    (warning,) = passed["warnings"]
    assert warning == (
        f"An exception until {LAST_DAY.day} {LAST_DAY:%B %Y} (number {fine}) lets it pass the rule"
        f" “{RULE.title}”, to {PARENT}."
    )
    assert held["warnings"] == []

    (told,) = listed(command)
    assert (told["id"], told["kind"], told["rules"], told["standing"]) == (
        fine,
        "fine",
        [RULE.id],
        "in-force",
    )
    assert (told["sender"], told["recipient"], told["reason"]) == (TEACHER, PARENT, "Agreed with the family")
    assert told["uses"] == 0
    assert PARENT in command("exceptions", "list").stdout

    done = command("exceptions", "revoke", str(fine))
    assert (done.returncode, done.stdout) == (0, f"Exception {fine} is revoked.\n")
    complains(command("exceptions", "revoke", str(fine)), f"exception {fine} was revoked before", status=1)
    assert listed(command) == []
    assert [each["standing"] for each in listed(command, "--all")] == ["revoked"]
    assert command("check", "named.eml").returncode == 1
