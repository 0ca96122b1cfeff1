"""Runs atheris (libFuzzer) on targets, each in a process of its own, for a bounded time.

The parent imports everything once, instrumented, and forks: instrumenting the product takes longer than a
short run. New inputs go to .fuzz/TARGET/corpus, what breaks a promise to .fuzz/TARGET/broken, and what
libFuzzer says to .fuzz/TARGET/log.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fuzz.inputs import CORPUS, FOUND, WORK

if TYPE_CHECKING:
    from tests.fuzz.target import Check, Target

INSTRUMENTED = ("detectors", "gateway")
MEMORY = 2_048  # MB that a target may use
SLOWEST = 60  # seconds by the clock that one input may take, on a machine that has much else to do
_TAIL = 30  # lines of the log that tell of a fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. `broken` are inputs that broke a promise, or took too long or too much memory.

    said: the end of the log where the process did not end well
    """

    target: str
    broken: tuple[Path, ...]
    executions: int
    new: int
    said: str = ""

    @property
    def is_well(self) -> bool:
        return not self.broken and not self.said


def load() -> Mapping[str, Target]:
    """The table of targets, with the product instrumented. Raises ImportError where atheris is missing."""
    import atheris

    with _quietly(), atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import BY_NAME
    return BY_NAME


def run(targets: Sequence[Target], seconds: float, jobs: int, work: Path = WORK) -> Iterator[Outcome]:
    """Fuzzes so many targets at a time; gives each outcome as its target ends."""
    waiting = list(targets)
    running: dict[int, Target] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            target = waiting.pop(0)
            running[_start(target, seconds, work / target.name)] = target
        process, status = os.wait()
        if process in running:
            target = running.pop(process)
            yield _outcome(target, work / target.name, os.waitstatus_to_exitcode(status))


def _start(target: Target, seconds: float, work: Path) -> int:
    for folder in ("corpus", "broken"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    (work / "started").touch()
    process = os.fork()
    if not process:
        _become(target, seconds, work)
    return process


def _become(target: Target, seconds: float, work: Path) -> None:
    """In the child: libFuzzer never returns."""
    import atheris

    log = os.open(work / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    try:
        options: dict[str, Any] = {}
        if mutate := target.mutate:
            options["custom_mutator"] = lambda data, most, seed: mutate(data, most, seed, atheris.Mutate)
        check = _kept(target.check, work / "broken")
        atheris.Setup(_arguments(target, seconds, work), check, **options)
        atheris.Fuzz()
    finally:
        os._exit(70)  # whatever happens, this process must not go on as its parent would


def _kept(check: Check, broken: Path) -> Check:
    """The check, which writes down what broke it: libFuzzer does so only as the process exits."""

    def watched(data: bytes) -> None:
        try:
            check(data)
        except Exception:
            (broken / f"broken-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)
            raise

    return watched


def _arguments(target: Target, seconds: float, work: Path) -> list[str]:
    inputs = [folder / target.name for folder in (CORPUS, FOUND)]
    return [
        target.name,
        f"-max_total_time={max(1, round(seconds))}",
        f"-max_len={target.longest}",
        f"-rss_limit_mb={MEMORY}",
        f"-timeout={SLOWEST}",
        f"-artifact_prefix={work / 'broken'}/",
        f"-report_slow_units={SLOWEST}",
        "-print_final_stats=1",
        str(work / "corpus"),
        *(str(folder) for folder in inputs if folder.is_dir()),
    ]


def _outcome(target: Target, work: Path, status: int) -> Outcome:
    since = (work / "started").stat().st_mtime
    log = (work / "log").read_text(encoding="utf-8", errors="replace")
    fresh = [path for path in (work / "broken").iterdir() if path.stat().st_mtime >= since]
    new = sum(path.stat().st_mtime >= since for path in (work / "corpus").iterdir())
    said = "" if not status else "\n".join(log.splitlines()[-_TAIL:])
    return Outcome(target.name, tuple(sorted(fresh)), _executions(log), new, said)


def _executions(log: str) -> int:
    counts = [line.split()[-1] for line in log.splitlines() if "number_of_executed_units" in line]
    return int(counts[-1]) if counts else 0


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """atheris names every module that it instruments."""
    kept = sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stderr = nowhere
        try:
            yield
        finally:
            sys.stderr = kept
