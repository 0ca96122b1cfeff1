"""Runs `schoolgate` so that it dies at one arrow: `launcher.py ARROW MARKER TIMES COMMAND …`.

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


def run(arrow: str, marker: Path, times: int, command: list[str]) -> None:
    from gateway.cli.main import main
    from tests.support.arrows import ARROWS, aim

    aim(ARROWS[arrow], Marker(marker, times))
    main(command, prog_name="schoolgate")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
