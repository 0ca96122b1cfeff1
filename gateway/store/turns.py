"""Whose turn it is to write: as a rule a transaction waits for it, and this says where one does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction


@contextmanager
def beside_other_writers() -> Iterator[None]:
    """A transaction in which only rows that it has locked itself are written (`FOR UPDATE SKIP LOCKED`).

    On PostgreSQL it waits for no other and no other waits for it; on SQLite it takes its turn like all.
    """
    without_turn = getattr(connection, "without_turn", nullcontext)
    with without_turn(), transaction.atomic():
        yield
