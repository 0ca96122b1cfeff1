"""Transactions that wait for the same thread are committed as one: a disk is waited for once, not by each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import Error, transaction

from gateway.store.faults import StorageFaultError, mended_faults

MOST = 16  # of one group; other processes that want to write wait for it


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A transaction of its own that has yet to be run; `future` has what it returns, or raises."""

    work: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)


class Together:
    """Filled by the event loop, emptied by the store thread."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()

    def add(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)

    def run(self) -> None:
        """Runs what waits by now, some at a time. To be called once for each that was added."""
        group: list[Waiting] = []
        with suppress(IndexError):
            while len(group) < MOST:
                group.append(self._waiting.popleft())
        if len(group) < 2 or not _run_as_one(group):
            for each in group:
                _run_alone(each)


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: Any = None
    error: Exception | None = None

    def tell(self, future: Future[Any]) -> None:
        with suppress(InvalidStateError):  # nobody waits for it any more
            if self.error is None:
                future.set_result(self.result)
            else:
                future.set_exception(self.error)


def _run_as_one(group: list[Waiting]) -> bool:
    """Whether they were committed; nobody hears of a result before that.

    One that fails undoes what it wrote, and the others stand. Where it is the database or the disk that
    fails, nothing of the group was written, or nobody knows.
    """
    try:
        with mended_faults(), transaction.atomic():
            outcomes = [_outcome(each.work) for each in group]
    except StorageFaultError:
        return False
    for each, outcome in zip(group, outcomes, strict=True):
        outcome.tell(each.future)
    return True


def _outcome(work: Callable[[], Any]) -> _Outcome:
    """Raises what the database or the disk raises."""
    try:
        return _Outcome(work())
    except (Error, OSError):
        raise
    except Exception as error:
        return _Outcome(error=error)


def _run_alone(waiting: Waiting) -> None:
    try:
        with mended_faults():
            outcome = _Outcome(waiting.work())
    except Exception as error:
        outcome = _Outcome(error=error)
    outcome.tell(waiting.future)
