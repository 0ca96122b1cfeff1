"""Transactions that wait for the same thread are committed as one: a disk is waited for once, not by each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Generic, TypeVar, TypeVarTuple

from django.db import Error, transaction

from gateway.store.faults import StorageFaultError, mended_faults
from gateway.store.silence import Silence

MOST = 16  # of one group; other processes that want to write wait for it

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Joint(Generic[T, *Ts]):
    """A transaction that is called for one, and where several wait is done for all of them at once.

    many: is given the arguments of each, and gives what each returns; one transaction, which undoes what it
    wrote when it raises
    """

    def __init__(self, name: str, many: Callable[[Sequence[tuple[*Ts]]], Sequence[T]]) -> None:
        self.__name__ = name
        self.many = many

    def __call__(self, *args: *Ts) -> T:
        return self.many((args,))[0]


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A transaction of its own that has yet to be run; `future` has what it returns, or raises."""

    work: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)
    asked: float = field(default_factory=monotonic)


class Together:
    """Filled by the event loop, emptied by the store thread."""

    def __init__(self, silence: Silence) -> None:
        self._silence = silence
        self._waiting: deque[Waiting] = deque()

    def add(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)

    def run(self) -> None:
        """Runs what waits by now, some at a time. To be called once for each that was added."""
        group: list[Waiting] = []
        with suppress(IndexError):
            while len(group) < MOST:
                group.append(self._waiting.popleft())
        try:
            if len(group) < 2 or not self._run_as_one(group):
                for each in group:
                    self._run_alone(each)
        except Exception as error:  # a fault of ours: nobody is left waiting for ever
            for each in group:
                _Outcome(error=error).tell(each.future)

    def _run_as_one(self, group: list[Waiting]) -> bool:
        """Whether they were committed; nobody hears of a result before that.

        One that fails undoes what it wrote, and the others stand. Where it is the database or the disk that
        fails, nothing of the group was written, or nobody knows.
        """
        asked = min(each.asked for each in group)
        try:
            with self._silence.shared(asked), mended_faults(), transaction.atomic():
                outcomes = [(each, outcome) for alike in _alike(group) for each, outcome in _outcomes(alike)]
        except StorageFaultError:
            return False
        for each, outcome in outcomes:
            outcome.tell(each.future)
        return True

    def _run_alone(self, waiting: Waiting) -> None:
        try:
            with self._silence.shared(waiting.asked), mended_faults():
                outcome = _Outcome(waiting.work())
        except Exception as error:
            outcome = _Outcome(error=error)
        outcome.tell(waiting.future)


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


def _alike(group: list[Waiting]) -> Sequence[list[Waiting]]:
    """Those of one joint transaction together, any other by itself; in the order in which they came."""
    found: dict[object, list[Waiting]] = {}
    for each in group:
        found.setdefault(_joint_of(each) or each, []).append(each)
    return tuple(found.values())


def _joint_of(waiting: Waiting) -> Joint[Any, *tuple[Any, ...]] | None:
    work = waiting.work
    return work.func if isinstance(work, partial) and isinstance(work.func, Joint) else None


def _outcomes(alike: list[Waiting]) -> Sequence[tuple[Waiting, _Outcome]]:
    """Raises what the database or the disk raises. Where it is anything else, it is that of one alone."""
    joint = _joint_of(alike[0])
    if joint is not None and len(alike) > 1:
        with suppress(_OneOfThemError):
            return tuple(zip(alike, _done_at_once(joint, alike), strict=True))
    return tuple((each, _outcome(each.work)) for each in alike)


class _OneOfThemError(Exception):
    """Something is the matter with one, and nothing was written for any."""


def _done_at_once(joint: Joint[Any, *tuple[Any, ...]], alike: list[Waiting]) -> Sequence[_Outcome]:
    try:
        return [_Outcome(each) for each in joint.many([_arguments(each) for each in alike])]
    except (Error, OSError):
        raise
    except Exception:
        raise _OneOfThemError from None


def _arguments(waiting: Waiting) -> tuple[Any, ...]:
    return waiting.work.args if isinstance(waiting.work, partial) else ()


def _outcome(work: Callable[[], Any]) -> _Outcome:
    """Raises what the database or the disk raises."""
    try:
        return _Outcome(work())
    except (Error, OSError):
        raise
    except Exception as error:
        return _Outcome(error=error)
