"""Two machines whose clocks differ: `doctor` says so where the database's clock is another one."""

from __future__ import annotations

import time

import pytest

from gateway.look import Grade, Look
from gateway.store.clocks import look_at_clock, seconds_ahead
from gateway.store.condition import look_at_storage
from gateway.store.place import Storage
from gateway.store.seal import Seal


def look(storage: Storage) -> Look:
    (found,) = [each for each in look_at_storage(storage, storage.directory / "key") if each.id == "clock"]
    return found


def test_the_same_clock(seal: Seal, storage: Storage) -> None:
    assert look(storage).grade is Grade.GOOD


@pytest.mark.parametrize(
    ("ahead", "grade", "said"),
    [
        (20, Grade.WARNING, "is 20 seconds ahead of the database's"),
        (-20, Grade.WARNING, "is 20 seconds behind the database's"),
        (600, Grade.FAULT, "is 600 seconds ahead of the database's"),
        (-600, Grade.FAULT, "set both by NTP"),
    ],
)
def test_another_clock(seal: Seal, storage: Storage, ahead: int, grade: Grade, said: str) -> None:
    found = look_at_clock(seconds_ahead(lambda: time.time() + ahead))
    assert found.grade is grade
    assert said in found.sentence
