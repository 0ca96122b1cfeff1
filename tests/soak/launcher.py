"""Runs `schoolgate` so that it can be hurt from outside: `launcher.py` SWITCHES FLAW DATABASE GRACE COMMAND.

The program is the ordinary one. SWITCHES is a folder: a file in it called as an arrow kills the process
there, once; `slow` makes each commit take long, `read-only` makes the database refuse to be written. The
next hop is given seconds where the program gives it minutes, so that one that hangs can be waited for.
FLAW, if it is not empty, puts one bug of `tests.soak.flaws` in, to see that the soak finds it. DATABASE is a
`tests.support.databases.Kind`. GRACE, if it is not empty, is after how many seconds the work of a
node that is gone is taken over.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW, READ_ONLY = "slow", "read-only"
COMMIT_SECONDS = 0.15
BASES = {"sqlite": "django.db.backends.sqlite3.base", "postgresql": "gateway.store.postgresql.base"}


@dataclass(frozen=True, slots=True)
class Order:
    """A file that stands for one kill."""

    file: Path

    def is_due(self) -> bool:
        return self.file.exists()

    def pull(self) -> None:
        self.file.unlink(missing_ok=True)


def launched(*given: str) -> list[str]:
    """The command that is `schoolgate`, and minds the switches; `given` is what stands before COMMAND."""
    return [sys.executable, __file__, *given]


def prepare(switches: str, flaw: str, database: str, grace: str) -> None:
    """Puts everything in that is done from outside."""
    from tests.soak.flaws import FLAWS
    from tests.support.arrows import WAY_IN, WAY_OUT, aim, put_around
    from tests.support.databases import Kind

    folder = Path(switches)
    for name, arrow in {**WAY_IN, **WAY_OUT}.items():
        aim(arrow, Order(folder / name))
    base = BASES[database]
    put_around(base, "DatabaseWrapper._commit", lambda commit: _slow(commit, folder / SLOW))
    if database == Kind.SQLITE:
        begin = "DatabaseWrapper._start_transaction_under_autocommit"
        put_around(base, begin, lambda begin: _read_only(begin, folder / READ_ONLY))
    _hurry()
    if grace:
        _take_over_soon(float(grace))
    if flaw:
        FLAWS[flaw]()


def _slow(commit: Callable[[Any], None], switch: Path) -> Callable[[Any], None]:
    @wraps(commit)
    def call(database: Any) -> None:
        if switch.exists():
            time.sleep(COMMIT_SECONDS)
        commit(database)

    return call


def _read_only(begin: Callable[[Any], None], switch: Path) -> Callable[[Any], None]:
    @wraps(begin)
    def call(database: Any) -> None:
        database.connection.execute(f"PRAGMA query_only = {int(switch.exists())}")
        begin(database)

    return call


def _hurry() -> None:
    from gateway.transport.pool import SmtpTransport
    from gateway.transport.timeouts import Timeouts

    seconds = Timeouts(connect=2, greeting=2, command=2, block=4, final=4)
    assert SmtpTransport.__init__.__kwdefaults__ is not None
    SmtpTransport.__init__.__kwdefaults__["timeouts"] = seconds


def _take_over_soon(seconds: float) -> None:
    from gateway.store import membership

    membership.GRACE, membership.LOOK_EVERY = seconds, min(seconds, membership.LOOK_EVERY) / 2


def run(given: list[str], command: list[str]) -> None:
    from gateway.cli.main import main

    prepare(*given)
    main(command, prog_name="schoolgate")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run(sys.argv[1:5], sys.argv[5:])
