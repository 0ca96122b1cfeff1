"""Waits for a condition instead of for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_SECONDS = 0.05


def wait_until(condition: Callable[[], T], what: str, seconds: float = 60) -> T:
    """The first true value of `condition`; fails the test, and says `what` was waited for, if none comes."""
    deadline = time.monotonic() + seconds
    begun = time.monotonic()
    while not (value := condition()):
        ended = time.monotonic()
        assert ended < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(max(LOOK_SECONDS, ended - begun))  # what looks all the time keeps others from their work
        begun = time.monotonic()
    return value
