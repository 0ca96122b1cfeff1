"""A fork that is a command is what the command from the disk is."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.forked import fork_command
from tests.support.process import run_command
from tests.support.school import write_school


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--version",), 0),
        (("policy", "presets"), 0),
        (("sevre",), 2),
        (("--config", "schoolgate.toml", "check", "-"), 1),
        (("quarantine", "list"), 0),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_the_same_words_and_the_same_end(words: tuple[str, ...], status: int, tmp_path: Path) -> None:
    write_school(tmp_path, "smtp://127.0.0.1:9")
    mail = "From: a.teacher@oakfield.sch.uk\nTo: zoë@example.com\n\nGrace Bishop is late.\n"
    forked, loaded = (run_command(*words, stdin=mail, cwd=tmp_path, loaded=each) for each in (True, False))

    assert (forked.returncode, forked.stdout, forked.stderr) == (status, loaded.stdout, loaded.stderr)
    assert forked.returncode == loaded.returncode


def test_its_environment_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write_school(tmp_path, "smtp://127.0.0.1:9")
    write_school(tmp_path / "other", "smtp://127.0.0.1:9")
    named = {"SCHOOLGATE_CONFIG": "other/schoolgate.toml"}
    (tmp_path / "other" / "data" / "key").unlink()

    assert "other/data/key" in run_command("outbox", "list", env=named, cwd=tmp_path).stderr
    assert run_command("outbox", "list", cwd=tmp_path).stdout == "Nothing waits.\n"


def test_a_signal_ends_it(tmp_path: Path) -> None:
    config = write_school(tmp_path, "smtp://127.0.0.1:9")
    read, write = os.pipe()  # standard input that never ends
    with open(read) as never, open(write, "w"), (tmp_path / "said").open("w") as said:
        waiting = fork_command(("--config", str(config), "check", "-"), (never, said, said))
        assert waiting.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.1)
        waiting.kill()

        assert waiting.wait(30) == -signal.SIGKILL
    assert waiting.poll() == -signal.SIGKILL
    waiting.kill()  # of one that has ended, nothing


def test_thousands_of_arguments() -> None:
    done = run_command("check", *(f"nowhere-{number:05}.eml" for number in range(20_000)))
    assert done.returncode == 2
