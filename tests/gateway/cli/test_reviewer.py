"""`schoolgate reviewer`: people come and go from a shell."""

from __future__ import annotations

import json
import re

from tests.gateway.cli.conftest import Command, complains

GRACE = "grace.bishop@oakfield.sch.uk"
LINK = re.compile(r"http://127\.0\.0\.1:0/invitation/[\w-]{43}\n")


def people(command: Command) -> dict[str, dict[str, object]]:
    lines = command("reviewer", "list", "--json").stdout.splitlines()
    return {each["email"]: each for each in map(json.loads, lines)}


def test_somebody_comes_changes_and_goes(command: Command) -> None:
    added = command(
        "reviewer", "add", GRACE.upper(), "--name", "Grace Bishop", "--rules", "pupil-name-external"
    )
    assert LINK.fullmatch(added.stdout), added
    grace = people(command)[GRACE]
    assert grace["roles"] == [
        {"role": "reviewer", "school": "Oakfield Academy", "rules": ["pupil-name-external"], "approves": None}
    ]
    assert grace["invited_until"]
    complains(
        command("reviewer", "add", GRACE),
        f"there is an account for {GRACE}; see `schoolgate reviewer role`, `reset` and `reopen`",
        status=1,
    )
    changed = command("reviewer", "role", GRACE, "--role", "auditor", "--school", "Oakfield Academy")
    assert changed.stdout == f"{GRACE} is now: auditor at Oakfield Academy.\n"
    again = command("reviewer", "reset", GRACE)
    assert LINK.fullmatch(again.stdout)
    assert again.stdout != added.stdout
    assert command("reviewer", "close", GRACE).returncode == 0
    assert people(command)[GRACE]["active"] is False
    assert command("reviewer", "reset", GRACE).returncode == 1
    assert LINK.fullmatch(command("reviewer", "reopen", GRACE).stdout)
    table = command("reviewer", "list").stdout
    assert "auditor at Oakfield Academy" in table
    assert "invited until" in table


def test_with_a_password_and_the_last_lead_stays(command: Command) -> None:
    done = command(
        "reviewer", "add", GRACE, "--role", "lead", "--password-stdin", stdin="seven wet umbrellas\n"
    )
    assert done.returncode == 0
    assert "umbrellas" not in done.stdout
    assert people(command)[GRACE]["invited_until"] is None
    complains(
        command("reviewer", "close", GRACE),
        "Oakfield Academy would have no data protection lead; add another first",
        status=1,
    )
    assert command("reviewer", "role", GRACE, "--role", "auditor").returncode == 1
    assert command("reviewer", "role", GRACE, "--role", "auditor", "--also").returncode == 0


def test_what_is_refused(command: Command) -> None:
    complains(command("reviewer", "add", "grace"), '"grace" is not an e-mail address')
    complains(
        command("reviewer", "add", GRACE, "--school", "Hogwarts"),
        '--school: "Hogwarts" is not known here; allowed: Oakfield Academy',
    )
    complains(
        command("reviewer", "add", GRACE, "--role", "approver"),
        "--approves belongs to --role approver, which needs it",
    )
    complains(
        command("reviewer", "add", GRACE, "--role", "lead", "--rules", "x"),
        "--rules belongs to --role reviewer",
    )
    done = command("reviewer", "add", GRACE, "--password-stdin", stdin="grace\n")
    assert done.returncode == 2
    assert done.stderr.startswith("schoolgate: the password cannot be used:")
    complains(
        command("reviewer", "close", GRACE),
        f"there is no account for {GRACE}; see `schoolgate reviewer list`",
        status=1,
    )
    assert command("reviewer", "list").stdout == "There is nobody yet.\n"
