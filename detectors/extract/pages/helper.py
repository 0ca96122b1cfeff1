"""A helper is a program in a process of its own: it may hang, or die, and harms nobody.

It is given bytes on its standard input and answers with bytes on its standard output: no shell, and no
files, so it works where none may be written (RLIMIT_FSIZE 0, which it inherits with our other limits). It
ends by a clock of its own, so it works where no process may send a signal to another, too.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
import subprocess
from collections.abc import Sequence
from functools import partial

_AT_ONCE = 0.001  # seconds; 0 would be never


class HelperFailed(Exception):  # noqa: N818  it names what happened
    """The helper gave up, was killed, or had no answer in time."""


def run_helper(command: Sequence[str], given: bytes, seconds: float) -> bytes:
    """What the helper answers. Raises HelperFailed.

    After `seconds` its own clock ends it, and it may not use more seconds of the processor either: so it
    ends, too, if our own process was killed first. What it began is killed with it where we may send signals.
    """
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            preexec_fn=partial(_bound, seconds),  # noqa: PLW1509 - it takes no lock
        ) as process:
            answer = _ask(process, given, seconds)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HelperFailed from error
    if process.returncode:
        raise HelperFailed
    return answer


def _ask(process: subprocess.Popen[bytes], given: bytes, seconds: float) -> bytes:
    try:
        answer, _ = process.communicate(given, timeout=max(seconds, 0))
    except BaseException:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        raise
    return answer


def _bound(seconds: float) -> None:
    """In the helper's process, before it is the helper: what is set here stays (execve(2), setitimer(2))."""
    with contextlib.suppress(PermissionError):
        os.setpgid(0, 0)
    limit = math.ceil(max(seconds, 0)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, _AT_ONCE))
