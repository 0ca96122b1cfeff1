"""A helper is a program in a process of its own: it may hang, or die, and harms nobody.

It is given bytes on its standard input and answers with bytes on its standard output: no shell, and no
files, so it works where none may be written (RLIMIT_FSIZE 0, which it inherits with our other limits).
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
import subprocess
from collections.abc import Sequence


class HelperFailed(Exception):  # noqa: N818  it names what happened
    """The helper gave up, was killed, or had no answer in time."""


def run_helper(command: Sequence[str], given: bytes, seconds: float) -> bytes:
    """What the helper answers. Raises HelperFailed.

    It gets a process group, all of which is killed after `seconds`. Should our own process be killed first,
    nobody is left to do that: so it may not use more seconds of the processor either.
    """
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            process_group=0,
        ) as process:
            answer = _ask(process, given, seconds)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HelperFailed from error
    if process.returncode:
        raise HelperFailed
    return answer


def _ask(process: subprocess.Popen[bytes], given: bytes, seconds: float) -> bytes:
    try:
        _limit_processor(process.pid, seconds)
        answer, _ = process.communicate(given, timeout=max(seconds, 0))
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise
    return answer


def _limit_processor(process: int, seconds: float) -> None:
    limit = math.ceil(max(seconds, 0)) + 1
    with contextlib.suppress(ProcessLookupError):  # it has ended already
        resource.prlimit(process, resource.RLIMIT_CPU, (limit, limit))
