"""What memory the processes have that this one has started, as Linux tells it in /proc."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")


def memory_below(pid: int) -> int:
    """Resident bytes of all its descendants (proc(5), statm). Memory that they share counts for each."""
    return sum(map(_resident, _descendants(pid)))


def _descendants(pid: int) -> Iterator[int]:
    """Each once; a process may end while it is looked at."""
    below = [pid]
    while below:
        with suppress(FileNotFoundError, ProcessLookupError):
            for thread in (PROC / str(below.pop()) / "task").iterdir():
                with suppress(FileNotFoundError, ProcessLookupError):
                    children = [int(each) for each in (thread / "children").read_text().split()]
                    below += children
                    yield from children


def _resident(pid: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * PAGE
    return 0
