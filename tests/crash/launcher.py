"""Runs `schoolgate` so that it dies at one arrow: as a fork of what has loaded it, or from the disk.

From the disk it is `launcher.py ARROW MARKER TIMES COMMAND …`.

The marker file has one byte for each kill, so that after TIMES of them a restarted gateway runs on.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Marker:
    """Pulled so many times, and then no more."""

    file: Path
    times: int

    def is_due(self) -> bool:
        return (self.file.stat().st_size if self.file.exists() else 0) < self.times

    def pull(self) -> None:
        with self.file.open("ab") as file:
            file.write(b"x")


def doomed(arrow: str, marker: Path, times: int = 1) -> list[str]:
    """The command that is `schoolgate`, and dies `times` times at the arrow."""
    return [sys.executable, __file__, arrow, str(marker), str(times)]


def doomed_fork(arrow: str, marker: Path, times: int = 1) -> list[str]:
    """The same, done first in a fork that is going to be the gateway (`forked.fork_command`)."""
    return ["tests.crash.launcher", arrow, str(marker), str(times)]


def prepare(arrow: str, marker: str, times: str) -> None:
    from tests.support.arrows import ARROWS, aim

    aim(ARROWS[arrow], Marker(Path(marker), int(times)))


def run(arrow: str, marker: str, times: str, *command: str) -> None:
    from gateway.cli.main import main

    prepare(arrow, marker, times)
    main(command, prog_name="schoolgate")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run(*sys.argv[1:])
