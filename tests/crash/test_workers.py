"""An inspection worker is killed in the middle of a message: that message is decided, its neighbours pass."""

from __future__ import annotations

from collections.abc import Callable

from tests.crash.books import Whereabouts
from tests.crash.conftest import Trial
from tests.support.process import is_alive, workers_of
from tests.support.school import PARENT, message
from tests.support.waiting import wait_until

SENT = Whereabouts(sent=1)
HELD = Whereabouts(held=1)


def test_the_message_gets_a_second_worker(start_trial: Callable[..., Trial]) -> None:
    trial, mail = start_trial("worker", times=1), message(X_Deadly="yes")
    (first,) = workers_of(trial.gateway.pid)
    trial.server.submit(mail.as_bytes(), [PARENT])
    trial.settle()
    assert trial.books.of(mail["Message-ID"], PARENT) == SENT
    assert workers_of(trial.gateway.pid) != [first]


def test_one_that_kills_twice_is_held_and_its_neighbours_pass(start_trial: Callable[..., Trial]) -> None:
    trial, deadly = start_trial("worker", times=2, workers=2, connections=4), message(X_Deadly="yes")
    neighbours = [message() for _ in range(12)]
    for mail in (*neighbours[:6], deadly, *neighbours[6:]):
        trial.server.submit(mail.as_bytes(), [PARENT])
    trial.settle()

    assert trial.books.of(deadly["Message-ID"], PARENT) == HELD
    assert trial.books.notices(deadly["Message-ID"]) == 1
    assert [trial.books.of(mail["Message-ID"], PARENT) for mail in neighbours] == [SENT] * 12
    (case,) = trial.gateway.cases()
    assert case["rules"] == [
        "pupil-name-external",
        "pupil-attachment-external",
        "pupil-records-external",
        "unreadable-external",
        "password-external",
    ]


def test_workers_do_not_outlive_a_killed_gateway(start_trial: Callable[..., Trial]) -> None:
    trial = start_trial(workers=2)
    workers = workers_of(trial.gateway.pid)
    assert len(workers) == 2
    trial.gateway.kill()
    wait_until(lambda: not any(map(is_alive, workers)), "the workers to end")
