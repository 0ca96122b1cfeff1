"""Tests for detectors.protection.containers.memoryfile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from detectors.protection.containers.memoryfile import memory_file


def test_it_can_be_read_by_its_path_as_long_as_it_is_needed() -> None:
    with memory_file(b"Grace Bishop") as path:
        assert Path(path).read_bytes() == b"Grace Bishop"
    assert not os.path.exists(path)


def test_it_works_where_no_file_may_be_written_and_none_may_be_afterwards(tmp_path: Path) -> None:
    program = f"""
import resource
from detectors.protection.containers.memoryfile import memory_file
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 1 << 20))
with memory_file(b"x" * 100_000) as path:
    with open(path, "rb") as file:
        print(len(file.read()))
try:
    with open({str(tmp_path / "a")!r}, "wb") as file:
        file.write(b"x")
except OSError:
    print("forbidden")
"""
    root = Path(__file__).parents[4]
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["100000", "forbidden"]
