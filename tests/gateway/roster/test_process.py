"""Work in a process of its own: its result, its one sentence of an error, its death, its end."""

from __future__ import annotations

import asyncio
import os
import time
import weakref
from pathlib import Path

import pytest

from gateway.roster.errors import RosterError
from gateway.roster.process import ProcessDiedError, in_own_process


def add(first: int, second: int) -> tuple[int, int]:
    print("what a library prints is no answer")
    return first + second, os.getpid()


def complain(sentence: str) -> None:
    raise RosterError(sentence)


def break_down() -> None:
    raise KeyError("Grace Bishop")


def sleep(marker: Path) -> None:
    marker.write_text(str(os.getpid()))
    time.sleep(60)


async def test_its_result() -> None:
    total, process = await in_own_process(add, 2, second=3)
    assert total == 5
    assert process != os.getpid()


class Knot:
    """Something that only a look through all that there is can tell for garbage."""

    def __init__(self) -> None:
        self.itself = self


async def test_its_result_keeps_no_garbage() -> None:
    gone = weakref.ref(Knot())
    await in_own_process(add, 2, second=3)
    assert gone() is None


async def test_what_was_in_use_then_is_garbage_at_the_next_result() -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    await in_own_process(add, 2, second=3)
    del knot
    await in_own_process(add, 2, second=3)
    assert gone() is None


async def test_its_sentence() -> None:
    with pytest.raises(RosterError, match=r"pupils\.csv is empty"):
        await in_own_process(complain, "pupils.csv is empty")


async def test_its_death_says_nothing() -> None:
    with pytest.raises(ProcessDiedError) as error:
        await in_own_process(break_down)
    assert str(error.value) == ""
    assert error.value.__cause__ is None


async def test_it_ends_with_whoever_waits_for_it(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    task = asyncio.create_task(in_own_process(sleep, marker))
    async with asyncio.timeout(20):
        while not marker.exists() or not marker.read_text():
            await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)
