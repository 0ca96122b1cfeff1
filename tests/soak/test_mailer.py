"""Letters go to several gateways in turn, and to another one where one refuses them or is away."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.soak.letters import KINDS, write_letter
from tests.soak.mailer import Mailer
from tests.support.sink import Sink
from tests.support.waiting import wait_until

LETTERS = 6


@dataclass
class Entrance:
    """A sink in place of a gateway."""

    sink: Sink
    is_away: bool = False

    def client(self, timeout: float) -> smtplib.SMTP:
        if self.is_away:
            raise ConnectionRefusedError
        return smtplib.SMTP("127.0.0.1", self.sink.port, timeout=timeout)


@pytest.fixture
def two() -> Iterator[tuple[Entrance, Entrance]]:
    first, second = Entrance(Sink().start()), Entrance(Sink().start())
    yield first, second
    first.sink.stop()
    second.sink.stop()


def taken(two: tuple[Entrance, Entrance]) -> tuple[int, int]:
    """How many letters each was given, when all are handed in."""
    mailer = Mailer(two, connections=2).start()
    for number in range(LETTERS):
        mailer.post(*write_letter(number, KINDS[0]))
    wait_until(lambda: mailer.accepted == LETTERS, "all to be taken")
    mailer.stop()
    first, second = (len(each.sink.taken) for each in two)
    return first, second


def test_in_turn(two: tuple[Entrance, Entrance]) -> None:
    assert taken(two) == (3, 3)


def test_one_is_away(two: tuple[Entrance, Entrance]) -> None:
    two[0].is_away = True
    assert taken(two) == (0, LETTERS)


def test_one_refuses(two: tuple[Entrance, Entrance]) -> None:
    two[1].sink.data = lambda _: "451 4.3.0 Local error, try again later"
    assert taken(two) == (LETTERS, 0)
