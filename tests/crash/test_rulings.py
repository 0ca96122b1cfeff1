"""A ruling from the shell is killed on either side of its commit: the case is open, or it is ruled on."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from tests.crash.books import Whereabouts
from tests.crash.conftest import KILLED, Trial
from tests.crash.launcher import doomed
from tests.support.school import NAMED_TEXT, PARENT, message

HELD = Whereabouts(held=1)


@pytest.fixture
def trial(start_trial: Callable[..., Trial]) -> Trial:
    return start_trial()


@pytest.fixture
def held(trial: Trial) -> EmailMessage:
    mail = message(NAMED_TEXT)
    trial.server.submit(mail.as_bytes(), [PARENT])
    trial.settle()
    assert trial.books.of(mail["Message-ID"], PARENT) == HELD
    return mail


def release_and_die(trial: Trial, arrow: str) -> str:
    """The case whose release was killed at the arrow."""
    (case,) = trial.gateway.cases()
    command = [*doomed(arrow, trial.marker), "--config", str(trial.gateway.config)]
    died = subprocess.run([*command, "quarantine", "release", str(case["id"])], timeout=60, check=False)
    assert died.returncode == KILLED
    return str(case["id"])


def test_before_its_commit_the_case_is_still_open(trial: Trial, held: EmailMessage) -> None:
    case = release_and_die(trial, "ruling")
    assert trial.books.of(held["Message-ID"], PARENT) == HELD
    assert trial.books.outbox_is_empty()

    assert trial.gateway.command("quarantine", "release", case).returncode == 0
    trial.settle()
    assert trial.books.of(held["Message-ID"], PARENT) == Whereabouts(sent=1)


def test_after_its_commit_the_message_leaves_once(trial: Trial, held: EmailMessage) -> None:
    case = release_and_die(trial, "ruled")
    trial.settle()
    assert trial.books.of(held["Message-ID"], PARENT) == Whereabouts(sent=1)

    again = trial.gateway.command("quarantine", "release", case)
    assert again.returncode == 1
    assert "no longer held" in again.stderr
    trial.settle()
    assert trial.books.of(held["Message-ID"], PARENT) == Whereabouts(sent=1)
