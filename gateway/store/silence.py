"""What has waited in line while the database said nothing does not wait for it once more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic

from gateway.store.faults import StorageFaultError


class Silence:
    """Of one thread: else each of those in its line would wait as long as the first, one after the other."""

    def __init__(self) -> None:
        self._given_up = -inf
        self._kind = ""

    @contextmanager
    def shared(self, asked: float) -> Iterator[None]:
        """asked: when it was put in the line, by `time.monotonic`. Raises StorageFaultError."""
        if asked <= self._given_up:
            raise StorageFaultError(self._kind, is_full=False, is_silence=True)
        try:
            yield
        except StorageFaultError as fault:
            if fault.is_silence:
                self._given_up, self._kind = monotonic(), fault.kind
            raise
