"""Runs `schoolgate` so that it dies at one arrow: `launcher.py ARROW MARKER TIMES COMMAND …`.

The program is the ordinary one; only the function that the arrow names is wrapped, from outside, so
that a process is killed (SIGKILL, as by a power cut) before or after the call. The marker file has one
byte for each kill, so that after TIMES of them a restarted gateway runs on.
"""

from __future__ import annotations

import importlib
import inspect
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce, wraps
from pathlib import Path
from typing import Any

from gateway.cli.main import main
from gateway.inspection.frames import Kind

DEADLY = b"X-Deadly: yes"  # the field of a message that its inspection worker does not survive


def myself(_args: tuple[Any, ...]) -> int:
    return os.getpid()


def its_worker(args: tuple[Any, ...]) -> int:
    pid: int = args[0].process.pid
    return pid


@dataclass(frozen=True)
class Arrow:
    """One step of a message: the function that takes it, and on which side of the call death comes.

    `applies` sees the result (None before the call) and the arguments; `victim` says who is killed, and
    `frozen` that it stands still during the call, so that it cannot be done with its work when it dies.
    """

    module: str
    function: str
    after: bool
    applies: Callable[[Any, tuple[Any, ...]], bool] = lambda _result, _args: True
    victim: Callable[[tuple[Any, ...]], int] = myself
    frozen: bool = False


def claimed_something(jobs: Any, _args: tuple[Any, ...]) -> bool:
    return bool(jobs)


def sent_a_message(_result: Any, args: tuple[Any, ...]) -> bool:
    return args[1] is Kind.MESSAGE


def sent_a_deadly_message(_result: Any, args: tuple[Any, ...]) -> bool:
    return args[1] is Kind.MESSAGE and DEADLY in args[-1]


ARROWS = {
    "read": Arrow("gateway.inspection.judge", "Judge.judge", after=False),
    "inspecting": Arrow("gateway.inspection.pool", "_Worker.send", after=True, applies=sent_a_message),
    "taken": Arrow("gateway.smtp.intake", "send_straight_on", after=True),
    "remainder": Arrow("gateway.smtp.intake", "commit_plan", after=False),
    "committing": Arrow("gateway.store.intake", "add_audit", after=True),
    "committed": Arrow("gateway.smtp.intake", "commit_plan", after=True),
    "claimed": Arrow("gateway.store.jobs", "claim_due", after=True, applies=claimed_something),
    "sent": Arrow("gateway.store.jobs", "settle", after=False),
    "settling": Arrow("gateway.store.jobs", "add_entries", after=True),
    "settled": Arrow("gateway.store.jobs", "settle", after=True),
    "ruling": Arrow("gateway.store.cases", "drop_unneeded", after=True),
    "ruled": Arrow("gateway.cli.quarantine", "write_ruling", after=True),
    "worker": Arrow(
        "gateway.inspection.pool",
        "_Worker.send",
        after=True,
        applies=sent_a_deadly_message,
        victim=its_worker,
        frozen=True,
    ),
}


def doomed(arrow: str, marker: Path, times: int = 1) -> list[str]:
    """The command that is `schoolgate`, and dies `times` times at the arrow."""
    return [sys.executable, __file__, arrow, str(marker), str(times)]


def aim(arrow: Arrow, marker: Path, times: int) -> None:
    """Puts the wrapped function where its users look it up."""
    *holders, name = arrow.function.split(".")
    holder = reduce(getattr, holders, importlib.import_module(arrow.module))
    setattr(holder, name, _wrapped(getattr(holder, name), arrow, marker, times))


def _wrapped(function: Callable[..., Any], arrow: Arrow, marker: Path, times: int) -> Callable[..., Any]:
    def is_due(result: Any, args: tuple[Any, ...]) -> bool:
        kills = marker.stat().st_size if marker.exists() else 0
        return kills < times and arrow.applies(result, args)

    def strike(result: Any, args: tuple[Any, ...]) -> None:
        if is_due(result, args):
            with marker.open("ab") as file:
                file.write(b"x")
            os.kill(arrow.victim(args), signal.SIGKILL)

    def before(args: tuple[Any, ...]) -> None:
        if arrow.frozen and is_due(None, args):
            os.kill(arrow.victim(args), signal.SIGSTOP)
        if not arrow.after:
            strike(None, args)

    def behind(result: Any, args: tuple[Any, ...]) -> None:
        if arrow.after:
            strike(result, args)

    @wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        before(args)
        result = function(*args, **named)
        behind(result, args)
        return result

    @wraps(function)
    async def call_async(*args: Any, **named: Any) -> Any:
        before(args)
        result = await function(*args, **named)
        behind(result, args)
        return result

    return call_async if inspect.iscoroutinefunction(function) else call


if __name__ == "__main__":
    aim(ARROWS[sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3]))
    main(sys.argv[4:], prog_name="schoolgate")
