"""Tests for detectors.extract.pages.helper."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from detectors.extract.pages.helper import HelperFailed, run_helper

LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
from detectors.extract.pages.helper import run_helper
print(run_helper(["cat"], b"Grace" * 1_000_000, 9.0).count(b"Grace"))
"""


def test_it_answers() -> None:
    assert run_helper(["tr", "a-z", "A-Z"], b"grace", 9.0) == b"GRACE"


def test_it_works_where_nothing_may_be_written_and_memory_is_short() -> None:
    ended = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True)
    assert ended.stdout == "1000000\n"


@pytest.mark.parametrize("command", [["no-such-program"], ["false"], ["sh", "-c", "kill -9 $$"]])
def test_what_gives_up_has_failed(command: list[str]) -> None:
    with pytest.raises(HelperFailed):
        run_helper(command, b"", 9.0)


def test_what_hangs_is_killed_with_all_that_it_began() -> None:
    began = time.monotonic()
    with pytest.raises(HelperFailed):
        run_helper(["sh", "-c", "sleep 98 & sleep 99"], b"", 0.3)
    assert time.monotonic() - began < 5


def test_it_may_not_use_the_processor_for_longer_even_if_nobody_waits() -> None:
    limit = run_helper(["sh", "-c", "sleep 0.2; ulimit -t"], b"", 3.5)
    assert limit == b"5\n"
