"""Runs `schoolgate` as a version that does not exist yet: `laterversion.py FOLDER COMMAND …`.

It is the same program with the migrations that lie in the folder besides its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def later(folder: Path) -> list[str]:
    """The command that is `schoolgate`, with these migrations."""
    return [sys.executable, __file__, str(folder)]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from django.db.migrations import loader

    from gateway.cli.main import main
    from gateway.store import migrations

    migrations.__path__.append(sys.argv[1])
    loader.reload = lambda module: module  # or the folder would be forgotten
    main(sys.argv[2:], prog_name="schoolgate")
