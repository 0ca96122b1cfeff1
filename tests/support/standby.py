"""Two PostgreSQL servers of which one follows the other and takes over from it, as often as one likes.

What was committed is on both: the one that is written to waits for the other (`synchronous_standby_names`).
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from gateway.store.engine import close_storage, use_storage
from gateway.store.place import Storage
from tests.support.bothstores import opened
from tests.support.postgres import IN_MEMORY, STANDBY, USER, Cluster, new_cluster, new_database
from tests.support.storage import copy_storage
from tests.support.waiting import wait_until

_SETTINGS = (
    "full_page_writes=off",
    "max_wal_size=256MB",
    "wal_keep_size=64MB",
    "wal_retrieve_retry_interval=100ms",  # or a standby waits for seconds when its primary was restarted
    "wal_receiver_status_interval=1s",
    "max_connections=100",
)
_NUMBERS = count(1)
_STREAMS = "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'"


@dataclass
class Pair:
    """`first` and `second` are always the same two; which of them is written to changes."""

    first: Cluster
    second: Cluster
    primary: Cluster
    standby: Cluster
    failovers: int = 0

    @property
    def password_file(self) -> Path:
        """Of our user; the same on both."""
        return self.first.password_file

    def restart(self, mode: str = "fast") -> None:
        """Of the one that is written to; `immediate` is what a crash leaves."""
        self.primary.stop(mode)
        self.primary.start()

    def restart_standby(self) -> None:
        """While it is away no COMMIT is answered."""
        self.standby.stop()
        self.standby.start()

    def fail_over(self) -> None:
        """The primary dies and the standby takes over. The one that died has nothing to say any more."""
        self.primary.stop("immediate")
        self.primary, self.standby = self.standby, self.primary
        self.wait_for_nobody()  # until another follows it
        self.primary.promote()
        self.failovers += 1

    def wait_for_nobody(self) -> None:
        """The one that is written to answers a COMMIT when it has that itself."""
        self.primary.as_administrator("ALTER SYSTEM RESET synchronous_standby_names")
        self.primary.as_administrator("SELECT pg_reload_conf()")

    def follow(self) -> None:
        """The standby, which is stopped, is made anew from the primary, and waited for from then on."""
        self.standby.copy(self.primary).start()
        wait_until(lambda: self.primary.ask(_STREAMS), "the standby to follow")
        self.wait_for_standby()

    def wait_for_standby(self) -> None:
        """From now on a COMMIT is answered when the standby has it, too."""
        self.primary.as_administrator(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
        self.primary.as_administrator("SELECT pg_reload_conf()")
        wait_until(lambda: self.primary.ask(_STREAMS) == [("sync",)], "the standby to be waited for")

    def stop(self) -> None:
        for each in (self.standby, self.primary):
            with suppress(AssertionError):  # it is stopped already
                each.stop("immediate")


@cache
def pair() -> Pair:
    """The one that all tests of this process share; who breaks it mends it. Skips without PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="schoolgate-pair-", dir=IN_MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = _new_pair(folder)
    atexit.register(made.stop)
    return made


def _new_pair(directory: Path) -> Pair:
    """In two folders there."""
    directory.chmod(0o711)  # for the servers' own user
    folders = [directory / name for name in ("first", "second")]
    for each in folders:
        each.mkdir()
    first = new_cluster(folders[0], *_SETTINGS)
    folders[1].chmod(0o711)
    second = first.another(folders[1])
    made = Pair(first, second, primary=first, standby=second)
    made.follow()
    return made


def new_installation() -> str:
    """A database of the pair in which somebody has started once, with the key of every copied storage."""
    name = f"nodes_{next(_NUMBERS)}"
    pair().primary.as_administrator(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE {_first_start()}")
    return name


@cache
def _first_start() -> str:
    server, name = pair().primary, new_database(pair().primary)
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage(copy_storage(Path(folder) / "data"), server.url(name), server.password_file)
        use_storage(storage)
        opened(storage)
        close_storage()
    return name


def failover_url(database: str, *ports: int) -> str:
    """Over loopback: whichever of the servers at these ports is written to."""
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    return f"postgresql://{USER}@{hosts}/{database}?target_session_attrs=read-write"
