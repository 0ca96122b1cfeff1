"""What a service uses, over all its processes: those that live and those that have ended."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tests.support.process import children_of

_TICKS = os.sysconf("SC_CLK_TCK")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_GONE = (FileNotFoundError, ProcessLookupError)


def cpu_seconds(roots: Iterable[int]) -> float:
    """Of the processes, of all below them, and of those below that were waited for (proc(5))."""
    return sum(map(_cpu_of, _all_of(roots)))


def memory(roots: Iterable[int]) -> int:
    """Bytes in all; what several processes share counts once (Pss of smaps_rollup, proc(5)). Needs root."""
    return sum(map(_memory_of, _all_of(roots)))


def _all_of(roots: Iterable[int]) -> Iterator[int]:
    for pid in roots:
        yield pid
        with suppress(*_GONE):
            yield from _all_of(children_of(pid))


def _cpu_of(pid: int) -> float:
    with suppress(*_GONE):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS  # utime, stime, cutime, cstime
    return 0.0


def _memory_of(pid: int) -> int:
    with suppress(*_GONE):
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0
