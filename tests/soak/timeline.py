"""What was in force when, where a change takes some time until it counts."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Stretch(Generic[T]):
    """`written`: from when it may count; `settled`: from when nothing older does."""

    value: T
    written: float
    settled: float = inf


@dataclass
class Timeline(Generic[T]):
    """Values in the order in which they were written; the first was there from the beginning."""

    first: T
    _stretches: list[_Stretch[T]] = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._stretches = [_Stretch(self.first, -inf, -inf)]

    def write(self, value: T, now: float) -> None:
        with self._lock:
            self._stretches.append(_Stretch(value, now))

    def settle(self, now: float) -> None:
        """What was written last counts, and nothing else any more."""
        with self._lock:
            last = self._stretches[-1]
            last.settled = min(last.settled, now)

    @property
    def is_settled(self) -> bool:
        return self._stretches[-1].settled < inf

    @property
    def last(self) -> T:
        return self._stretches[-1].value

    def between(self, began: float, ended: float) -> tuple[T, ...]:
        """Every value that may have counted at some moment of the time."""
        with self._lock:
            stretches = list(self._stretches)
        nexts = [*stretches[1:], None]
        return tuple(
            each.value
            for each, after in zip(stretches, nexts, strict=True)
            if each.written <= ended and (after is None or _end(stretches, after) >= began)
        )


def _end(stretches: list[_Stretch[T]], after: _Stretch[T]) -> float:
    """When the one before `after` surely counts no more: as soon as this or a later one is settled."""
    return min(each.settled for each in stretches[stretches.index(after) :])
