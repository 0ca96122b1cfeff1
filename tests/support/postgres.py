"""A PostgreSQL server of the tests' own: started once by each process that runs tests, gone with it.

It listens on loopback and on a socket in its directory. Its collation is that of English, not that of
bytes, so that whatever relies on the order of bytes is found.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

USER, PASSWORD = "schoolgate", "oak-tree-and-acorn"
STANDBY = "standby"  # as which one says who it is
_NUMBERS = count(1)
_QUICK = ("full_page_writes=off", "autovacuum=off", "max_wal_size=256MB")
_SHM = Path("/dev/shm")  # noqa: S108
IN_MEMORY = _SHM if os.access(_SHM, os.W_OK) else None  # where fsync, which is asked for, costs nothing


@dataclass
class Cluster:
    """A server with its data in a directory; `start` and `stop` may follow each other."""

    programs: Path
    directory: Path
    port: int
    settings: Sequence[str] = _QUICK

    def url(self, database: str) -> str:
        """Over loopback, with a password."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def local_url(self, database: str) -> str:
        """Over its socket, where whoever is on this machine is let in."""
        return f"postgresql://{USER}@/{database}?host={self._place}&port={self.port}"

    @property
    def password_file(self) -> Path:
        return self.directory / "password"

    def start(self) -> Cluster:
        given = " ".join(f"-c {each}" for each in self._settings())
        self._run("pg_ctl", "start", "--wait", "--silent", "-o", given, "-l", str(self._place / "log"))
        return self

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", mode)

    def stand_still(self) -> None:
        """All of its processes: no connection is closed, and the kernel takes new ones."""
        for each in self._processes():
            os.kill(each, signal.SIGSTOP)

    def go_on(self) -> None:
        for each in self._processes():
            os.kill(each, signal.SIGCONT)

    def _processes(self) -> list[int]:
        """The first one first."""
        first = (self._place / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
        others = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        return [int(first), *map(int, others)]

    def promote(self) -> None:
        """A standby becomes a server that is written to."""
        self._run("pg_ctl", "promote", "--wait", "--silent")

    def another(self, directory: Path) -> Cluster:
        """With the same settings, in another place; nothing is there yet."""
        return replace(self, directory=directory, port=_free_port())

    def copy(self, primary: Cluster) -> Cluster:
        """Not started: once it is, it follows the primary. What was here before is gone."""
        shutil.rmtree(self._place, ignore_errors=True)
        self._place.mkdir()
        self._hand_over(self._place)
        way = f"host={primary._place} port={primary.port} user=postgres application_name={STANDBY}"
        words = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
        self._run("pg_basebackup", "--dbname", way, *words)
        return self

    def check(self, database: str) -> list[str]:
        """What PostgreSQL's own check of tables and indexes finds wrong."""
        place = ("--host", str(self._place), "--port", str(self.port), "--username", "postgres")
        words = ("--install-missing", "--heapallindexed", "--jobs=1", "--database", database)
        done = subprocess.run(
            [str(self.programs / "pg_amcheck"), *place, *words], check=False, capture_output=True, text=True
        )
        return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()

    def _settings(self) -> tuple[str, ...]:
        place = f"unix_socket_directories={self._place}"
        return (
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            place,
            "max_connections=60",
            *self.settings,
        )

    @property
    def _place(self) -> Path:
        return self.directory / "server"

    def make(self) -> Cluster:
        """A new one, with our user in it."""
        self._place.mkdir()
        self._hand_over(self._place)
        words = ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=en-GB", "--locale=C.UTF-8"]
        self._run(
            "initdb",
            "--no-sync",
            "--username=postgres",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            *words,
        )
        self.password_file.touch(0o600)
        self.password_file.write_text(f"{PASSWORD}\n", encoding="utf-8")
        return self

    def as_administrator(self, *statements: str, database: str = "postgres") -> None:
        with self._administrator(database) as server:
            server.execute(";".join(statements).encode() if len(statements) > 1 else statements[0].encode())

    def ask(self, question: str, database: str = "postgres") -> list[tuple[str, ...]]:
        with self._administrator(database) as server:
            return server.execute(question.encode()).fetchall()

    def _administrator(self, database: str) -> psycopg.Connection[tuple[str, ...]]:
        place = str(self._place)
        return psycopg.connect(host=place, port=self.port, user="postgres", dbname=database, autocommit=True)

    def _hand_over(self, place: Path) -> None:
        """Root's servers are refused, so they are another user's."""
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(place, postgres.pw_uid, postgres.pw_gid)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), "--pgdata", str(self._place / "data"), *words]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        done = subprocess.run(
            command, check=False, cwd=self._place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert done.returncode == 0, done.stderr.decode()


def programs() -> Path | None:
    """Where Debian puts the server's programs: the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    return found[-1].parent if found else None


def new_cluster(directory: Path, *settings: str) -> Cluster:
    """Made and started. Skips the test where PostgreSQL is not installed."""
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    directory.chmod(0o711)  # for the server's own user
    made = Cluster(where, directory, _free_port(), settings or _QUICK).make().start()
    made.as_administrator(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
    return made


@cache
def cluster() -> Cluster:
    """The one that all tests of this process share."""
    folder = Path(tempfile.mkdtemp(prefix="schoolgate-postgres-", dir=IN_MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = new_cluster(folder)
    atexit.register(made.stop, "immediate")
    return made


def new_database(server: Cluster) -> str:
    """Its name."""
    name = f"school_{next(_NUMBERS)}"
    server.as_administrator(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE template0")
    return name


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
