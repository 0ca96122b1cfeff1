"""Runs a function in a process of its own, so that the gateway answers mail while a large list is read."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from gateway.errors import SetupError

P = ParamSpec("P")
T = TypeVar("T")


class ProcessDiedError(Exception):
    """The function raised what it must not, or its process was ended."""


async def in_own_process(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns, or the SetupError that it raises. Whoever cancels it ends the process.

    Function, arguments and result are pickled; the result is unpickled in a thread. A thread alone does
    not do: building the index for 100,000 pupils in one held the event loop up for 0.2 s at a time.
    Raises ProcessDiedError.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a traceback may quote what it stumbled over
    )
    try:
        answer, _ = await process.communicate(pickle.dumps((work, args, kwargs)))
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        raise ProcessDiedError
    result: T | SetupError = await asyncio.to_thread(_unpickled, answer)
    if isinstance(result, SetupError):
        raise result
    return result


def _unpickled(answer: bytes) -> Any:
    """What came is large and lives long: each look through it for garbage would stop every thread.

    So it is put out of sight, and with it whatever else there is at that moment. What of that is garbage by
    the time of the next such answer goes then; it would stay for ever.
    """
    gc.disable()
    try:
        gc.unfreeze()
        gc.collect()
        return pickle.loads(answer)  # noqa: S301 - from our own child
    finally:
        gc.freeze()
        gc.enable()


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the gateway, which ends us
    os.nice(10)  # mail goes first
    work, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent, over a pipe nobody else has
    answer_to = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    try:
        result = work(*args, **kwargs)
    except SetupError as error:
        result = error
    with answer_to:
        pickle.dump(result, answer_to, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    _main()
