"""What memory the processes have that one has started."""

from __future__ import annotations

import os
import subprocess
import sys

from gateway.service.processes import memory_below


def test_children_and_their_children_count() -> None:
    """A process that has started another, which has 50 MB in hand."""
    inner = "held = b'x' * 50_000_000; print(len(held), flush=True); input()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", outer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "50000000\n"
        assert 50_000_000 < memory_below(process.pid) < 500_000_000
        assert memory_below(os.getpid()) > memory_below(process.pid)
        process.communicate("\n")


def test_of_a_process_that_is_gone_there_is_nothing() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert memory_below(process.pid) == 0
