"""Trials: whether a way would work, found out by trying it, and remembered for some minutes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from detectors.message import Envelope
from gateway.actions.plan import Case, Judged
from gateway.policy.rewriting import Rewriting
from gateway.policy.verdict import SenderMay
from gateway.review.sender.offers import Remedy
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.version import Version

_PATIENCE_SECONDS = 8.0  # for which a page waits; the trial goes on, and the next look knows more
_REMEMBERED_SECONDS = 600.0  # rules and pupils may change
_MOST_REMEMBERED = 500


class Rewriter(Protocol):
    """Makes the versions of a message that its sender chose, and lets only those out that may leave."""

    async def rewrite(
        self, school: str, envelope: Envelope, raw: bytes, rewriting: Rewriting, way: SenderMay
    ) -> tuple[Version, ...]:
        """Raises CannotRewriteError and WorkersUnavailableError."""
        ...

    async def sent(self, school: str, envelope: Envelope, judged: Judged) -> None:
        """Is told of the versions that are about to leave, with what was judged of them."""
        ...


@dataclass(frozen=True, slots=True)
class _Key:
    case: str
    version: int
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class _Outcome:
    cannot: str
    at: float  # seconds of the event loop's clock


class Trials:
    """One at a time: people who look must not keep the workers from mail. Nothing of a message is kept."""

    def __init__(self, rewriter: Rewriter) -> None:
        self._rewriter = rewriter
        self._known: OrderedDict[_Key, _Outcome] = OrderedDict()
        self._under_way: dict[_Key, asyncio.Task[None]] = {}
        self._turn = asyncio.Semaphore(1)

    async def versions(self, case: Case, remedy: Remedy, raw: bytes) -> tuple[Version, ...]:
        """Raises CannotRewriteError and WorkersUnavailableError."""
        return await self._rewriter.rewrite(case.school, case.envelope, raw, remedy.rewriting, remedy.may)

    async def sent(self, case: Case, versions: tuple[Version, ...]) -> None:
        """These are about to leave."""
        await self._rewriter.sent(case.school, case.envelope, replace(case.judged, versions=versions))

    async def cannot(self, case: Case, remedy: Remedy, load: Callable[[], Awaitable[bytes]]) -> str:
        """Why the remedy would not help, one sentence; empty where it does, or nobody knows yet."""
        key = _Key(case.id, case.version, remedy)
        known = self._known.get(key)
        now = asyncio.get_running_loop().time()
        if known is None or now - known.at > _REMEMBERED_SECONDS:
            task = self._under_way.get(key) or self._begin(key, case, load)
            await asyncio.wait((task,), timeout=_PATIENCE_SECONDS)
            known = self._known.get(key)
        return known.cannot if known else ""

    def close(self) -> None:
        for task in self._under_way.values():
            task.cancel()

    def _begin(self, key: _Key, case: Case, load: Callable[[], Awaitable[bytes]]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._try(key, case, load))
        self._under_way[key] = task
        task.add_done_callback(lambda done: self._ended(key, done))
        return task

    async def _try(self, key: _Key, case: Case, load: Callable[[], Awaitable[bytes]]) -> None:
        cannot = ""
        async with self._turn:
            try:
                await self.versions(case, key.remedy, await load())
            except CannotRewriteError as error:
                cannot = error.reason
        self._known[key] = _Outcome(cannot, asyncio.get_running_loop().time())
        self._known.move_to_end(key)
        if len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)

    def _ended(self, key: _Key, task: asyncio.Task[None]) -> None:
        """A trial that failed for a reason of ours says nothing about the way; the button will."""
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()
