"""A gateway whose database goes away at one step of its start: it stops there until the wire was cut."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from tests.support.arrows import put_around

REACHED, CUT = "reached", "cut"  # files in the folder of the test


def prepare(module: str, function: str, folder: str) -> None:
    """In a fork that is going to be the gateway: before the first call of this function it waits."""
    put_around(module, function, lambda step: _waiting(step, Path(folder)))


def _waiting(step: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    @wraps(step)
    def call(*args: Any, **named: Any) -> Any:
        (folder / REACHED).touch()
        while not (folder / CUT).exists():
            time.sleep(0.02)
        return step(*args, **named)

    return call
