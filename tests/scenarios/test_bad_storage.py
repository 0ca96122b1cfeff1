"""A disk that is full, a database that is locked or broken: no 250 for what is not safe."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess, run_command
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink
from tests.support.system import needs, needs_root
from tests.support.waiting import wait_until

CLEAN = message().as_bytes()
NAMED = message(NAMED_TEXT).as_bytes()
LOCAL_ERROR = (451, "4.3.0 Local error, try again later")
MARK = "LC_IDENTIFICATION"  # of the few variables that inspection workers are given
DISK_FULL = (452, "4.3.1 Insufficient storage, try again later")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB."""
    needs_root("mount")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run([needs("mount", "mount"), "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], check=True)
    yield place
    subprocess.run([needs("umount", "mount"), "--lazy", place], check=True)


def fill(disk: Path) -> Path:
    """A file that takes every byte that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    return filler


def database_of(gateway: GatewayProcess) -> sqlite3.Connection:
    return sqlite3.connect(gateway.config.parent / "data" / "schoolgate.sqlite3", isolation_level=None)


def test_a_full_disk(start_gateway: Callable[..., GatewayProcess], sink: Sink, small_disk: Path) -> None:
    """What cannot be kept is not taken; the school's server keeps it until there is room."""
    gateway = start_gateway(sink.url, storage=f'directory = "{small_disk}/data"')
    filler = fill(small_disk)
    assert gateway.send(TEACHER, [PARENT], NAMED) == DISK_FULL
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250
    status, reason = gateway.get("/healthz")
    assert status == 503
    assert reason == "Only 0 MB are free on the disk that keeps held mail.\n"
    filler.unlink()
    assert gateway.send(TEACHER, [PARENT], NAMED)[0] == 250
    assert len(gateway.cases()) == 1
    (delivered,) = sink.to(PARENT)
    assert delivered.content.endswith(CLEAN)


def test_a_locked_database(gateway: GatewayProcess, sink: Sink) -> None:
    """Somebody copies the database with a tool that locks it: after a patient wait it is 451."""
    with database_of(gateway) as database:
        database.execute("BEGIN IMMEDIATE")
        assert gateway.send(TEACHER, [PARENT], NAMED) == LOCAL_ERROR
        assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250
        database.execute("ROLLBACK")
    database.close()
    assert gateway.send(TEACHER, [PARENT], NAMED)[0] == 250
    assert len(gateway.cases()) == 1


def test_250_is_said_only_when_the_message_is_written(gateway: GatewayProcess) -> None:
    database = database_of(gateway)
    database.execute("BEGIN IMMEDIATE")
    answers: list[tuple[int, str]] = []
    sending = threading.Thread(target=lambda: answers.append(gateway.send(TEACHER, [PARENT], NAMED)))
    sending.start()
    sending.join(2)
    assert answers == []
    database.execute("ROLLBACK")
    database.close()
    sending.join(60)
    assert [code for code, _ in answers] == [250]
    assert len(gateway.cases()) == 1


def test_a_broken_database(gateway: GatewayProcess, sink: Sink) -> None:
    """The words of the answer are fixed: nothing of the error gets out."""
    database = database_of(gateway)
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute("DROP TABLE store_case")
    database.close()
    assert gateway.send(TEACHER, [PARENT], NAMED) == LOCAL_ERROR
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250
    status, reason = gateway.get("/healthz")
    assert (status, reason) == (503, "The database cannot be read, so nothing can be held.\n")
    log = gateway.log.read_text(encoding="utf-8")
    assert "store-failed error=OperationalError" in log
    assert "store_case" not in log
    assert sink.to(PARENT)[0].content.endswith(CLEAN)


def test_a_database_that_was_damaged_while_nobody_looked(gateway: GatewayProcess) -> None:
    gateway.send(TEACHER, [PARENT], NAMED)
    gateway.stop()
    path = gateway.config.parent / "data" / "schoolgate.sqlite3"
    path.write_bytes(b"This is no database. " * 1000)
    done = gateway.command("serve")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"{path}: the database cannot be opened; is the disk full, or the file damaged?" in done.stderr


def test_a_second_gateway_on_the_same_directory_does_not_start(gateway: GatewayProcess) -> None:
    done = gateway.command("serve")
    assert done.returncode == 2
    assert "another schoolgate serve is already running on this directory" in done.stderr
    assert done.stderr.count("\n") == 1
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250


@pytest.mark.parametrize("listener", ["relay", "review"])
def test_a_port_in_use(
    start_gateway: Callable[..., GatewayProcess], sink: Sink, tmp_path: Path, listener: str
) -> None:
    """The gateway does not half start: it says which listener it is, and leaves no process behind."""
    gateway = start_gateway(sink.url)
    gateway.stop()
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        text = gateway.config.read_text(encoding="utf-8")
        before, table, after = text.partition(f"[{listener}]\n")
        gateway.config.write_text(before + table + after.replace("127.0.0.1:0", address, 1), encoding="utf-8")
        mark = {MARK: str(tmp_path)}
        done = run_command("--config", str(gateway.config), "serve", env=mark)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"schoolgate: {gateway.config}: {listener}.listen: cannot listen on {address}; "
        "is the port in use, or are rights missing for it?\n"
    )
    wait_until(lambda: not _processes_with(tmp_path), "the end of the inspection workers")


def _processes_with(mark: Path) -> list[Path]:
    """Processes that inherited the mark, apart from this one."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (process / "environ").read_bytes():
                found.append(process)
        except OSError:
            continue
    return found
