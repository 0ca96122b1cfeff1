"""The gateway is killed at each arrow of a message's way in; then everything is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crash.books import Whereabouts
from tests.crash.conftest import Trial
from tests.support.school import NAMED_TEXT, PARENT, SOCIAL_WORKER, message

StartTrial = Callable[..., Trial]

SENT = Whereabouts(sent=1)
SENT_TWICE = Whereabouts(sent=2)
HELD = Whereabouts(held=1)


@pytest.mark.parametrize(
    ("arrow", "where"),
    [("read", SENT), ("inspecting", SENT), ("taken", SENT_TWICE)],
    ids=["read", "inspecting", "taken"],
)
def test_clean_mail(start_trial: StartTrial, arrow: str, where: Whereabouts) -> None:
    """Never lost; twice only where the next hop had it and our answer did not get out."""
    trial, mail = start_trial(arrow), message()
    trial.server.submit(mail.as_bytes(), [PARENT])
    trial.die_and_rise()
    trial.settle()
    assert trial.books.of(mail["Message-ID"], PARENT) == where
    assert trial.books.notices(mail["Message-ID"]) == 0


@pytest.mark.parametrize(
    ("arrow", "loaded"),
    [
        ("read", True),
        ("inspecting", True),
        ("remainder", True),
        ("committing", True),
        ("committed", True),
        ("committed", False),
    ],
)
def test_held_mail(start_trial: StartTrial, arrow: str, loaded: bool) -> None:
    """One case, one notice, and nothing outside, on whichever side of the commit it happens.

    loaded: False for the program as it is started from the disk
    """
    trial, mail = start_trial(arrow, loaded=loaded), message(NAMED_TEXT)
    trial.server.submit(mail.as_bytes(), [PARENT])
    trial.die_and_rise()
    trial.settle()
    assert trial.books.of(mail["Message-ID"], PARENT) == HELD
    assert trial.books.notices(mail["Message-ID"]) == 1
    assert len(trial.server.accepted) == 1
    assert trial.log().count("repeated=yes") == (1 if arrow == "committed" else 0)


@pytest.mark.parametrize(
    ("arrow", "where"),
    [("claimed", SENT), ("sent", SENT_TWICE), ("settling", SENT_TWICE), ("settled", SENT)],
    ids=["claimed", "sent", "settling", "settled"],
)
def test_outbox(start_trial: StartTrial, arrow: str, where: Whereabouts) -> None:
    """Twice only where it was sent and the outcome was not on record.

    A message that goes by secure mail is one delivery and no notice, so that it is known what dies.
    """
    trial, mail = start_trial(arrow), message(NAMED_TEXT)
    trial.server.submit(mail.as_bytes(), [SOCIAL_WORKER])
    trial.die_and_rise()
    trial.settle()
    assert trial.books.of(mail["Message-ID"], SOCIAL_WORKER) == where


@pytest.mark.parametrize("arrow", ["remainder", "committing", "committed"])
def test_mixed_answers(start_trial: StartTrial, arrow: str) -> None:
    """The next hop has taken it for one recipient, put another off and refused a third."""
    trial, mail = start_trial(arrow), message()
    later, gone = "later@example.com", "gone@example.com"
    answers = {later: "451 4.2.1 Mailbox busy", gone: "550 5.1.1 No such user"}
    trial.sink.rcpt = answers.get
    trial.server.submit(mail.as_bytes(), [PARENT, later, gone])
    trial.die_and_rise()
    trial.server.wait_until_done()
    assert trial.books.of(mail["Message-ID"], later) == Whereabouts(waiting=1)

    del answers[later]
    trial.settle()
    assert trial.books.of(mail["Message-ID"], PARENT) == SENT_TWICE
    assert trial.books.of(mail["Message-ID"], later) == SENT
    assert trial.books.of(mail["Message-ID"], gone) == Whereabouts()
    assert trial.books.notices(mail["Message-ID"]) == 1
