"""A school on disk for commands, and a way to run them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.support.process import run_command
from tests.support.school import write_school

Command = Callable[..., CompletedProcess[str]]
NOBODY = "smtp://127.0.0.1:9"  # the discard port, where nothing listens


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A school whose next hop is down."""
    return write_school(tmp_path, NOBODY)


@pytest.fixture
def command(config: Path) -> Command:
    """`schoolgate` with that school's configuration, in its folder."""

    def run(*words: str, stdin: str | bytes = "") -> CompletedProcess[str]:
        return run_command("--config", str(config), *words, stdin=stdin, cwd=config.parent)

    return run


def complains(done: CompletedProcess[str], sentence: str, status: int = 2) -> None:
    """One line on standard error and nothing on standard output."""
    assert (done.returncode, done.stdout, done.stderr) == (status, "", f"schoolgate: {sentence}\n")
