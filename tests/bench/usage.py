"""What the gateway and its workers have used of processor and memory, as Linux counts it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.process import children_of, workers_of

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Usage:
    """Looks at one gateway, its fork server and its workers. Linux only: reads /proc.

    `relay_peak` and `worker_peak` are in bytes, the latter of the largest worker seen.
    """

    pid: int
    relay_peak: int = 0
    worker_peak: int = 0
    workers: int = 0
    _seen: dict[int, float] = field(default_factory=dict)

    def cpu_seconds(self) -> float:
        """Of all of them that were seen so far, those that have ended included."""
        workers = workers_of(self.pid)
        for pid in (self.pid, *children_of(self.pid), *workers):
            self._look_at(pid)
        self.workers = max(self.workers, len(workers))
        return sum(self._seen.values())

    def _look_at(self, pid: int) -> None:
        folder = Path("/proc") / str(pid)
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            peak = re.search(r"VmHWM:\s+(\d+) kB", (folder / "status").read_text())
        except FileNotFoundError:  # it ended meanwhile; what was seen of it stands
            return
        self._seen[pid] = (int(fields[11]) + int(fields[12])) / TICKS  # utime and stime, proc(5)
        size = int(peak[1]) * 1024 if peak else 0
        if pid == self.pid:
            self.relay_peak = max(self.relay_peak, size)
        else:
            self.worker_peak = max(self.worker_peak, size)
