"""SIGTERM while a message is in hand: no new sessions, the message is finished, and then the end."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from subprocess import TimeoutExpired

import pytest

from gateway.running import STOP_SECONDS
from tests.crash.books import Whereabouts
from tests.crash.conftest import Trial
from tests.support.school import NAMED_TEXT, PARENT, SOCIAL_WORKER, message
from tests.support.sink import Taken
from tests.support.waiting import wait_until

SIGTERM_SECONDS = 30  # until a service manager loses its patience
LEFT = SIGTERM_SECONDS - STOP_SECONDS  # of these, when what hangs has been broken off
PATIENCE = 3


def refuses_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_finishes_the_message_in_hand(start_trial: Callable[..., Trial], number: signal.Signals) -> None:
    trial, mail = start_trial(), message()
    arrived, proceed = threading.Event(), threading.Event()

    def slowly(_taken: Taken) -> None:
        arrived.set()
        proceed.wait(60)

    trial.sink.data = slowly
    trial.server.submit(mail.as_bytes(), [PARENT])
    assert arrived.wait(60)
    os.kill(trial.gateway.pid, number)
    wait_until(lambda: refuses_connections(trial.gateway.port), "the relay to take no new sessions")
    assert not trial.server.accepted
    proceed.set()

    assert trial.gateway.wait_for_end(30) == 0
    trial.server.wait_until_done()
    assert trial.books.of(mail["Message-ID"], PARENT) == Whereabouts(sent=1)


def test_does_not_wait_for_a_next_hop_that_hangs(start_trial: Callable[..., Trial]) -> None:
    """The end comes in time; both messages stay where they were, and leave after the next start.

    In place of the seconds that it has otherwise this gateway has a few, so that nobody waits for them here.
    """
    trial = start_trial(connections=2, aside=("tests.crash.impatient", str(PATIENCE)))
    straight_on, from_outbox = message(), message(NAMED_TEXT)
    trial.sink.hang_in_data = True
    trial.server.submit(straight_on.as_bytes(), [PARENT])
    trial.server.submit(from_outbox.as_bytes(), [SOCIAL_WORKER])
    wait_until(lambda: trial.sink.waiting_in_data == 2, "the next hop to have both messages", 60)
    os.kill(trial.gateway.pid, signal.SIGTERM)
    with pytest.raises(TimeoutExpired):
        trial.gateway.wait_for_end(PATIENCE - 1)
    assert trial.gateway.wait_for_end(1 + LEFT) == 0

    trial.sink.hang_in_data = False
    trial.gateway.start()
    trial.settle()
    assert trial.books.of(straight_on["Message-ID"], PARENT) == Whereabouts(sent=1)
    assert trial.books.of(from_outbox["Message-ID"], SOCIAL_WORKER) == Whereabouts(sent=1)
