"""The arrows of a message's way (`gateway/README.md`), and a kill put at each of them from outside.

The program is the ordinary one; only the function that an arrow names is wrapped, so that a process is
killed (SIGKILL, as by a power cut) before or after the call.
"""

from __future__ import annotations

import importlib
import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce, wraps
from typing import Any, Protocol

from gateway.inspection.frames import Kind

DEADLY = b"X-Deadly: yes"  # the field of a message that its inspection worker does not survive


class Trigger(Protocol):
    """Says whether death is due at an arrow."""

    def is_due(self) -> bool: ...

    def pull(self) -> None:
        """Is called right before the kill."""


def myself(_args: tuple[Any, ...]) -> int:
    return os.getpid()


def its_worker(args: tuple[Any, ...]) -> int:
    pid: int = args[0].pid
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


def committed_a_plan(_result: Any, args: tuple[Any, ...]) -> bool:
    return args[1].__name__ == "commit_plan"


def committed_a_settlement(_result: Any, args: tuple[Any, ...]) -> bool:
    return args[1].__name__ == "settle"


WAY_IN = {
    "read": Arrow("gateway.inspection.judge", "Judge.judge", after=False),
    "inspecting": Arrow(
        "gateway.inspection.workerprocess", "WorkerProcess.send", after=True, applies=sent_a_message
    ),
    "taken": Arrow("gateway.smtp.intake", "send_straight_on", after=True),
    "remainder": Arrow("gateway.smtp.intake", "commit_plan", after=False),
    "committing": Arrow("gateway.store.intake", "put_on_record", after=True),
    "committed": Arrow(
        "gateway.store.thread", "StoreThread.run_together", after=True, applies=committed_a_plan
    ),
}
WAY_OUT = {
    "claimed": Arrow("gateway.store.jobs", "claim_due", after=True, applies=claimed_something),
    "sent": Arrow("gateway.store.jobs", "settle", after=False),
    "settling": Arrow("gateway.store.jobs", "put_on_record", after=True),
    "settled": Arrow(
        "gateway.store.thread", "StoreThread.run_together", after=True, applies=committed_a_settlement
    ),
}
RULING = {
    "ruling": Arrow("gateway.store.cases", "drop_unneeded", after=True),
    "ruled": Arrow("gateway.cli.quarantine", "write_ruling", after=True),
}
ARROWS = {
    **WAY_IN,
    **WAY_OUT,
    **RULING,
    "worker": Arrow(
        "gateway.inspection.workerprocess",
        "WorkerProcess.send",
        after=True,
        applies=sent_a_deadly_message,
        victim=its_worker,
        frozen=True,
    ),
}


def aim(arrow: Arrow, trigger: Trigger) -> None:
    """Puts the wrapped function where its users look it up."""
    put_around(arrow.module, arrow.function, lambda function: _wrapped(function, arrow, trigger))


def put_around(module: str, function: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replaces a function, or a method (`Class.method`), of a module by what `wrap` makes of it."""
    *holders, name = function.split(".")
    holder = reduce(getattr, holders, importlib.import_module(module))
    setattr(holder, name, wrap(getattr(holder, name)))


def _wrapped(function: Callable[..., Any], arrow: Arrow, trigger: Trigger) -> Callable[..., Any]:
    def is_due(result: Any, args: tuple[Any, ...]) -> bool:
        return trigger.is_due() and arrow.applies(result, args)

    def strike(result: Any, args: tuple[Any, ...]) -> None:
        if is_due(result, args):
            trigger.pull()
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
