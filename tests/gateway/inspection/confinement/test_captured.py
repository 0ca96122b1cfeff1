"""A worker that a hostile file has taken over can do nothing: each act is tried, and refused."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest

from gateway.inspection.confinement.confinement import Fence
from tests.gateway.inspection.confinement import acts
from tests.gateway.inspection.confinement.acts import ACTS, DONE, RAW_ACTS, Target, given
from tests.gateway.inspection.confinement.captured import ROOT, answers, capture, with_files
from tests.gateway.inspection.workers import NAMED, names, only_worker, running
from tests.support.school import write_school
from tests.support.system import needs_root

REFUSED = {"EPERM", "EACCES", "ENOSYS", "EAI", "ENOENT"}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A school's folder, and servers; the gateway is this process."""
    folder = tmp_path_factory.mktemp("school")
    write_school(folder, "smtp://127.0.0.1:9")
    for name in ("removable", "truncatable"):
        (folder / name).write_text("Grace Bishop")
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = tcp.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", port))
        abstract = f"schoolgate-{secrets.token_hex(8)}"
        for address in (str(folder / "socket"), f"\0{abstract}"):
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(address)
            server.listen()
        yield Target(os.getpid(), str(folder), port, abstract)


@pytest.fixture(scope="module")
def outcomes(target: Target, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What came of each act in one real worker, which was asked for all of them in one message."""
    tried = [*ACTS, *RAW_ACTS]

    async def inspected() -> dict[int, str]:
        async with running() as pool:
            said = answers(await pool.inspect(0, with_files([given(each, target) for each in tried])))
            assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]
            return said

    with pytest.MonkeyPatch.context() as patch:
        capture(tmp_path_factory.mktemp("captured"), patch, acts.__name__, "attempted")
        said = asyncio.run(inspected())
    return {each: said[number] for number, each in enumerate(tried)}


@pytest.fixture(scope="module")
def unconfined(target: Target) -> Mapping[str, str]:
    """What comes of them in a process with no fence, which may do what we may."""
    command = [sys.executable, "-m", acts.__name__, json.dumps(asdict(target))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said: dict[str, str] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("act", [*ACTS, *RAW_ACTS])
def test_what_a_captured_worker_tries_is_refused(act: str, outcomes: Mapping[str, str]) -> None:
    assert outcomes[act] in REFUSED


@pytest.mark.parametrize("act", ACTS)
def test_without_the_fences_it_would_have_been_done(act: str, unconfined: Mapping[str, str]) -> None:
    needs_root("All of it")
    assert unconfined[act] == DONE


def opened(_: bytes) -> str:
    """In a captured worker: the open files that are no null device, and the names of all variables."""
    null = os.stat(os.devnull).st_rdev
    files = []
    for number in range(1024):
        try:
            found = os.fstat(number)
        except OSError:
            continue
        if found.st_rdev != null:
            files.append("socket" if found.st_mode & 0o170000 == 0o140000 else oct(found.st_mode))
    return json.dumps([sorted(files), sorted(os.environ), os.getcwd()])


async def test_it_is_given_no_secret_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOLGATE_SECRET", "Kestrel-7714")
    monkeypatch.setenv("DATABASE_PASSWORD", "Kestrel-7714")
    capture(tmp_path, monkeypatch, __name__, "opened")
    async with running() as pool:
        said = answers(await pool.inspect(0, with_files([b""])))
    files, variables, folder = json.loads(said[0])
    assert files == ["0o100444", "socket"]  # how much memory it has, and the gateway
    assert {"SCHOOLGATE_SECRET", "DATABASE_PASSWORD", "HOME", "USER"}.isdisjoint(variables)
    assert "PATH" in variables
    assert folder == "/"


def _readiness_to_end(process: int) -> int:
    """By which the kernel chooses what to end where memory runs out, -1000 to 1000: proc(5)."""
    return int(Path(f"/proc/{process}/oom_score_adj").read_text())


async def test_where_memory_runs_out_it_ends_before_the_gateway() -> None:
    async with running():
        worker = only_worker()
        assert _readiness_to_end(worker) == 1000 > _readiness_to_end(os.getpid())


async def test_every_fence_stands_here() -> None:
    async with running() as pool:
        missing = set(pool.confinement.missing)
    assert missing == ({Fence.PROCESSES} if os.getuid() == 0 else set())
