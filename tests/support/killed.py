"""Runs something in a fork of this process and kills it (SIGKILL, as by a power cut) at one of its steps."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any


class Steps:
    """Counts the calls of functions it is put in front of; before the one numbered `last` comes the end."""

    def __init__(self, last: int) -> None:
        self._left = last

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*args: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **named)

        return stepped


def killed_at_each_step(work: Callable[[Steps], None]) -> Iterator[int]:
    """Runs `work` again and again, and yields after each time it was killed: one step further each time.

    `work` puts the steps in place and does what is to be killed. It ends when `work` came to its own end.
    """
    step = 1
    while was_killed(work, step):
        yield step
        step += 1


def was_killed(work: Callable[[Steps], None], step: int) -> bool:
    """Whether there was such a step; else the work was done. Nothing of the child reaches this process."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(Steps(step))
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        assert os.WTERMSIG(ended) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(ended) == 0, "the work failed; what it printed says why"
    return False
