"""A few seconds of libFuzzer on the targets that matter most; `python -m tests.fuzz` runs for longer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.live import Outcome, run
from tests.fuzz.target import Target

TARGETS = ("mime", "zip", "rewriting-names", "policy", "smtp-path", "rosters")
SECONDS = 2


@pytest.mark.timeout(300)  # on a machine that has much else to do
def test_the_main_targets_for_a_moment(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed")
    command = (sys.executable, "-m", "tests.fuzz", *TARGETS, f"--seconds={SECONDS}", f"--work={tmp_path}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    tried = dict(line.split(":", 1) for line in done.stdout.splitlines())
    assert set(tried) == set(TARGETS)
    assert not any(said.startswith(" 0 inputs") for said in tried.values()), done.stdout


def test_what_is_broken_is_found_and_kept(tmp_path: Path) -> None:
    """A check that dislikes what only a guided search comes to soon."""
    pytest.importorskip("atheris", reason="atheris is not installed")
    script = (
        "import sys; from pathlib import Path; from tests.fuzz.test_live import search_for_a_fault;"
        "search_for_a_fault(Path(sys.argv[1]))"
    )
    command = (sys.executable, "-c", script, str(tmp_path))
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    assert done.stdout.split() == ["AB"]


def search_for_a_fault(work: Path) -> None:
    """In a process of its own, since pytest's has threads and none of it is instrumented."""
    outcome = next(run((Target("a-fault", dislike),), 30, jobs=1, work=work))
    print(*(path.read_bytes()[:2].decode() for path in outcome.broken))
    assert isinstance(outcome, Outcome)
    assert not outcome.is_well
    assert "a promise is broken" in outcome.said


def dislike(data: bytes) -> None:
    assert data[:1] != b"A" or data[1:2] != b"B", "a promise is broken"
