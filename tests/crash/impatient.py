"""A gateway that breaks off what hangs sooner than usual, so that a test need not wait for it."""

from __future__ import annotations

from gateway import running


def prepare(seconds: str) -> None:
    """In a fork that is going to be the gateway."""
    running.STOP_SECONDS = int(seconds)
