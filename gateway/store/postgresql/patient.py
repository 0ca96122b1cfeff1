"""A connection that is given up when its server says nothing for too long.

A server that stands still closes nothing, and its kernel goes on to answer keepalives; its own limit for a
statement stands still with it. So whoever waits for it looks at the clock. It is silence that counts, not how
long a statement takes: while bytes come or go it is waited for. What was asked for may be done all the same,
as with every connection that is lost: nobody knows whether a COMMIT was.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

T = TypeVar("T")

AT_WORK = 10.0  # seconds, of a gateway that is asked by others; longer than it waits for any lock
ALONE = 60.0  # seconds, of a command or a start, whose statements may go through whole tables

_PATIENCE: ContextVar[float | None] = ContextVar("patience", default=None)


class ServerSilentError(psycopg.OperationalError):
    """The connection is closed. `is_silence` tells it from what the server said."""

    is_silence = True


@contextmanager
def patience(seconds: float = inf) -> Iterator[None]:
    """What this thread asks inside is waited for so long, whoever it is."""
    before = _PATIENCE.set(seconds)
    try:
        yield
    finally:
        _PATIENCE.reset(before)


class PatientConnection(psycopg.Connection[TupleRow]):
    """Of a command or a start."""

    patience = ALONE

    def wait(self, gen: PQGen[T], *args: Any, **kwargs: Any) -> T:
        """Raises ServerSilentError besides what psycopg's own raises."""
        return super().wait(self._heard(gen), *args, **kwargs)

    def _heard(self, gen: PQGen[T]) -> Generator[Any, Any, T]:
        """The same exchange. psycopg comes back ten times a second, with nothing where nothing was heard."""
        given = _PATIENCE.get()
        limit, last = self.patience if given is None else given, monotonic()
        try:
            waits_for = next(gen)
            while True:
                ready = yield waits_for
                if ready:
                    last = monotonic()
                elif monotonic() - last >= limit:
                    gen.close()
                    self.close()
                    raise ServerSilentError("the server says nothing")
                waits_for = gen.send(ready)
        except StopIteration as done:
            result: T = done.value
            return result


class ConnectionAtWork(PatientConnection):
    """Of a gateway at work: others wait for what it waits for."""

    patience = AT_WORK
