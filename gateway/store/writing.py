"""Whether anything can be written: a monitor is told before the first message has to be held."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import transaction

from gateway.store.engine import engine_in_use

_A_PAGE = bytes(4096)


def try_to_write(directory: Path) -> None:
    """Raises OSError or DatabaseError where the disk is full or read-only, or the database locked.

    Nothing is left: a file without a name, and a transaction in which nothing is done.
    """
    with tempfile.TemporaryFile(dir=directory, buffering=0) as file:
        file.write(_A_PAGE)
    with transaction.atomic():
        engine_in_use().touch()
